\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '5s';
DROP TABLE public.example;
DO $guard$
BEGIN
  IF to_regclass('public.example') IS NOT NULL THEN
    RAISE EXCEPTION 'public.example is still there';
  END IF;
END
$guard$;
COMMIT;
