// The collectors and their metrics.
// Words: see collector.hpp. What a version of the server does not have is absent in its samples.
// Only append: stored chunks name a metric by its position.
#include "collect/collector.hpp"

#include <algorithm>
#include <iterator>

namespace copilot::collect {

namespace {

using enum Kind;

// Of tables, indexes, TOAST tables and materialized views alike, as the server counts them.
constexpr Metric relation[] = {
    {"scans", "count", counter,
     "scans started: sequential ones of a table, index scans of an index"},
    {"rows_returned", "rows", counter,
     "rows read by sequential scans; index entries returned by an index"},
    {"rows_fetched", "rows", counter, "rows fetched by index scans"},
    {"rows_inserted", "rows", counter, "rows inserted"},
    {"rows_updated", "rows", counter, "rows updated, HOT included"},
    {"rows_deleted", "rows", counter, "rows deleted"},
    {"rows_hot_updated", "rows", counter, "rows updated without a new index entry"},
    {"blocks_fetched", "blocks", counter, "blocks asked for"},
    {"blocks_hit", "blocks", counter, "blocks found in the server's cache"},
    {"live_rows", "rows", gauge, "rows, as the statistics estimate them"},
    {"dead_rows", "rows", gauge, "rows that VACUUM will remove"},
    {"changes_since_analyze", "rows", gauge, "rows changed since the last ANALYZE"},
    {"inserts_since_vacuum", "rows", gauge, "rows inserted since the last VACUUM"},
    {"last_vacuum", "at", gauge, "the last VACUUM, by hand"},
    {"last_autovacuum", "at", gauge, "the last VACUUM by autovacuum"},
    {"last_analyze", "at", gauge, "the last ANALYZE, by hand"},
    {"last_autoanalyze", "at", gauge, "the last ANALYZE by autovacuum"},
    {"vacuums", "count", counter, "VACUUMs by hand"},
    {"autovacuums", "count", counter, "VACUUMs by autovacuum"},
    {"analyzes", "count", counter, "ANALYZEs by hand"},
    {"autoanalyzes", "count", counter, "ANALYZEs by autovacuum"},
    {"bytes", "bytes", gauge, "its files, all forks"},
    {"main_bytes", "bytes", gauge, "its main fork"},
    {"last_scan", "at", gauge, "the last scan, from version 16"},
    {"rows_newpage_updated", "rows", counter, "rows updated to another page, from version 16"},
    {"vacuum_us", "us", counter, "time of all vacuuming, from version 18"},
    {"analyze_us", "us", counter, "time of all analyzing, from version 18"},
};

constexpr Metric database[] = {
    {"commits", "count", counter, "transactions committed"},
    {"rollbacks", "count", counter, "transactions rolled back"},
    {"blocks_read", "blocks", counter, "blocks read from outside of the server's cache"},
    {"blocks_hit", "blocks", counter, "blocks found in the server's cache"},
    {"rows_returned", "rows", counter, "rows read by scans"},
    {"rows_fetched", "rows", counter, "rows fetched by index scans"},
    {"rows_inserted", "rows", counter, "rows inserted"},
    {"rows_updated", "rows", counter, "rows updated"},
    {"rows_deleted", "rows", counter, "rows deleted"},
    {"conflicts", "count", counter, "queries cancelled by recovery conflicts"},
    {"temp_files", "count", counter, "temporary files"},
    {"temp_bytes", "bytes", counter, "bytes written to temporary files"},
    {"deadlocks", "count", counter, "deadlocks"},
    {"checksum_failures", "count", counter, "pages whose checksum failed"},
    {"block_read_us", "us", counter, "time of reading blocks, with track_io_timing"},
    {"block_write_us", "us", counter, "time of writing blocks, with track_io_timing"},
    {"session_us", "us", counter, "time of all sessions"},
    {"active_us", "us", counter, "time of executing statements"},
    {"idle_in_transaction_us", "us", counter, "time of sessions idle in a transaction"},
    {"sessions", "count", counter, "sessions begun"},
    {"sessions_abandoned", "count", counter, "sessions whose client was lost"},
    {"sessions_fatal", "count", counter, "sessions ended by a fatal error"},
    {"sessions_killed", "count", counter, "sessions ended by an operator"},
    {"bytes", "bytes", gauge, "its files"},
    {"xid_age", "count", gauge, "transactions since its oldest unfrozen one"},
    {"multixact_age", "count", gauge, "multixacts since its oldest unfrozen one"},
};

constexpr Metric statement[] = {
    {"calls", "count", counter, "executions"},
    {"exec_us", "us", counter, "time of execution"},
    {"plan_us", "us", counter, "time of planning, with pg_stat_statements.track_planning"},
    {"rows", "rows", counter, "rows returned or changed"},
    {"shared_hit", "blocks", counter, "blocks found in the server's cache"},
    {"shared_read", "blocks", counter, "blocks read from outside of the server's cache"},
    {"shared_dirtied", "blocks", counter, "blocks dirtied"},
    {"shared_written", "blocks", counter, "blocks written"},
    {"local_read", "blocks", counter, "blocks of temporary tables read"},
    {"local_written", "blocks", counter, "blocks of temporary tables written"},
    {"temp_read", "blocks", counter, "blocks of temporary files read"},
    {"temp_written", "blocks", counter, "blocks of temporary files written"},
    {"read_us", "us", counter, "time of reading blocks, with track_io_timing"},
    {"write_us", "us", counter, "time of writing blocks, with track_io_timing"},
    {"wal_bytes", "bytes", counter, "bytes of write-ahead log"},
    {"wal_records", "count", counter, "records of write-ahead log"},
    {"jit_us", "us", counter, "time of compiling"},
};

constexpr Metric wait[] = {
    {"samples", "count", counter,
     "samples in which an active session waited for this; 'CPU' is not waiting"},
    {"sampled_us", "us", counter, "time that the samples stand for"},
};

constexpr Metric connection[] = {
    {"sessions", "count", peak, "sessions in this state, at most"},
    {"limit", "count", gauge, "sessions that may be, of the whole server"},
};

constexpr Metric server[] = {
    {"wal_records", "count", counter, "records of write-ahead log"},
    {"wal_full_pages", "count", counter, "full pages in the write-ahead log"},
    {"wal_bytes", "bytes", counter, "bytes of write-ahead log"},
    {"wal_buffers_full", "count", counter, "writes because the buffers of the log were full"},
    {"wal_writes", "count", counter, "writes of the log"},
    {"wal_syncs", "count", counter, "syncs of the log"},
    {"wal_write_us", "us", counter, "time of writing the log, with track_wal_io_timing"},
    {"wal_sync_us", "us", counter, "time of syncing the log, with track_wal_io_timing"},
    {"checkpoints_timed", "count", counter, "checkpoints that were due"},
    {"checkpoints_requested", "count", counter,
     "checkpoints that were asked for, mostly by much WAL"},
    {"checkpoint_write_us", "us", counter, "time of writing in checkpoints"},
    {"checkpoint_sync_us", "us", counter, "time of syncing in checkpoints"},
    {"buffers_checkpoint", "blocks", counter, "blocks written by checkpoints"},
    {"buffers_clean", "blocks", counter, "blocks written by the background writer"},
    {"clean_stopped", "count", counter,
     "rounds of the background writer that stopped at bgwriter_lru_maxpages"},
    {"buffers_backend", "blocks", counter, "blocks written by sessions, before version 17"},
    {"backend_fsyncs", "count", counter, "fsyncs by sessions, before version 17"},
    {"buffers_allocated", "blocks", counter, "blocks taken into the cache"},
    {"archived", "count", counter, "files of WAL archived"},
    {"archive_failures", "count", counter, "files of WAL whose archiving failed"},
    {"wal_position", "bytes", gauge, "the end of the log"},
    {"wal_directory_bytes", "bytes", gauge, "the files of the log"},
    {"max_connections", "count", gauge, "sessions there may be, without the reserved ones"},
    {"xid", "count", gauge, "the next transaction id, 64 bits"},
    {"multixact", "count", gauge, "the next multixact id"},
    {"statements_evicted", "count", counter,
     "statements that pg_stat_statements had to forget for others"},
};

constexpr Metric slru[] = {
    {"blocks_hit", "blocks", counter, "blocks found in the cache"},
    {"blocks_read", "blocks", counter, "blocks read"},
    {"blocks_written", "blocks", counter, "blocks written"},
    {"blocks_zeroed", "blocks", counter, "blocks zeroed"},
    {"flushes", "count", counter, "flushes"},
    {"truncates", "count", counter, "truncates"},
};

constexpr Metric replication[] = {
    {"sent_lag_bytes", "bytes", gauge, "WAL not sent yet"},
    {"replay_lag_bytes", "bytes", gauge, "WAL not replayed yet"},
    {"write_lag_us", "us", gauge, "delay of writing there"},
    {"replay_lag_us", "us", gauge, "delay of replaying there"},
};

constexpr Metric slot[] = {
    {"retained_bytes", "bytes", gauge, "WAL that the slot keeps"},
    {"safe_bytes", "bytes", gauge, "WAL until it is lost, with max_slot_wal_keep_size"},
    {"active", "count", gauge, "1 while somebody reads it"},
};

constexpr Metric buffer_cache[] = {
    {"cached_bytes", "bytes", gauge, "in the server's cache"},
    {"dirty_bytes", "bytes", gauge, "of them changed and not written"},
};

constexpr Metric filesystem[] = {
    {"bytes", "bytes", gauge, "its size"},
    {"free_bytes", "bytes", gauge, "free, for the server's account"},
};

constexpr Metric sequence[] = {
    {"last_value", "count", gauge, "the last value given out"},
    {"limit_value", "count", gauge,
     "the last value there is, by the sequence's or the column's type"},
};

constexpr Metric io[] = {
    {"reads", "count", counter, "reads"},
    {"writes", "count", counter, "writes"},
    {"extends", "count", counter, "extensions of files"},
    {"hits", "count", counter, "blocks found in the cache"},
    {"evictions", "count", counter, "blocks put out of the cache"},
    {"reuses", "count", counter, "blocks of a ring buffer used again"},
    {"fsyncs", "count", counter, "fsyncs"},
    {"read_us", "us", counter, "time of reading, with track_io_timing"},
    {"write_us", "us", counter, "time of writing, with track_io_timing"},
};

constexpr const char* named = "scope 0, the hash of the name";

constexpr Collector all[] = {
    {"relation", "the database's oid, the relation's oid", relation},
    {"database", "scope 0, the database's oid", database},
    {"statement", "the database's oid, the hash of queryid, role and toplevel", statement},
    {"wait", "the hash of type:event, the queryid or 0", wait},
    {"lock_wait", "the hash of type:event, database << 32 | relation", wait},
    {"connection", "the database's oid, the hash of the state", connection},
    {"server", "scope 0, object 0", server},
    {"slru", named, slru},
    {"replication", named, replication},
    {"slot", named, slot},
    {"buffer_cache", "the database's oid, the relation's oid, 0 if not known", buffer_cache},
    {"filesystem", named, filesystem},
    {"sequence", "the database's oid, the sequence's oid", sequence},
    {"io", named, io},
};

// Chunks keep a bit a metric.
static_assert(std::all_of(std::begin(all), std::end(all),
                          [](const Collector& each) { return each.metrics.size() <= 64; }));

}  // namespace

std::span<const Collector> collectors() {
  return all;
}

const Collector* find_collector(std::string_view name) {
  for (const Collector& each : all)
    if (name == each.name) return &each;
  return nullptr;
}

std::size_t Collector::position(std::string_view metric) const {
  std::size_t at = 0;
  while (at < metrics.size() && metric != metrics[at].name) ++at;
  return at;
}

}  // namespace copilot::collect
