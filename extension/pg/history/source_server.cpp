// Sources of the collectors `server`, `slru` and `io`: what the server counts of itself, by the version that counts it.
// Words: the one row of `server` has the key 0, 0.
// What a version does not have is left out: it is unknown there.
#include "base/error.hpp"
#include "pg/history/named_rows.hpp"

#include "pg/compat.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

constexpr const char* wal_before_18 =
    "SELECT wal_records, wal_fpi AS wal_full_pages, wal_bytes::bigint AS wal_bytes,"
    " wal_buffers_full, wal_write AS wal_writes, wal_sync AS wal_syncs,"
    " (1000 * wal_write_time)::bigint AS wal_write_us,"
    " (1000 * wal_sync_time)::bigint AS wal_sync_us FROM pg_stat_wal";
constexpr const char* wal_from_18 =
    "SELECT w.wal_records, w.wal_fpi AS wal_full_pages, w.wal_bytes::bigint AS wal_bytes,"
    " w.wal_buffers_full, i.* FROM pg_stat_wal AS w CROSS JOIN"
    " (SELECT sum(writes)::bigint AS wal_writes, sum(fsyncs)::bigint AS wal_syncs,"
    " (1000 * sum(write_time))::bigint AS wal_write_us,"
    " (1000 * sum(fsync_time))::bigint AS wal_sync_us FROM pg_stat_io WHERE object = 'wal') AS i";

constexpr const char* checkpoints_before_17 =
    "SELECT checkpoints_timed, checkpoints_req AS checkpoints_requested,"
    " (1000 * checkpoint_write_time)::bigint AS checkpoint_write_us,"
    " (1000 * checkpoint_sync_time)::bigint AS checkpoint_sync_us, buffers_checkpoint,"
    " buffers_clean, maxwritten_clean AS clean_stopped, buffers_backend,"
    " buffers_backend_fsync AS backend_fsyncs, buffers_alloc AS buffers_allocated"
    " FROM pg_stat_bgwriter";
constexpr const char* checkpoints_from_17 =
    "SELECT c.num_timed AS checkpoints_timed, c.num_requested AS checkpoints_requested,"
    " (1000 * c.write_time)::bigint AS checkpoint_write_us,"
    " (1000 * c.sync_time)::bigint AS checkpoint_sync_us, c.buffers_written AS buffers_checkpoint,"
    " b.buffers_clean, b.maxwritten_clean AS clean_stopped, b.buffers_alloc AS buffers_allocated"
    " FROM pg_stat_checkpointer AS c CROSS JOIN pg_stat_bgwriter AS b";

std::string server_sql(Pass& pass) {
  const base::Server& server = pass.db.server();
  std::string sql =
      "SELECT 0 AS object, w.*, c.*, a.archived_count AS archived,"
      " a.failed_count AS archive_failures, (CASE WHEN pg_is_in_recovery()"
      " THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - '0/0')::bigint"
      " AS wal_position, (SELECT sum(size)::bigint FROM pg_ls_waldir()) AS wal_directory_bytes,";
  // Without the extension, or before it is loaded, nothing is evicted.
  const base::Extension* statements = server.extension("pg_stat_statements");
  constexpr int first_with_info = 9;
  if (statements != nullptr && statements->loaded &&
      statements_version(*statements) >= first_with_info)
    sql += " (SELECT dealloc FROM " + statements->schema +
           ".pg_stat_statements_info()) AS statements_evicted,";
  sql += " pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xid FROM (";
  sql += server.version >= 180000 ? wal_from_18 : wal_before_18;
  sql += ") AS w CROSS JOIN (";
  sql += server.version >= 170000 ? checkpoints_from_17 : checkpoints_before_17;
  sql += ") AS c CROSS JOIN pg_stat_archiver AS a";
  return sql;
}

constexpr const char* slru_sql =
    "SELECT name, blks_hit AS blocks_hit, blks_read AS blocks_read, blks_written AS blocks_written,"
    " blks_zeroed AS blocks_zeroed, flushes, truncates FROM pg_stat_slru";

// From 18 the WAL is there as well.
constexpr const char* io_sql =
    "SELECT backend_type || '/' || object || '/' || context AS name, reads, writes, extends, hits,"
    " evictions, reuses, fsyncs, (1000 * read_time)::bigint AS read_us,"
    " (1000 * write_time)::bigint AS write_us FROM pg_stat_io";

}  // namespace

void read_server(Pass& pass, collect::Sample& sample) {
  read_named(pass, sample, server_sql(pass));
  const auto values = sample.values(0);
  values[sample.collector().position("multixact")] =
      guard([]() noexcept { return ReadNextMultiXactId(); });
  values[sample.collector().position("max_connections")] =
      MaxConnections - compat::reserved_connections();
}

void read_slru(Pass& pass, collect::Sample& sample) {
  read_named(pass, sample, slru_sql);
}
void describe_slru(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh) {
  describe_named(pass, sample, fresh, slru_sql);
}

void read_io(Pass& pass, collect::Sample& sample) {
  if (pass.db.server().version < 160000)
    throw base::UserError{base::sqlstate::feature_not_supported,
                          "the server counts no input and output before version 16", "",
                          "Upgrade the server to have this history."};
  read_named(pass, sample, io_sql);
}
void describe_io(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh) {
  describe_named(pass, sample, fresh, io_sql);
}

}  // namespace copilot::pg
