-- report: memory
-- title: Memory
-- description: The memory the server may use (with the limits of containers and control groups), what it has set aside,
--   and how much its settings would allow in the worst case.
-- words: memory, ram, how much memory, out of memory, oom, shared_buffers, work_mem, cgroup, container limit, swap,
--   huge pages
-- column: what text: the kind of memory
-- column: bytes bigint [bytes]: how much; null where it is not known
-- column: source text: the file or the settings that the number comes from
-- column: detail text: how to read it, or why it is not known
-- query: local 150000-
WITH host AS (
  SELECT row_number() OVER () AS place, what, bytes, source, detail FROM copilot._host_memory()
)
-- query: 130000-
WITH file AS MATERIALIZED (
  SELECT v.path, v.kind, substring(query_to_xml(format('SELECT pg_read_file(%L, 0, 65536, true) AS t', v.path), false, true, '')::text
                                   FROM '<t>(.*)</t>') AS text
  FROM (VALUES ('/proc/meminfo', 'meminfo'), ('/proc/self/cgroup', 'cgroup')) AS v(path, kind)
  -- Named in a text, pg_read_file is looked at only where it may be called.
  WHERE has_function_privilege('pg_read_file(text, bigint, bigint, boolean)', 'EXECUTE')
    AND pg_has_role(current_user, 'pg_read_server_files', 'USAGE')
), machine AS MATERIALIZED (
  SELECT max(1024 * substring(text FROM 'MemTotal:\s+(\d+) kB')::bigint) AS total,
         max(1024 * substring(text FROM 'MemAvailable:\s+(\d+) kB')::bigint) AS available,
         max(1024 * substring(text FROM 'SwapTotal:\s+(\d+) kB')::bigint) AS swap,
         max(1024 * substring(text FROM 'Hugetlb:\s+(\d+) kB')::bigint) AS huge_pages,
         count(*) > 0 AS allowed
  FROM file WHERE kind = 'meminfo'
), membership AS (
  SELECT string_to_array(trim(BOTH '/' FROM part[2]), '/') AS folders,
         CASE WHEN part[1] = '' THEN '/sys/fs/cgroup' ELSE '/sys/fs/cgroup/memory' END AS mount,
         CASE WHEN part[1] = '' THEN ARRAY['memory.max', 'memory.high', 'memory.swap.max']
              ELSE ARRAY['memory.limit_in_bytes'] END AS files
  FROM file CROSS JOIN regexp_split_to_table(text, '\n') AS line
    CROSS JOIN regexp_match(line, '^\d+:([^:]*):(/.*)$') AS part
  WHERE kind = 'cgroup' AND (part[1] = '' OR part[1] ~ '(^|,)memory(,|$)')
), limits AS MATERIALIZED (
  SELECT path, path LIKE '%.swap.max' AS of_swap,
         substring(query_to_xml(format('SELECT pg_read_file(%L, 0, 64, true) AS t', path), false, true, '')::text
                   FROM '<t>(\d+)')::bigint AS bytes
  FROM membership CROSS JOIN generate_series(0, cardinality(folders)) AS depth CROSS JOIN unnest(files) AS name
    CROSS JOIN LATERAL (SELECT concat_ws('/', mount, nullif(array_to_string(folders[1:depth], '/'), ''), name) AS path) AS p
), lowest AS (
  SELECT DISTINCT ON (of_swap) of_swap, bytes, path FROM limits CROSS JOIN machine
  WHERE bytes < CASE WHEN of_swap THEN swap ELSE total END
  ORDER BY of_swap, bytes, path
), host AS (
  SELECT place, what, v.bytes, CASE WHEN v.bytes IS NOT NULL THEN source END AS source,
         CASE WHEN v.bytes IS NOT NULL THEN detail
              WHEN allowed THEN 'unknown: the machine''s files do not say'
              ELSE 'unknown: it needs pg_read_server_files and EXECUTE on pg_read_file; a managed server''s console shows it' END AS detail
  FROM machine LEFT JOIN lowest AS l ON NOT l.of_swap LEFT JOIN lowest AS s ON s.of_swap
    CROSS JOIN LATERAL (VALUES
      (1, 'memory of the machine', machine.total, '/proc/meminfo', 'all of the machine that the kernel sees'),
      (2, 'memory the server may use', coalesce(l.bytes, machine.total), coalesce(l.path, '/proc/meminfo'),
       CASE WHEN l.bytes IS NOT NULL THEN 'the smallest limit of the control groups the server runs in'
            WHEN EXISTS (SELECT FROM membership) THEN 'no control group limits it further'
            ELSE 'the control groups could not be read: it may be less' END),
      (3, 'memory available now', machine.available, '/proc/meminfo',
       'of the machine, without swapping, as the kernel estimates'),
      (4, 'swap the server may use', coalesce(s.bytes, machine.swap), coalesce(s.path, '/proc/meminfo'),
       'swapped memory is too slow for a database: this is a reserve at most'),
      (5, 'huge pages of the machine', machine.huge_pages, '/proc/meminfo', 'set aside by the machine, of any size'))
      AS v(place, what, bytes, source, detail)
)
-- then
, setting AS (
  SELECT max(CASE WHEN name = 'shared_memory_size' THEN setting::bigint * 1024 * 1024 END) AS shared_memory,
         max(CASE WHEN name = 'shared_buffers' THEN setting::bigint * block END) AS shared_buffers,
         max(CASE WHEN name = 'wal_buffers' THEN setting::bigint * wal_block END) AS wal_buffers,
         max(CASE WHEN name = 'effective_cache_size' THEN setting::bigint * block END) AS effective_cache_size,
         max(CASE WHEN name = 'temp_buffers' THEN setting::bigint * block END) AS temp_buffers,
         max(CASE WHEN name = 'work_mem' THEN setting::bigint * 1024 END) AS work_mem,
         max(CASE WHEN name = 'hash_mem_multiplier' THEN setting::numeric END) AS multiplier,
         max(CASE WHEN name = 'maintenance_work_mem' THEN setting::bigint * 1024 END) AS maintenance_work_mem,
         max(CASE WHEN name = 'autovacuum_work_mem' AND setting <> '-1' THEN setting::bigint * 1024 END) AS autovacuum_work_mem,
         max(CASE WHEN name = 'autovacuum_max_workers' THEN setting::bigint END) AS workers,
         max(CASE WHEN name = 'max_connections' THEN setting::bigint END) AS connections,
         max(CASE WHEN name = 'huge_pages' THEN setting END) AS huge_pages,
         max(CASE WHEN name = 'huge_pages_status' THEN setting END) AS huge_pages_status
  FROM pg_settings CROSS JOIN (SELECT current_setting('block_size')::bigint AS block,
                                      current_setting('wal_block_size')::bigint AS wal_block) AS size
), stated AS (
  SELECT v.* FROM setting CROSS JOIN LATERAL (VALUES
    (11, 'shared memory', shared_memory, 'shared_memory_size',
     CASE WHEN shared_memory IS NULL THEN 'unknown: servers before version 15 do not say; it is somewhat more than shared_buffers'
          ELSE 'set aside at the start for all processes together; huge_pages is ' || huge_pages
               || coalesce(' and in use: ' || huge_pages_status, '') END),
    (12, 'shared_buffers', shared_buffers, 'shared_buffers', 'the server''s own cache, part of shared memory'),
    (13, 'wal_buffers', wal_buffers, 'wal_buffers', 'part of shared memory'),
    (14, 'effective_cache_size', effective_cache_size, 'effective_cache_size',
     'takes no memory: what the planner believes to be cached by server and system together'),
    (21, 'one sort', work_mem, 'work_mem', 'a query can run several at a time, each in every parallel worker'),
    (22, 'one hash table', (work_mem * multiplier)::bigint, 'work_mem x hash_mem_multiplier', 'likewise'),
    (23, 'one CREATE INDEX or VACUUM', maintenance_work_mem, 'maintenance_work_mem', 'for each that runs'),
    (31, 'worst case: one hash table in every connection', (work_mem * multiplier * connections)::bigint,
     'work_mem x hash_mem_multiplier x max_connections',
     'theoretical: most connections use none, and one complex query several times this'),
    (32, 'worst case: temporary tables in every connection', temp_buffers * connections, 'temp_buffers x max_connections',
     'theoretical: only sessions with temporary tables use it'),
    (33, 'worst case: all autovacuum workers',
     least(coalesce(autovacuum_work_mem, maintenance_work_mem), 1024 * 1024 * 1024) * workers, -- 130000-169999
     coalesce(autovacuum_work_mem, maintenance_work_mem) * workers, -- 170000-
     CASE WHEN autovacuum_work_mem IS NULL THEN 'maintenance_work_mem' ELSE 'autovacuum_work_mem' END || ' x autovacuum_max_workers',
     'while each vacuums a large table'
     || '; of this version a worker uses 1 GB at most' -- 130000-169999
     ))
    AS v(place, what, bytes, source, detail)
)
SELECT what, bytes, source, detail
FROM (SELECT * FROM host UNION ALL SELECT * FROM stated) AS row
ORDER BY place
