\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '5s';
DO $case$
BEGIN
  BEGIN
    INSERT INTO public.archive (old_id, amount) VALUES (1, -1);
    RAISE EXCEPTION 'not refused' USING ERRCODE = 'NG001';
  EXCEPTION WHEN check_violation THEN
    NULL;
  END;
END
$case$;
DO $case$
BEGIN
  BEGIN
    DELETE FROM public.archive WHERE old_id = 1;
    RAISE EXCEPTION 'not refused' USING ERRCODE = 'NG002';
  EXCEPTION WHEN SQLSTATE 'AR001' THEN
    NULL;
  END;
END
$case$;
ROLLBACK;
