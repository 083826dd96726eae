\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '2s';
UPDATE public.old SET tag = NULL WHERE tag = 'TEST_2026-06-03';
DROP FUNCTION public.fresh_scan();
DROP TABLE public.fresh;
DO $guard$
BEGIN
  IF to_regclass('public.fresh') IS NOT NULL THEN
    RAISE EXCEPTION 'public.fresh is still there';
  END IF;
END
$guard$;
COMMIT;
