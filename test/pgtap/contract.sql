-- The contract: every public function's signature and first columns, as users and other programs rely on them.
-- Words: the columns listed must come first and in this order; further ones may follow.
-- It must not be changed to make a test pass: a changed signature is a new release.
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS copilot;

BEGIN;
SET LOCAL client_min_messages = warning;

CREATE TEMP TABLE contract (function text, arguments text, result text, columns text);
INSERT INTO contract VALUES
('ask', 'question text, server text DEFAULT NULL::text', 'text', NULL),
('ask_json', 'question text, context jsonb DEFAULT NULL::jsonb, server text DEFAULT NULL::text', 'jsonb', NULL),
('ask_preview', 'question text, server text DEFAULT NULL::text', 'text', NULL),
('ask_route', 'question text', NULL, 'intent text, confidence real, because text[]'),
('findings', 'categories text[] DEFAULT NULL::text[], min_severity text DEFAULT ''notice''::text, object text DEFAULT NULL::text, server text DEFAULT NULL::text', 'SETOF copilot.finding',
 'rule text, category text, severity text, object_type text, object text, title text, detail text, evidence jsonb, confidence real, caveats text[], verify_sql text, fix_kind text, fix text, fix_lock text, fix_duration text, undo text, related text[], docs text, suppressed boolean'),
('unused_indexes', 'server text DEFAULT NULL::text', 'SETOF copilot.finding', NULL),
('health', 'server text DEFAULT NULL::text', NULL, 'area text, status text, score integer, headline text, findings integer'),
('checks', 'category text DEFAULT NULL::text, server text DEFAULT NULL::text', NULL,
 'rule text, status text, reason text, judged_over interval, possible_from timestamp with time zone, reference text, checked_at timestamp with time zone, evidence jsonb'),
('suppress', 'rule text, reason text, object text DEFAULT ''*''::text, until timestamp with time zone DEFAULT NULL::timestamp with time zone', 'void', NULL),
('lint', 'schemas text[] DEFAULT NULL::text[], server text DEFAULT NULL::text', 'SETOF copilot.finding', NULL),
('lint_sql', 'ddl text, against text DEFAULT NULL::text, in_transaction boolean DEFAULT false, server text DEFAULT NULL::text', 'SETOF copilot.finding', NULL),
('schema_export', 'source text DEFAULT ''current''::text', 'jsonb', NULL),
('schema_save', 'label text, source text DEFAULT ''current''::text', 'void', NULL),
('schema_diff', 'source text, target text, schemas text[] DEFAULT NULL::text[]', NULL,
 'object_type text, object text, change text, detail text, sql text, lock_level text, rewrites boolean, hazard text'),
('schema_migration', 'source text, target text, schemas text[] DEFAULT NULL::text[], online boolean DEFAULT true, data_loss text DEFAULT ''comment''::text', 'text', NULL),
('unsuppress', 'rule text, object text DEFAULT ''*''::text', 'void', NULL),
('collect_now', '', 'timestamp with time zone', NULL),
('worker_enable', '', 'boolean', NULL),
('changes', 'since interval DEFAULT NULL::interval, until timestamp with time zone DEFAULT NULL::timestamp with time zone, server text DEFAULT NULL::text', NULL,
 'at timestamp with time zone, kind text, object text, action text, before text, after text, by_role text, application text, client text, certain boolean'),
('mark', 'title text, at timestamp with time zone DEFAULT now()', 'void', NULL),
('top_queries', 'order_by text DEFAULT ''total_time''::text, since interval DEFAULT NULL::interval, until timestamp with time zone DEFAULT NULL::timestamp with time zone, max_rows integer DEFAULT 20, compare boolean DEFAULT false, server text DEFAULT NULL::text', NULL,
 'rank integer, queryid bigint, database text, role text, calls bigint, total_time_ms double precision, mean_time_ms double precision, share_percent double precision, rows bigint, cache_hit_percent double precision, temp_bytes bigint, wal_bytes bigint, query text'),
('database_sizes', 'server text DEFAULT NULL::text', NULL, 'database text, size_bytes bigint, share_percent double precision, growth_per_day_bytes double precision'),
('table_sizes', 'max_rows integer DEFAULT 50, fold_partitions boolean DEFAULT true, server text DEFAULT NULL::text', NULL,
 'table_name text, partitions integer, total_bytes bigint, table_bytes bigint, index_bytes bigint, toast_bytes bigint, rows_estimate bigint, growth_per_day_bytes double precision, exact boolean'),
('table_usage', 'since interval DEFAULT NULL::interval, until timestamp with time zone DEFAULT NULL::timestamp with time zone, max_rows integer DEFAULT 50, server text DEFAULT NULL::text', NULL,
 'table_name text, reads bigint, writes bigint, seq_scans bigint, index_scans bigint, rows_read bigint, rows_inserted bigint, rows_updated bigint, rows_deleted bigint, hot_update_percent double precision, read_share_percent double precision, cache_hit_percent double precision'),
('index_usage', 'since interval DEFAULT NULL::interval, until timestamp with time zone DEFAULT NULL::timestamp with time zone, max_rows integer DEFAULT 50, server text DEFAULT NULL::text', NULL,
 'index_name text, table_name text, size_bytes bigint, scans bigint, rows_read bigint, last_used timestamp with time zone, writes_paid bigint, is_unique boolean, verdict text'),
('buffer_cache', 'by text DEFAULT ''relation''::text, max_rows integer DEFAULT 50, server text DEFAULT NULL::text', NULL,
 'name text, cached_bytes bigint, share_percent double precision, cached_percent double precision, dirty_bytes bigint, hot_percent double precision'),
