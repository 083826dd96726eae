\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '5s';

DROP TABLE public.rehearsal___NAME__;

-- The guard: it raises while something of the change is left.
DO $guard$
BEGIN
  IF to_regclass('public.rehearsal___NAME__') IS NOT NULL THEN
    RAISE EXCEPTION 'public.rehearsal___NAME__ is still there';
  END IF;
END
$guard$;
COMMIT;
