\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE TABLE public.rehearsal___NAME__ (
  id bigint PRIMARY KEY,
  tag text NOT NULL,
  amount int NOT NULL CHECK (amount >= 0)
);
COMMENT ON TABLE public.rehearsal___NAME__ IS '__TAG__';

INSERT INTO public.rehearsal___NAME__ (id, tag, amount)
SELECT n, '__TAG__', n * 10 FROM generate_series(1, 3) AS n;

-- The guard: it raises when the result is not what it must be, so that COMMIT is never reached on a bad one.
DO $guard$
BEGIN
  IF to_regclass('public.rehearsal___NAME__') IS NULL THEN
    RAISE EXCEPTION 'public.rehearsal___NAME__ is not there';
  END IF;
  IF (SELECT count(*) FROM public.rehearsal___NAME__ WHERE tag = '__TAG__') <> 3 THEN
    RAISE EXCEPTION 'public.rehearsal___NAME__ does not hold its 3 rows';
  END IF;
END
$guard$;
COMMIT;
