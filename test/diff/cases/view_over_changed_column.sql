-- A column's type changes under views, one over the other, with what hangs on them.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
DO $$ BEGIN CREATE ROLE diff_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE public.t (id integer PRIMARY KEY, v integer NOT NULL DEFAULT 1, w text);
CREATE VIEW public.a AS SELECT id, v FROM public.t;
CREATE VIEW public.b AS SELECT v * 2 AS double FROM public.a;
CREATE MATERIALIZED VIEW public.m AS SELECT v FROM public.a;
CREATE INDEX m_v ON public.m (v);
COMMENT ON VIEW public.a IS 'kept';
COMMENT ON COLUMN public.a.v IS 'kept too';
GRANT SELECT ON public.a TO diff_reader;
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER keep INSTEAD OF INSERT ON public.a FOR EACH ROW EXECUTE FUNCTION public.f();
-- target
CREATE TABLE public.t (id integer PRIMARY KEY, v bigint NOT NULL DEFAULT 1, w text);
CREATE VIEW public.a AS SELECT id, v FROM public.t;
CREATE VIEW public.b AS SELECT v * 2 AS double FROM public.a;
CREATE MATERIALIZED VIEW public.m AS SELECT v FROM public.a;
CREATE INDEX m_v ON public.m (v);
COMMENT ON VIEW public.a IS 'kept';
COMMENT ON COLUMN public.a.v IS 'kept too';
GRANT SELECT ON public.a TO diff_reader;
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER keep INSTEAD OF INSERT ON public.a FOR EACH ROW EXECUTE FUNCTION public.f();
-- rows
INSERT INTO public.t SELECT i, i, 'x' FROM generate_series(1, 100) AS i;
