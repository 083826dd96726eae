\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '5s';
CREATE VIEW public.archive_totals AS
SELECT o.id, o.note, count(a.id) AS rows, COALESCE(sum(a.amount), 0) AS amount
FROM public.old o LEFT JOIN public.archive a ON a.old_id = o.id GROUP BY o.id, o.note;
COMMENT ON VIEW public.archive_totals IS 'TEST_CLONE_finalization_2026-06-03';
GRANT SELECT ON public.archive_totals TO clone_observer;
CREATE FUNCTION public.archive_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'archived rows are kept' USING ERRCODE = 'AR001';
END
$body$;
COMMENT ON FUNCTION public.archive_kept() IS 'TEST_CLONE_finalization_2026-06-03';
CREATE TRIGGER archive_kept BEFORE DELETE ON public.archive FOR EACH ROW EXECUTE FUNCTION public.archive_kept();
COMMENT ON TRIGGER archive_kept ON public.archive IS 'TEST_CLONE_finalization_2026-06-03';
CREATE FUNCTION public.archive_of(wanted bigint) RETURNS SETOF public.archive LANGUAGE plpgsql STABLE AS $body$
BEGIN
  RETURN QUERY SELECT * FROM public.archive a WHERE a.old_id = wanted;
END
$body$;
COMMENT ON FUNCTION public.archive_of(bigint) IS 'TEST_CLONE_finalization_2026-06-03';
DO $guard$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgname = 'archive_kept')
    OR to_regclass('public.archive_totals') IS NULL THEN
    RAISE EXCEPTION 'the code is not there';
  END IF;
END
$guard$;
COMMIT;
