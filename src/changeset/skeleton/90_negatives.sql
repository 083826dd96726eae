\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '5s';

-- A negative amount: the table's check refuses it. NG001 is raised when nothing does.
DO $case$
BEGIN
  BEGIN
    INSERT INTO public.rehearsal___NAME__ (id, tag, amount) VALUES (4, '__TAG__', -1);
    RAISE EXCEPTION 'a negative amount was not refused' USING ERRCODE = 'NG001';
  EXCEPTION WHEN check_violation THEN
    NULL;
  END;
END
$case$;

ROLLBACK;
