-- Functions over the row types of tables, defaults by functions, checks by functions, views over functions.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
CREATE TABLE public.old (id integer);
-- target
CREATE TABLE public.item (id integer, price numeric);
CREATE FUNCTION public.total(i public.item) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT i.price';
CREATE FUNCTION public.all_items() RETURNS SETOF public.item LANGUAGE sql AS 'SELECT * FROM public.item';
CREATE FUNCTION public.next_number() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.fine(n integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n > 0';
CREATE TABLE public.line (n integer DEFAULT public.next_number(), CONSTRAINT fine CHECK (public.fine(n)));
CREATE VIEW public.v AS SELECT public.total(i.*) AS total FROM public.item AS i;
CREATE FUNCTION public.over_view() RETURNS SETOF public.v LANGUAGE sql BEGIN ATOMIC SELECT * FROM public.v; END;
CREATE VIEW public.over_function AS SELECT total FROM public.over_view();
