-- The clone before the change set, made by its owner.
CREATE TABLE public.old (id bigint PRIMARY KEY, tag text, amount int NOT NULL DEFAULT 7, note text);
INSERT INTO public.old (id, amount, note) SELECT n, n, 'row ' || n FROM generate_series(1, 50) AS n;
COMMENT ON TABLE public.old IS 'an old table';
COMMENT ON COLUMN public.old.note IS 'an old column';
GRANT SELECT ON public.old TO clone_observer;
CREATE INDEX old_amount ON public.old (amount);
CREATE FUNCTION public.old_kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER old_kept BEFORE INSERT ON public.old FOR EACH ROW EXECUTE FUNCTION public.old_kept();
CREATE VIEW public.old_view AS SELECT id, amount FROM public.old;
CREATE TABLE public.quiet (id bigint PRIMARY KEY, tag text, value text);
INSERT INTO public.quiet (id, value) SELECT n, 'quiet' FROM generate_series(1, 10) AS n;
CREATE TABLE public.parent (id bigint PRIMARY KEY);
INSERT INTO public.parent VALUES (1), (2);
CREATE SEQUENCE public.counter;
