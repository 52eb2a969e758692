-- Capitals, blanks, quotes, emoji, keywords, 63 bytes.
-- Words: see test/t/diff_cases.pl.
-- What it holds must be legal on PostgreSQL 15 and later.
CREATE SCHEMA "Select";
-- target
CREATE SCHEMA "Select";
CREATE TYPE "Select"."My ""Type""" AS ENUM ('it''s', E'back\\slash', 'ünï');
CREATE TABLE "Select"."order" ("from" integer, "A B" text DEFAULT 'x''y', "😀" "Select"."My ""Type""", "$$" integer,
  "a23456789012345678901234567890123456789012345678901234567890123" text, CONSTRAINT "Is It; -- ok?" CHECK ("from" > 0));
CREATE INDEX "i ""q""" ON "Select"."order" ("A B", lower("A B"));
CREATE VIEW "Select"."V" AS SELECT "from" AS "user", "😀" FROM "Select"."order";
CREATE FUNCTION "Select"."F n"("a b" integer, "from" text DEFAULT '$$') RETURNS text LANGUAGE sql AS $body$SELECT '$$' || $2$body$;
COMMENT ON COLUMN "Select"."order"."A B" IS E'line\nbreak ''quoted'' \\ -- not a comment';
COMMENT ON FUNCTION "Select"."F n"(integer, text) IS 'x';
