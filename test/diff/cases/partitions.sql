-- A partition is added, one is dropped, one is detached, bounds change, an index of the parent comes with those of its parts.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
CREATE TABLE public.p (id integer NOT NULL, at date NOT NULL, v text, CONSTRAINT p_pkey PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE public.p2 PARTITION OF public.p FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TABLE public.p3 PARTITION OF public.p FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
CREATE TABLE public.p4 PARTITION OF public.p FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
-- target
CREATE TABLE public.other (id integer PRIMARY KEY);
CREATE TABLE public.p (id integer NOT NULL, at date NOT NULL, v text, extra integer, more text DEFAULT 'x', CONSTRAINT p_pkey PRIMARY KEY (id, at),
  CONSTRAINT positive CHECK (id > 0), CONSTRAINT p_other FOREIGN KEY (extra) REFERENCES public.other (id)) PARTITION BY RANGE (at);
CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE public.p2 (id integer NOT NULL, at date NOT NULL, v text, CONSTRAINT p2_pkey PRIMARY KEY (id, at));
CREATE TABLE public.p4 PARTITION OF public.p FOR VALUES FROM ('2023-01-01') TO ('2025-01-01');
CREATE TABLE public.p5 PARTITION OF public.p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE public.p6 PARTITION OF public.p DEFAULT;
CREATE INDEX p_v ON public.p (v);
-- rows
INSERT INTO public.p SELECT i, '2020-02-01', 'x' FROM generate_series(1, 50) AS i;
INSERT INTO public.p SELECT i, '2021-02-01', 'x' FROM generate_series(1, 50) AS i;
INSERT INTO public.p SELECT i, '2023-02-01', 'x' FROM generate_series(1, 50) AS i;
