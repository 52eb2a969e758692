-- Keys, checks and NOT NULL over rows that are there.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
CREATE TABLE public.parent (id integer NOT NULL, code text);
CREATE TABLE public.child (id integer, parent_id integer, n integer, CONSTRAINT old_name CHECK (n > 0));
CREATE INDEX changed ON public.child (n);
CREATE INDEX renamed_from ON public.child (id);
-- target
CREATE TABLE public.parent (id integer NOT NULL, code text NOT NULL, CONSTRAINT parent_pkey PRIMARY KEY (id), CONSTRAINT code_key UNIQUE (code) DEFERRABLE);
CREATE TABLE public.child (id integer, parent_id integer NOT NULL, n integer, CONSTRAINT new_name CHECK (n > 0),
  CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES public.parent (id) ON DELETE CASCADE, CONSTRAINT later CHECK (n < 1000) NOT VALID);
CREATE INDEX changed ON public.child (n DESC, id);
CREATE INDEX renamed_to ON public.child (id);
CREATE UNIQUE INDEX child_id ON public.child (id) INCLUDE (n);
-- rows
INSERT INTO public.parent SELECT i, 'c' || i FROM generate_series(1, 100) AS i;
INSERT INTO public.child SELECT i, i, i FROM generate_series(1, 100) AS i;
