-- A new enum value, used at once by a default, a check and a partial index.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
CREATE TYPE public.state AS ENUM ('a', 'c');
CREATE TABLE public.t (s public.state DEFAULT 'a');
-- target
CREATE TYPE public.state AS ENUM ('zero', 'a', 'b', 'c', 'd');
CREATE TABLE public.t (s public.state DEFAULT 'b', CONSTRAINT no_d CHECK (s <> 'd'));
CREATE INDEX t_b ON public.t (s) WHERE s = 'b';
-- rows
INSERT INTO public.t VALUES ('a'), ('c');
