-- Rights: what is built in is taken away, options are granted, default privileges are in force for what is made.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
DO $$ BEGIN CREATE ROLE diff_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_writer; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO diff_reader;
CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE public.a (id integer, v text);
GRANT SELECT ON public.a TO diff_reader WITH GRANT OPTION;
-- target
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT INSERT ON TABLES TO diff_writer;
CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION public.f() FROM PUBLIC;
CREATE FUNCTION public.g() RETURNS integer LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION public.g() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.g() TO diff_reader;
CREATE TABLE public.a (id integer, v text);
GRANT SELECT, UPDATE ON public.a TO diff_reader;
GRANT INSERT (id) ON public.a TO diff_writer;
CREATE TABLE public.b (id integer);
REVOKE ALL ON public.b FROM diff_writer;
CREATE SEQUENCE public.s;
GRANT USAGE ON SEQUENCE public.s TO diff_writer;
CREATE TYPE public.t AS ENUM ('a');
REVOKE ALL ON TYPE public.t FROM PUBLIC;
