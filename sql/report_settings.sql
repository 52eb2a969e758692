-- The report settings: values as SHOW gives them, where they come from, and no secrets.
-- Words: a planted setting is set here for one database or role and seen by a session that begins then.
-- No path and nothing that differs between servers may stand in the expected output.
SET client_min_messages = warning;
CREATE DATABASE "Settings 💩";
ALTER DATABASE "Settings 💩" SET work_mem = '5MB';
ALTER DATABASE "Settings 💩" SET search_path = 'one', 'two';
ALTER DATABASE "Settings 💩" SET jit = on;
ALTER DATABASE "Settings 💩" SET max_parallel_workers_per_gather = 3;
ALTER DATABASE "Settings 💩" SET statement_timeout = '90s';
ALTER DATABASE "Settings 💩" SET vacuum_cost_delay = 0.5;
\c "Settings 💩"
SET client_min_messages = warning;
CREATE EXTENSION copilot;

SELECT name, value, unit, default_value, source FROM copilot.settings()
WHERE source = 'database' OR name IN ('search_path', 'lock_timeout', 'datestyle') ORDER BY name COLLATE "C";
-- What this session sets is no configuration, and neither is what the report sets for itself.
SET work_mem = '7MB';
SET lock_timeout = '5s';
SET jit = off;
SELECT name, value, source FROM copilot.settings(name_like => 'work_mem') WHERE name = 'work_mem';
SELECT name, value, source FROM copilot.settings(false, 'lock_timeout') WHERE name = 'lock_timeout';
SELECT name, value, source FROM copilot.settings(name_like => 'jit');
SHOW work_mem;
SHOW search_path;
RESET ALL;
SET client_min_messages = warning;

-- Every value and every default as SHOW gives it.
SELECT s.name, s.value, current_setting(s.name) FROM copilot.settings(false) AS s
WHERE s.value IS DISTINCT FROM current_setting(s.name) AND s.name NOT IN ('client_min_messages', 'application_name');
SELECT s.name, s.value, s.default_value FROM copilot.settings(false) AS s JOIN pg_settings AS p USING (name)
WHERE p.setting = p.boot_val AND s.value IS DISTINCT FROM s.default_value;
SELECT (SELECT count(*) FROM copilot.settings(false)) = (SELECT count(*) FROM pg_settings) AS all,
       (SELECT count(*) FROM copilot.settings()) < (SELECT count(*) FROM pg_settings) AS changed_only;
SELECT name, default_value, unit FROM copilot.settings(false)
WHERE name IN ('autovacuum_vacuum_cost_delay', 'checkpoint_timeout', 'log_file_mode', 'log_rotation_age', 'max_wal_size',
  'shared_buffers', 'temp_file_limit', 'track_activity_query_size', 'wal_buffers', 'wal_segment_size') ORDER BY name COLLATE "C";
SELECT count(*) AS without_description FROM copilot.settings(false) WHERE description = '' OR context IS NULL;

-- The file and line of what a file sets.
SELECT source, source_file = current_setting('config_file') AS file, source_line > 0 AS line, pending_restart, context
FROM copilot.settings(name_like => 'max_connections');

-- Only secrets are hidden, and here there are none.
SELECT name, value FROM copilot.settings(false) WHERE value LIKE '%****%' OR default_value LIKE '%****%';

-- Names: a part in any case, a pattern with %, an underscore is itself.
SELECT name FROM copilot.settings(false, 'WORK_MEM');
SELECT name FROM copilot.settings(false, 'work_m%');
SELECT name FROM copilot.settings(false, 'work-mem');
SELECT name FROM copilot.settings(false, 'w_rk_mem');
SELECT count(*) FROM copilot.settings(false, E'\\');
SELECT count(*) FROM copilot.settings(false, '''; DROP TABLE x');
SELECT count(*) FROM copilot.settings(false, repeat('x', 100000));
SELECT (SELECT count(*) FROM copilot.settings(NULL)) = (SELECT count(*) FROM copilot.settings()) AS null_is_default;

-- The right it needs.
CREATE ROLE regress_settings;
SET ROLE regress_settings;
SELECT * FROM copilot.settings();
RESET ROLE;
GRANT pg_read_all_settings TO regress_settings;
SET ROLE regress_settings;
SELECT count(*) > 0 AS some FROM copilot.settings();
RESET ROLE;
DROP ROLE regress_settings;
\c contrib_regression
DROP DATABASE "Settings 💩";
