-- What hangs on a table that is made anew in its place (its key of partitioning changes) comes back with it.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
DO $$ BEGIN CREATE ROLE diff_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE public.t (id integer NOT NULL, k integer, v text) PARTITION BY LIST (k);
-- target
CREATE TABLE public.t (id integer NOT NULL, k integer, v text) PARTITION BY HASH (id);
CREATE TABLE public.t0 PARTITION OF public.t FOR VALUES WITH (modulus 1, remainder 0);
COMMENT ON TABLE public.t IS 'a table';
COMMENT ON COLUMN public.t.v IS 'a column';
GRANT SELECT, INSERT ON public.t TO diff_reader;
GRANT UPDATE (v) ON public.t TO diff_reader;
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON public.t FOR SELECT TO diff_reader USING (id > 0);
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE UPDATE OF v ON public.t FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION public.f();
ALTER TABLE public.t0 DISABLE TRIGGER tr;
ALTER TABLE public.t0 ALTER COLUMN v SET STORAGE EXTERNAL, ALTER COLUMN v SET STATISTICS 77, ALTER COLUMN v SET (n_distinct = 5);
ALTER TABLE public.t0 SET (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
ALTER TABLE public.t0 REPLICA IDENTITY FULL;
CREATE STATISTICS public.st ON id, k FROM public.t0;
CREATE PUBLICATION diff_pub FOR TABLE public.t0 (id, v) WHERE (id > 3);
