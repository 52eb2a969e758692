// Source of the collector `database`: what the server counts of each database, how old it is, and once an hour its size.
// Words: a size is that of all its files, which takes long to add up: there is a second for it in a pass.
// A database that goes away meanwhile is left out.
#include <chrono>

#include "pg/history/named_rows.hpp"

#include "pg/shared_memory.hpp"

namespace copilot::pg {

namespace {

// Statistics of what the cluster shares (oid 0) are no database's.
constexpr const char* databases =
    "SELECT d.oid AS object, d.datname AS name, s.xact_commit AS commits,"
    " s.xact_rollback AS rollbacks, s.blks_read AS blocks_read, s.blks_hit AS blocks_hit,"
    " s.tup_returned AS rows_returned, s.tup_fetched AS rows_fetched,"
    " s.tup_inserted AS rows_inserted, s.tup_updated AS rows_updated,"
    " s.tup_deleted AS rows_deleted, s.conflicts, s.temp_files, s.temp_bytes, s.deadlocks,"
    " s.checksum_failures, (1000 * s.blk_read_time)::bigint AS block_read_us,"
    " (1000 * s.blk_write_time)::bigint AS block_write_us,"
    " (1000 * s.session_time)::bigint AS session_us, (1000 * s.active_time)::bigint AS active_us,"
    " (1000 * s.idle_in_transaction_time)::bigint AS idle_in_transaction_us, s.sessions,"
    " s.sessions_abandoned, s.sessions_fatal, s.sessions_killed,"
    " CASE WHEN d.datfrozenxid <> '0' THEN age(d.datfrozenxid) END AS xid_age,"
    " CASE WHEN d.datminmxid <> '0' THEN mxid_age(d.datminmxid) END AS multixact_age"
    " FROM pg_database AS d JOIN pg_stat_database AS s ON s.datid = d.oid";

// In the order of their oids, from the last one on that there was time for.
void size_databases(Pass& pass, collect::Sample& sample) {
  constexpr std::int64_t hour_us = std::int64_t{3600} * 1000000;
  constexpr std::chrono::seconds limit{1};
  SourceState& state = shared_memory()->sources;
  if (state.sized_database == InvalidOid) {
    if (state.databases_sized_at != 0 && pass.now < state.databases_sized_at + hour_us) return;
    state.databases_sized_at = pass.now;
  }
  const auto began = std::chrono::steady_clock::now();
  const std::size_t bytes = sample.collector().position("bytes");
  while (std::chrono::steady_clock::now() - began < limit) {
    const base::Rows rows =
        pass.db.query({"SELECT oid, pg_database_size(oid) AS bytes FROM"
                       " (SELECT min(oid) FROM pg_database WHERE oid > $1::text::oid) AS next(oid)",
                       {std::to_string(state.sized_database)}});
    state.sized_database = static_cast<Oid>(rows[0].integer("oid").value_or(InvalidOid));
    if (state.sized_database == InvalidOid) return;
    for (std::size_t i = 0; i < sample.size(); ++i)
      if (sample.key(i).object == state.sized_database)
        sample.values(i)[bytes] = rows[0].integer("bytes").value_or(collect::absent);
  }
}

}  // namespace

void read_databases(Pass& pass, collect::Sample& sample) {
  read_named(pass, sample, databases);
  size_databases(pass, sample);
}

void describe_databases(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh) {
  describe_named(pass, sample, fresh, databases);
}

}  // namespace copilot::pg
