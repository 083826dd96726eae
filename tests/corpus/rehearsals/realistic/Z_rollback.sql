\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '5s';
DROP VIEW public.archive_totals;
DROP FUNCTION public.archive_of(bigint);
DROP TABLE public.archive;
DROP FUNCTION public.archive_kept();
DROP INDEX public.old_noted;
UPDATE public.old SET tag = NULL, amount = amount - 100 WHERE tag = 'TEST_CLONE_finalization_2026-06-03';
DO $guard$
BEGIN
  IF to_regclass('public.archive') IS NOT NULL THEN
    RAISE EXCEPTION 'the archive is still there';
  END IF;
END
$guard$;
COMMIT;
