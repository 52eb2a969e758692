-- A published table is dropped, another one joins: the publication stays itself.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
CREATE TABLE public.a (id integer PRIMARY KEY);
CREATE TABLE public.b (id integer PRIMARY KEY, v text);
CREATE PUBLICATION diff_pub FOR TABLE public.a, public.b;
-- target
CREATE TABLE public.b (id integer PRIMARY KEY, v text);
CREATE TABLE public.c (id integer PRIMARY KEY);
CREATE PUBLICATION diff_pub FOR TABLE public.b (id), public.c WITH (publish = 'insert');
