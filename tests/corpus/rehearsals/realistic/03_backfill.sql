\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '5s';
INSERT INTO public.archive (old_id, amount, payload)
SELECT 1 + n % 50, n / 100.0, jsonb_build_object('n', n, 'text', 'größe ' || n) FROM generate_series(1, 100000) AS n;
UPDATE public.old SET tag = 'TEST_CLONE_finalization_2026-06-03', amount = amount + 100 WHERE id % 2 = 0;
DO $guard$
BEGIN
  IF (SELECT count(*) FROM public.archive WHERE tag = 'TEST_CLONE_finalization_2026-06-03') <> 100000 THEN
    RAISE EXCEPTION 'the archive does not hold its rows';
  END IF;
END
$guard$;
COMMIT;
