\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '2s';
CREATE TABLE public.fresh (
  id bigint PRIMARY KEY,
  tag text NOT NULL,
  amount int NOT NULL CHECK (amount >= 0),
  parent bigint,
  seen_at timestamptz
);
COMMENT ON TABLE public.fresh IS 'TEST_2026-06-03';
CREATE FUNCTION public.fresh_scan() RETURNS void LANGUAGE plpgsql AS $scan$
-- TEST_2026-06-03
BEGIN
  UPDATE public.fresh SET seen_at = clock_timestamp();
END
$scan$;
DO $guard$
BEGIN
  IF to_regclass('public.fresh') IS NULL THEN
    RAISE EXCEPTION 'public.fresh is not there';
  END IF;
END
$guard$;
COMMIT;
