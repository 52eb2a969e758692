-- report: wal
-- title: Write-ahead log and checkpoints
-- description: How much write-ahead log the server wrote and why, and what its checkpoints cost: over a window of the
--   history, or since the counters were last reset.
-- words: wal, write-ahead log, wal volume, wal rate, checkpoints, checkpoints too frequent, full page writes, archiving,
--   archive failures, background writer, pg_wal size
-- history: server
-- parameter: since interval: how far back the window reaches; null for the last hour, or for as far as the counters
--   do where the history does not reach back an hour
-- parameter: until timestamptz: the end of the window; null for now
-- column: what text: what was counted
-- column: value double precision: how much
-- column: unit text: of the value: bytes, bytes a second, count, blocks, percent, ms
-- column: meaning text: what it means, and when it matters
-- column: window_from timestamptz: the begin of what is covered: of the window as far as there is history, else when
--   these counters were last reset
-- column: window_to timestamptz: the end of what is covered
-- column: window_complete boolean: whether nothing is missing: false if the history has a gap, begins after since or
--   counters were reset meanwhile; for the counters, if window_from is unknown
-- query: window 150000-
WITH counted AS (
  SELECT *, window_from AS wal_from, window_from AS checkpoints_from, window_from AS archiver_from
  FROM copilot._window('server', :since, :until)
      AS w(wal_records bigint, wal_full_pages bigint, wal_bytes bigint, wal_buffers_full bigint, wal_write_us bigint,
           wal_sync_us bigint, checkpoints_timed bigint, checkpoints_requested bigint, checkpoint_write_us bigint,
           checkpoint_sync_us bigint, buffers_checkpoint bigint, buffers_clean bigint, buffers_backend bigint, archived bigint,
           archive_failures bigint, wal_directory_bytes bigint, window_from timestamptz, window_to timestamptz,
           window_complete boolean)
-- query: 130000-
WITH counted AS (
  SELECT w.*, c.*, a.archived_count AS archived, a.failed_count AS archive_failures, a.stats_reset AS archiver_from,
         NULL::bigint AS wal_directory_bytes, statement_timestamp() AS window_to, NULL::boolean AS window_complete
  FROM pg_stat_archiver AS a,
    (SELECT wal_records, wal_fpi AS wal_full_pages, wal_bytes, wal_buffers_full, stats_reset AS wal_from, -- 140000-
            wal_write_time * 1000 AS wal_write_us, wal_sync_time * 1000 AS wal_sync_us -- 140000-179999
            NULL::float8 AS wal_write_us, NULL::float8 AS wal_sync_us -- 180000-
     FROM pg_stat_wal) AS w, -- 140000-
    (SELECT NULL::bigint AS wal_records, NULL::bigint AS wal_full_pages, NULL::numeric AS wal_bytes, -- 130000-139999
            NULL::bigint AS wal_buffers_full, NULL::timestamptz AS wal_from, -- 130000-139999
            NULL::float8 AS wal_write_us, NULL::float8 AS wal_sync_us) AS w, -- 130000-139999
    (SELECT checkpoints_timed, checkpoints_req AS checkpoints_requested, -- 130000-169999
            checkpoint_write_time * 1000 AS checkpoint_write_us, checkpoint_sync_time * 1000 AS checkpoint_sync_us, -- 130000-169999
            buffers_checkpoint, buffers_clean, buffers_backend, stats_reset AS checkpoints_from -- 130000-169999
     FROM pg_stat_bgwriter) AS c -- 130000-169999
    (SELECT num_timed AS checkpoints_timed, num_requested AS checkpoints_requested, -- 170000-
            write_time * 1000 AS checkpoint_write_us, sync_time * 1000 AS checkpoint_sync_us, -- 170000-
            p.buffers_written AS buffers_checkpoint, b.buffers_clean, NULL::bigint AS buffers_backend, -- 170000-
            greatest(p.stats_reset, b.stats_reset) AS checkpoints_from -- 170000-
     FROM pg_stat_checkpointer AS p, pg_stat_bgwriter AS b) AS c -- 170000-
-- then
)
SELECT what, value, unit, meaning, began AS window_from, window_to, coalesce(window_complete, began IS NOT NULL) AS window_complete
FROM counted CROSS JOIN LATERAL (VALUES
    (1, 'WAL written', wal_bytes::float8, 'bytes', wal_from, 'what every change costs; standbys and archives must take as much'),
    (2, 'WAL a second', wal_bytes::float8 / nullif(extract(epoch FROM window_to - wal_from), 0)::float8, 'bytes a second', wal_from,
     'the average; what a standby''s network must carry'),
    (3, 'WAL records', wal_records, 'count', wal_from, 'single changes'),
    (4, 'full pages', wal_full_pages, 'count', wal_from,
     'whole blocks written at their first change after a checkpoint: frequent checkpoints make more of them'),
    (5, 'full pages of WAL, at most',
     least(100, 100.0 * wal_full_pages * current_setting('block_size')::float8 / nullif(wal_bytes::float8, 0)), 'percent', wal_from,
     'the part of the log that full pages can take; over half of it: longer between checkpoints (max_wal_size, '
     'checkpoint_timeout) or wal_compression writes less'),
    (6, 'WAL buffers full', wal_buffers_full, 'count', wal_from,
     'a session had to write the log as wal_buffers had no room; often: wal_buffers is too small'),
    (7, 'time of writing WAL', wal_write_us / 1000.0, 'ms', wal_from, 'counted only with track_wal_io_timing'),
    (8, 'time of syncing WAL', wal_sync_us / 1000.0, 'ms', wal_from, 'counted only with track_wal_io_timing'),
    (9, 'checkpoints on time', checkpoints_timed, 'count', checkpoints_from, 'due by checkpoint_timeout, as it should be'),
    (10, 'checkpoints on request', checkpoints_requested, 'count', checkpoints_from,
     'asked for: because the log reached max_wal_size, by CHECKPOINT, a backup, CREATE DATABASE or a restart; if most '
     'are and the load is usual, max_wal_size is too small'),
    (11, 'time between checkpoints',
     1000 * extract(epoch FROM window_to - checkpoints_from)::float8 / nullif(checkpoints_timed + checkpoints_requested, 0), 'ms',
     checkpoints_from, 'the average'),
    (12, 'time of writing in checkpoints', checkpoint_write_us / 1000.0, 'ms', checkpoints_from,
     'spread over checkpoint_completion_target on purpose'),
    (13, 'time of syncing in checkpoints', checkpoint_sync_us / 1000.0, 'ms', checkpoints_from,
     'waiting for the disk at the end of checkpoints; seconds each are a disk that cannot keep up'),
    (14, 'blocks written by checkpoints', buffers_checkpoint, 'blocks', checkpoints_from, 'changed blocks'),
    (15, 'blocks written by the background writer', buffers_clean, 'blocks', checkpoints_from, 'ahead of need'),
    (16, 'blocks written by sessions', buffers_backend, 'blocks', checkpoints_from,
     'sessions that had to make room or to extend a table themselves; not counted here from version 17'),
    (17, 'files archived', archived, 'count', archiver_from, 'files of the log given to archive_command or archive_library'),
    (18, 'archiving failures', archive_failures, 'count', archiver_from,
     'tries that failed: while they do, the log is kept and its disk fills'),
    (19, 'WAL directory', wal_directory_bytes, 'bytes', wal_from,
     'the files of the log there are now; far over max_wal_size: a slot, archiving or wal_keep_size keeps them'))
  AS told(place, what, value, unit, began, meaning)
WHERE value IS NOT NULL
ORDER BY place
