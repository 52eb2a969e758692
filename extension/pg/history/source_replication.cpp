// Sources of the collectors `replication` and `slot`: how far the readers of this server's WAL are behind.
// Words: a lag in bytes is counted from the end of the WAL that there is now.
// Receivers of one name and address count as one: the one that is furthest behind.
#include "pg/history/named_rows.hpp"

namespace copilot::pg {

namespace {

#define END_OF_WAL \
  "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END"

constexpr const char* replication_sql =
    "SELECT application_name || '@' || coalesce(host(client_addr), 'local') AS name,"
    " max(greatest(" END_OF_WAL
    " - sent_lsn, 0))::bigint AS sent_lag_bytes,"
    " max(greatest(" END_OF_WAL
    " - replay_lsn, 0))::bigint AS replay_lag_bytes,"
    " (1000000 * extract(epoch FROM max(write_lag)))::bigint AS write_lag_us,"
    " (1000000 * extract(epoch FROM max(replay_lag)))::bigint AS replay_lag_us"
    " FROM pg_stat_replication GROUP BY 1";

constexpr const char* slot_sql =
    "SELECT slot_name AS name, jsonb_build_object('type', slot_type, 'database', database, "
    "'plugin',"
    " plugin, 'temporary', temporary) AS detail,"
    " greatest(" END_OF_WAL
    " - restart_lsn, 0)::bigint AS retained_bytes,"
    " safe_wal_size AS safe_bytes, active::integer AS active FROM pg_replication_slots";

#undef END_OF_WAL

}  // namespace

void read_replication(Pass& pass, collect::Sample& sample) {
  read_named(pass, sample, replication_sql);
}
void describe_replication(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh) {
  describe_named(pass, sample, fresh, replication_sql);
}

void read_slots(Pass& pass, collect::Sample& sample) {
  read_named(pass, sample, slot_sql);
}
void describe_slots(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh) {
  describe_named(pass, sample, fresh, slot_sql);
}

}  // namespace copilot::pg
