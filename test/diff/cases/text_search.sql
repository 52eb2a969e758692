-- Text search, whose objects use one another and an index.
-- Words: source and target are parted by a line of its own; see test/t/diff_cases.pl.
-- It must not leave a difference, online or not.
DO $$ BEGIN CREATE ROLE diff_a; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_b; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE diff_c; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE "Diff; R:ole"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE SCHEMA s;
CREATE TEXT SEARCH DICTIONARY s.d (TEMPLATE=simple, stopwords='english', accept=false);
CREATE TEXT SEARCH DICTIONARY s.e (TEMPLATE=snowball, language='english');
CREATE TEXT SEARCH CONFIGURATION s.c (COPY=pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION s.c ALTER MAPPING FOR asciiword WITH s.d, s.e;
CREATE TEXT SEARCH CONFIGURATION s.gone (PARSER="default");
COMMENT ON TEXT SEARCH CONFIGURATION s.gone IS 'x';
CREATE TABLE s.t(x text);
CREATE INDEX i ON s.t USING gin (to_tsvector('s.c'::regconfig, x));
-- target
CREATE SCHEMA s;
CREATE TEXT SEARCH DICTIONARY s.d (TEMPLATE=simple, accept=true);
CREATE TEXT SEARCH DICTIONARY s.e (TEMPLATE=simple);
CREATE TEXT SEARCH CONFIGURATION s.c (COPY=pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION s.c ALTER MAPPING FOR asciiword WITH s.e, s.d;
ALTER TEXT SEARCH CONFIGURATION s.c DROP MAPPING FOR email, url;
ALTER TEXT SEARCH CONFIGURATION s.c ADD MAPPING FOR tag WITH simple;
CREATE TEXT SEARCH PARSER s.p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION s.n (PARSER=s.p);
ALTER TEXT SEARCH CONFIGURATION s.n ADD MAPPING FOR word WITH s.d;
ALTER TEXT SEARCH CONFIGURATION s.n OWNER TO diff_a;
COMMENT ON TEXT SEARCH PARSER s.p IS 'p';
CREATE TEXT SEARCH TEMPLATE s.te (LEXIZE = dsimple_lexize, INIT = dsimple_init);
CREATE TEXT SEARCH DICTIONARY s.f (TEMPLATE=s.te, stopwords='english');
COMMENT ON TEXT SEARCH TEMPLATE s.te IS 't';
COMMENT ON TEXT SEARCH DICTIONARY s.f IS 't';
CREATE TABLE s.t(x text);
CREATE INDEX i ON s.t USING gin (to_tsvector('s.c'::regconfig, x));
