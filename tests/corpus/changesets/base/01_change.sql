\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '5s';
CREATE TABLE public.example (
  id bigint PRIMARY KEY,
  tag text NOT NULL,
  amount int NOT NULL CHECK (amount >= 0)
);
COMMENT ON TABLE public.example IS 'TEST_2026-06-03';
INSERT INTO public.example (id, tag, amount)
SELECT n, 'TEST_2026-06-03', n FROM generate_series(1, 3) AS n;
DO $guard$
BEGIN
  IF (SELECT count(*) FROM public.example WHERE tag = 'TEST_2026-06-03') <> 3 THEN
    RAISE EXCEPTION 'public.example does not hold its 3 rows';
  END IF;
END
$guard$;
COMMIT;
