\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '2s';
INSERT INTO public.fresh (id, tag, amount) SELECT n, 'TEST_2026-06-03', n FROM generate_series(1, 3) AS n;
UPDATE public.old SET tag = 'TEST_2026-06-03' WHERE id <= 5;
DO $guard$
BEGIN
  IF (SELECT count(*) FROM public.fresh) <> 3 THEN
    RAISE EXCEPTION 'public.fresh does not hold its rows';
  END IF;
END
$guard$;
COMMIT;
