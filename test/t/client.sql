-- A stand-in for the extension: functions of the same names with planted rows, for what the client shows.
-- Words: see API.md's types; the rows hold every text that a terminal or a parser could trip over.
-- It must not be taken for the extension: only test/t/client.sh loads it, into a server of its own.
CREATE SCHEMA copilot;

CREATE TYPE copilot.finding AS (
  rule text, category text, severity text, object_type text, object text, title text, detail text,
  evidence jsonb, confidence real, caveats text[], verify_sql text, fix_kind text, fix text,
  fix_lock text, fix_duration text, undo text, related text[], docs text, suppressed boolean);

CREATE TABLE copilot.planted OF copilot.finding;
INSERT INTO copilot.planted VALUES
  ('sequence_exhaustion', 'capacity', 'critical', 'sequence', 'public.orders_id_seq',
   'Sequence public.orders_id_seq is 98 % used', 'It ends in 3 days.', '{"used_percent": 98.1}', 0.95,
   '{"Judged by the last value."}', 'SELECT last_value FROM public.orders_id_seq', 'sql',
   'ALTER SEQUENCE public.orders_id_seq AS bigint;', 'SHARE ROW EXCLUSIVE', 'short',
   'ALTER SEQUENCE public.orders_id_seq AS integer;', NULL, NULL, false),
  ('unused_index', 'index', 'warning', 'index', 'public."Ünused 🐘 ""idx"""',
   'Index public."Ünused 🐘 ""idx""" is never read', 'No scan.', '{"size_bytes": 2048}', 0.9, NULL,
   'SELECT 1', 'sql', 'DROP INDEX CONCURRENTLY public."Ünused 🐘 ""idx""";', NULL, NULL,
   E'CREATE INDEX "Ünused 🐘 ""idx"""\n  ON public.t (a);', NULL, NULL, false),
  ('evil_name', 'schema', 'unknown', 'table', E'public."a\n\x1b[31mb"',
   E'Table public."a\n\x1b[31mb" could not be judged', NULL, '{}', NULL, NULL, NULL, 'manual', NULL,
   NULL, NULL, NULL, NULL, NULL, false),
  ('idle', 'connection', 'notice', 'session', 'pid 1', 'A session idles', NULL, '{}', 1, NULL, NULL,
   'manual', 'Ask its owner.', NULL, NULL, NULL, NULL, NULL, false),
  ('old_critical', 'security', 'critical', 'role', 'app', 'Role app has no password', NULL, '{}', 1,
   NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, true);

CREATE FUNCTION copilot.severity_rank(text) RETURNS integer LANGUAGE sql IMMUTABLE
  RETURN array_position(ARRAY['critical', 'warning', 'unknown', 'notice'], $1);

CREATE FUNCTION copilot.findings(categories text[] DEFAULT NULL, min_severity text DEFAULT 'notice',
                                 object text DEFAULT NULL, server text DEFAULT NULL)
RETURNS SETOF copilot.finding LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT * FROM copilot.planted p
  WHERE (categories IS NULL OR p.category = ANY (categories))
    AND (findings.object IS NULL OR p.object = findings.object)
    AND (p.severity = 'unknown'
         OR copilot.severity_rank(p.severity) <= copilot.severity_rank(min_severity))
    AND (findings.server IS NULL OR p.severity = 'notice')
    AND (NOT p.suppressed OR p.severity = 'critical')
  ORDER BY copilot.severity_rank(p.severity), p.rule DESC;
END;

CREATE FUNCTION copilot.suppress(rule text, reason text, object text DEFAULT '*',
                                 until timestamptz DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE copilot.planted p SET suppressed = true, detail = suppress.reason || ' ' || COALESCE(suppress.until::date::text, 'for ever')
  WHERE p.rule = suppress.rule AND p.object = suppress.object;
END $$;

CREATE FUNCTION copilot.health(server text DEFAULT NULL)
RETURNS TABLE (area text, status text, score integer, headline text, findings integer) LANGUAGE sql
BEGIN ATOMIC
  VALUES ('overall', 'critical', 40, 'A sequence runs out on ' || COALESCE(server, 'this server'), 3),
         ('connections', 'ok', 100, NULL, 0);
END;

CREATE FUNCTION copilot.ask(question text, server text DEFAULT NULL) RETURNS text LANGUAGE sql
  RETURN format(E'You asked: %s\nof %s\x1b]0;x\x07', question, COALESCE(server, 'here'));

CREATE FUNCTION copilot.ask_json(question text, context jsonb DEFAULT NULL, server text DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  IF question = 'fail' THEN
    RAISE EXCEPTION 'this question fails' USING DETAIL = 'On purpose.', HINT = 'Ask another.';
  END IF;
  RETURN jsonb_build_object(
    'question', question, 'verdict', format('Question %s: %s', COALESCE((context->>'n')::integer, 0) + 1, question),
    'facts', jsonb_build_array(jsonb_build_object('text', 'One fact.')),
    'next_steps', jsonb_build_array(jsonb_build_object('what', 'Look.', 'sql', 'SELECT 1')),
    'context', jsonb_build_object('n', COALESCE((context->>'n')::integer, 0) + 1));
END $$;

-- What each test needs of a report: its session's settings, an error, a wait, odd values.
CREATE FUNCTION copilot.database_sizes(server text DEFAULT NULL)
RETURNS TABLE (database text, size_bytes bigint, share_percent double precision,
               growth_per_day_bytes double precision) LANGUAGE plpgsql AS $$
BEGIN
  CASE server
    WHEN 'wait' THEN
      PERFORM pg_advisory_xact_lock_shared(42);
      RETURN QUERY SELECT 'waited', 1::bigint, 1::float8, NULL::float8;
    WHEN 'fail' THEN
      RAISE EXCEPTION 'reading sizes failed' USING DETAIL = 'A detail.', HINT = 'A hint.';
    WHEN 'warn' THEN
      RAISE WARNING 'a warning of the server';
      RAISE DEBUG 'a debug message of the server';
    WHEN 'settings' THEN
      RETURN QUERY SELECT current_setting(name), NULL::bigint, NULL::float8, NULL::float8
      FROM unnest(ARRAY['application_name', 'default_transaction_read_only', 'client_encoding',
                        'work_mem']) AS name;
    WHEN 'drop' THEN
      PERFORM pg_terminate_backend(pg_backend_pid());
    ELSE
      RETURN QUERY VALUES
        (format('shop 🐘 日本 %s', server), 10737418240, 99.5::float8, NULL::float8),
        (E'e"v|i,l\n\x1b[2J', 1536::bigint, 0.5::float8, 1024::float8),
        ('', NULL::bigint, NULL::float8, NULL::float8);
  END CASE;
END $$;

CREATE ROLE outsider LOGIN;
CREATE ROLE uncalled LOGIN;
CREATE ROLE "Odd Röle" LOGIN PASSWORD 'geheim';
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA copilot FROM PUBLIC;
GRANT USAGE ON SCHEMA copilot TO uncalled, "Odd Röle";
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA copilot TO "Odd Röle";
CREATE DATABASE elsewhere;
