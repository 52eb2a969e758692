-- The report memory against the settings and the machine's files.
-- Words: a row agrees when its number is what the server says of the settings, or the file, it names.
-- No amount and no path of a machine may stand in the expected output.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS copilot;
CREATE TEMP TABLE memory AS SELECT row_number() OVER () AS place, * FROM copilot.memory();
SELECT what, bytes IS NOT NULL AS known, bytes >= 0 AS sound, source IS NOT NULL AS has_source, detail IS NOT NULL AS has_detail
FROM memory ORDER BY place;

-- Every setting, as the server itself writes it in bytes.
SELECT what, bytes = pg_size_bytes(current_setting(source)) AS agrees
FROM memory WHERE source IN ('shared_buffers', 'wal_buffers', 'effective_cache_size', 'work_mem', 'maintenance_work_mem',
                             'shared_memory_size')
ORDER BY place;
SELECT what, bytes = pg_size_bytes(current_setting('work_mem')) * current_setting('hash_mem_multiplier')::numeric
                     * CASE WHEN what LIKE 'worst case%' THEN current_setting('max_connections')::integer ELSE 1 END AS agrees
FROM memory WHERE source LIKE 'work_mem x%' ORDER BY place;
SELECT what, bytes = pg_size_bytes(current_setting('temp_buffers')) * current_setting('max_connections')::integer AS agrees
FROM memory WHERE source LIKE 'temp_buffers x%';

-- The machine: its file says the same, and no limit is above it.
SELECT what, bytes = 1024 * substring(pg_read_file('/proc/meminfo', 0, 65536) FROM 'MemTotal:\s+(\d+) kB')::bigint AS agrees
FROM memory WHERE what = 'memory of the machine';
SELECT bool_and(m.bytes <= machine.bytes) AS below
FROM memory AS m CROSS JOIN (SELECT bytes FROM memory WHERE what = 'memory of the machine') AS machine
WHERE m.what IN ('memory the server may use', 'memory available now');
SELECT m.source = '/proc/meminfo' OR m.bytes = (regexp_match(pg_read_file(m.source, 0, 65536), '(?:^|hierarchical_memory_limit )(\d+)'))[1]::bigint AS agrees
FROM memory AS m WHERE what = 'memory the server may use';
-- This session alone is a part of what all processes have.
SELECT bytes >= 1024 * substring(pg_read_file(format('/proc/%s/status', pg_backend_pid()), 0, 65536) FROM 'RssAnon:\s+(\d+) kB')::bigint / 2 AS counted
FROM memory WHERE source = '/proc/PID/status';

-- A setting of the session counts for the session.
SET work_mem = '64MB';
SELECT pg_size_pretty(bytes) FROM copilot.memory() WHERE source = 'work_mem';
RESET work_mem;

-- Without pg_monitor the machine is unknown, and it says why; the settings are there.
CREATE ROLE regress_memory;
SET ROLE regress_memory;
SELECT what, detail FROM copilot.memory() WHERE bytes IS NULL;
SELECT count(*) AS known FROM copilot.memory() WHERE bytes IS NOT NULL;
RESET ROLE;
GRANT pg_monitor TO regress_memory;
SET ROLE regress_memory;
SELECT count(*) AS unknown FROM copilot.memory() WHERE bytes IS NULL;
RESET ROLE;
DROP ROLE regress_memory;
