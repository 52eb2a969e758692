-- Two tables that refer to each other and to themselves go, two others come.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
CREATE TABLE public.a (id integer PRIMARY KEY, b integer, me integer REFERENCES public.a);
CREATE TABLE public.b (id integer PRIMARY KEY, a integer REFERENCES public.a);
ALTER TABLE public.a ADD FOREIGN KEY (b) REFERENCES public.b;
-- target
CREATE TABLE public.c (id integer PRIMARY KEY, d integer, me integer REFERENCES public.c);
CREATE TABLE public.d (id integer PRIMARY KEY, c integer REFERENCES public.c);
ALTER TABLE public.c ADD FOREIGN KEY (d) REFERENCES public.d;
