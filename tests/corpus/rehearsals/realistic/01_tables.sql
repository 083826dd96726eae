\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '5s';
CREATE TABLE public.archive (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tag text NOT NULL DEFAULT 'TEST_CLONE_finalization_2026-06-03',
  old_id bigint NOT NULL REFERENCES public.old (id),
  amount numeric(12, 2) NOT NULL CHECK (amount >= 0),
  payload jsonb NOT NULL DEFAULT '{}',
  made_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE public.archive IS 'Archived rows; TEST_CLONE_finalization_2026-06-03';
COMMENT ON COLUMN public.archive.amount IS 'In euros; TEST_CLONE_finalization_2026-06-03';
CREATE INDEX archive_old ON public.archive (old_id, made_at);
CREATE INDEX old_noted ON public.old (note) WHERE tag IS NOT NULL;
COMMENT ON INDEX public.old_noted IS 'TEST_CLONE_finalization_2026-06-03';
GRANT SELECT ON public.archive TO clone_observer;
DO $guard$
BEGIN
  IF to_regclass('public.archive') IS NULL OR to_regclass('public.old_noted') IS NULL THEN
    RAISE EXCEPTION 'the archive is not there';
  END IF;
END
$guard$;
COMMIT;
