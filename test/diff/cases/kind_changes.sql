-- One name, another kind of object.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
CREATE TABLE public.a (id integer);
CREATE VIEW public.b AS SELECT 1 AS id;
CREATE VIEW public.c AS SELECT 1 AS id;
CREATE TYPE public.d AS ENUM ('x');
CREATE FUNCTION public.e(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE INDEX f ON public.a (id);
-- target
CREATE VIEW public.a AS SELECT 1 AS id;
CREATE TABLE public.b (id integer);
CREATE MATERIALIZED VIEW public.c AS SELECT 1 AS id;
CREATE DOMAIN public.d AS text;
CREATE PROCEDURE public.e(integer) LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE public.f;