('memory', 'server text DEFAULT NULL::text', NULL, 'what text, bytes bigint, source text, detail text'),
('settings', 'changed_only boolean DEFAULT true, name_like text DEFAULT NULL::text, server text DEFAULT NULL::text', NULL,
 'name text, value text, unit text, default_value text, source text, source_file text, source_line integer, pending_restart boolean, context text, description text'),
('activity', 'server text DEFAULT NULL::text', NULL,
 'pid integer, database text, role text, application text, client text, state text, wait text, since timestamp with time zone, transaction_age interval, blocked_by integer[], query text'),
('connections', 'server text DEFAULT NULL::text', NULL,
 'by text, name text, total integer, active integer, idle integer, idle_in_transaction integer, oldest timestamp with time zone, limit_total integer, used_percent double precision'),
('growth', 'horizon interval DEFAULT ''90 days''::interval, by text DEFAULT ''relation''::text, max_rows integer DEFAULT 50, server text DEFAULT NULL::text', NULL,
 'object_type text, object text, size_bytes bigint, per_day_bytes double precision, low_bytes bigint, expected_bytes bigint, high_bytes bigint, full_on date, confidence real, method text'),
('capacity', 'server text DEFAULT NULL::text', 'SETOF copilot.finding', NULL),
('regressions', 'since interval DEFAULT NULL::interval, until timestamp with time zone DEFAULT NULL::timestamp with time zone, server text DEFAULT NULL::text', NULL,
 'object text, what text, shifted_at timestamp with time zone, before_ms double precision, after_ms double precision, factor double precision, cause text, cause_at timestamp with time zone, evidence jsonb, confidence real'),
('waits', 'since interval DEFAULT NULL::interval, until timestamp with time zone DEFAULT NULL::timestamp with time zone, server text DEFAULT NULL::text', NULL,
 'wait_type text, wait text, share_percent double precision, average_active double precision, top_query text, top_object text, meaning text'),
('wal', 'since interval DEFAULT NULL::interval, until timestamp with time zone DEFAULT NULL::timestamp with time zone, server text DEFAULT NULL::text', NULL,
 'what text, value double precision, unit text, meaning text'),
('history', 'metric text, object text DEFAULT NULL::text, since interval DEFAULT NULL::interval, until timestamp with time zone DEFAULT NULL::timestamp with time zone, bucket interval DEFAULT NULL::interval, server text DEFAULT NULL::text', NULL,
 'at timestamp with time zone, object text, value double precision, unit text, complete boolean'),
('locks', 'server text DEFAULT NULL::text', NULL,
 'depth integer, pid integer, root_pid integer, waiting_for text, held_mode text, wait_mode text, object text, waited interval, transaction_age interval, role text, application text, state text, query text');

SELECT plan((SELECT 2 * count(*)::integer + 5 FROM contract));

-- Signatures.
SELECT is((SELECT string_agg(pg_get_function_arguments(p.oid), ' / ') FROM pg_proc p
           WHERE p.pronamespace = 'copilot'::regnamespace AND p.proname = c.function),
          c.arguments, c.function || '(' || c.arguments || ')')
FROM contract c ORDER BY c.function;

-- First columns, or the result where there are none to list.
SELECT CASE WHEN c.columns IS NULL
  THEN is((SELECT pg_get_function_result(p.oid) FROM pg_proc p
           WHERE p.pronamespace = 'copilot'::regnamespace AND p.proname = c.function),
          c.result, c.function || ' returns ' || c.result)
  ELSE is((SELECT left(string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum), length(c.columns))
           FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype JOIN pg_attribute a ON a.attrelid = t.typrelid AND NOT a.attisdropped
           WHERE p.pronamespace = 'copilot'::regnamespace AND p.proname = c.function AND p.proretset),
          c.columns, c.function || ' returns its columns')
  END
FROM contract c ORDER BY c.function;

-- Nothing public exists beside the contract; what begins with _ is internal, and the wrapper's validator is the server's to call.
SELECT is((SELECT string_agg(p.proname, ', ' ORDER BY p.proname) FROM pg_proc p
           WHERE p.pronamespace = 'copilot'::regnamespace AND left(p.proname, 1) <> '_' AND p.proname <> 'copilot_fdw_validator'
             AND p.proname NOT IN (SELECT function FROM contract)),
          NULL, 'every public function is in the contract');
SELECT is((SELECT array_agg(c.relname ORDER BY c.relname) FROM pg_class c
           WHERE c.relnamespace = 'copilot'::regnamespace AND c.relkind = 'v'),
          ARRAY['collector_status', 'history_metrics', 'intents', 'reports', 'rules', 'schema_versions']::name[], 'the views');
SELECT is((SELECT count(*)::integer FROM copilot.intents), 31, 'every intent is listed');
-- Everything can be explained by the server itself.
SELECT is((SELECT string_agg(p.proname, ', ') FROM pg_proc p
           WHERE p.pronamespace = 'copilot'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL),
          NULL, 'every function has a comment');
SELECT is((SELECT string_agg(t.typname || '.' || a.attname, ', ') FROM pg_type t JOIN pg_attribute a ON a.attrelid = t.typrelid
           WHERE t.typnamespace = 'copilot'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
             AND EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')
             AND col_description(a.attrelid, a.attnum) IS NULL),
          NULL, 'every column of a result has a comment');

SELECT * FROM finish();
ROLLBACK;
