-- An enum in use by a column, its array, a default, a check, an index, a view and a function loses a value.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
CREATE TYPE public.state AS ENUM ('new', 'old', 'gone');
COMMENT ON TYPE public.state IS 'kept';
CREATE TABLE public.t (id integer, s public.state DEFAULT 'new' NOT NULL, many public.state[], CONSTRAINT sane CHECK (s <> 'old'::public.state OR id > 0));
CREATE INDEX t_new ON public.t (id) WHERE (s = 'new'::public.state);
CREATE VIEW public.v AS SELECT s FROM public.t WHERE s = 'new';
CREATE FUNCTION public.f(s public.state) RETURNS boolean LANGUAGE sql AS 'SELECT true';
-- target
CREATE TYPE public.state AS ENUM ('new', 'older', 'old');
COMMENT ON TYPE public.state IS 'kept';
CREATE TABLE public.t (id integer, s public.state DEFAULT 'new' NOT NULL, many public.state[], CONSTRAINT sane CHECK (s <> 'old'::public.state OR id > 0));
CREATE INDEX t_new ON public.t (id) WHERE (s = 'new'::public.state);
CREATE VIEW public.v AS SELECT s FROM public.t WHERE s = 'new';
CREATE FUNCTION public.f(s public.state) RETURNS boolean LANGUAGE sql AS 'SELECT true';
-- rows
INSERT INTO public.t SELECT i, 'new', '{new,old}' FROM generate_series(1, 100) AS i;
