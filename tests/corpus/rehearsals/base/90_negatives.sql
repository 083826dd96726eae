\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '2s';
DO $case$
BEGIN
  BEGIN
    INSERT INTO public.fresh (id, tag, amount) VALUES (4, 'TEST_2026-06-03', -1);
    RAISE EXCEPTION 'not refused' USING ERRCODE = 'NG001';
  EXCEPTION WHEN check_violation THEN
    NULL;
  END;
END
$case$;
ROLLBACK;
