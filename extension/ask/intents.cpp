// Intents: the table.
// Words: see ask/intents.hpp.
// A row is data: what makes an answer of it is in ask/answer.
#include "ask/intents.hpp"

namespace copilot::ask {
namespace {

using Names = const char* const;

constexpr std::span<Names> none;

constexpr Names top_queries_reports[] = {"top_queries", "activity"};
constexpr Names top_queries_samples[] = {"what are the slowest queries?",
                                         "which statements use the most time?"};
constexpr Names sizes_reports[] = {"table_sizes", "database_sizes"};
constexpr Names sizes_samples[] = {"how big is my database?", "what are the 10 largest tables?"};
constexpr Names growth_reports[] = {"growth", "database_sizes", "table_sizes"};
constexpr Names growth_samples[] = {"how fast is the database growing?",
                                    "when will the disk be full at this rate?"};
constexpr Names table_usage_reports[] = {"table_usage"};
constexpr Names table_usage_samples[] = {"which tables are written to most?",
                                         "is the table orders still used?"};
constexpr Names index_usage_reports[] = {"index_usage"};
constexpr Names index_usage_samples[] = {"which indexes are unused?", "can I drop this index?"};
constexpr Names index_categories[] = {"index"};
constexpr Names index_advice_reports[] = {"index_advice", "table_usage", "top_queries"};
constexpr Names index_advice_samples[] = {"which indexes am I missing?",
                                          "should I index customer_id?"};
constexpr Names explain_reports[] = {"explain", "top_queries", "index_usage"};
constexpr Names explain_samples[] = {"why does this query not use the index?",
                                     "explain the plan of my slowest query"};
constexpr Names query_categories[] = {"query"};
constexpr Names config_performance_reports[] = {"config_advice", "settings", "memory"};
constexpr Names config_performance_samples[] = {"is my configuration good for this hardware?",
                                                "how large should shared_buffers be?"};
constexpr Names config_categories[] = {"config"};
constexpr Names config_security_reports[] = {"security_audit", "settings"};
constexpr Names config_security_samples[] = {"is my database secure?", "who is superuser?"};
constexpr Names security_categories[] = {"security"};
constexpr Names config_show_reports[] = {"settings"};
constexpr Names config_show_samples[] = {"what is work_mem set to?",
                                         "which settings differ from the default?"};
constexpr Names config_changes_reports[] = {"changes", "settings"};
constexpr Names config_changes_samples[] = {"what changed since yesterday?",
                                            "who changed work_mem?"};
constexpr Names change_categories[] = {"change"};
constexpr Names memory_cache_reports[] = {"memory", "buffer_cache"};
constexpr Names memory_cache_samples[] = {"what is in the buffer cache?",
                                          "how much memory does the server use?"};
constexpr Names log_config_reports[] = {"log_plan", "settings"};
constexpr Names log_config_samples[] = {"how do I log slow queries?", "where are the logs?"};
constexpr Names log_categories[] = {"log"};
constexpr Names log_analysis_reports[] = {"log_queries", "log_events", "log_activity"};
constexpr Names log_analysis_samples[] = {"analyze the log", "what is in the log of last night?"};
constexpr Names cloudwatch_reports[] = {"cloudwatch_metrics", "cloudwatch_alarms"};
constexpr Names cloudwatch_samples[] = {"which CloudWatch alarms should I have?",
                                        "why is FreeableMemory low?"};
constexpr Names schema_compare_reports[] = {"schema_diff"};
constexpr Names schema_compare_samples[] = {"compare staging with production",
                                            "is the schema in sync?"};
constexpr Names schema_lint_reports[] = {"lint"};
constexpr Names schema_lint_samples[] = {"check my schema for problems",
                                         "which tables have no primary key?"};
constexpr Names schema_categories[] = {"schema", "index", "security"};
constexpr Names migration_lint_reports[] = {"lint_sql", "locks"};
constexpr Names migration_lint_samples[] = {"is this migration safe?",
                                            "does adding a column lock the table?"};
constexpr Names locks_reports[] = {"locks"};
constexpr Names locks_samples[] = {"who is blocking whom?", "why does my update hang?"};
constexpr Names lock_categories[] = {"lock"};
constexpr Names waits_reports[] = {"waits", "activity"};
constexpr Names waits_samples[] = {"what are the sessions waiting for?",
                                   "what does ClientRead mean?"};
constexpr Names connections_reports[] = {"connections", "activity"};
constexpr Names connections_samples[] = {"who is connected?",
                                         "which sessions are idle in transaction?"};
constexpr Names connection_categories[] = {"connection"};
constexpr Names vacuum_bloat_reports[] = {"vacuum", "bloat"};
constexpr Names vacuum_bloat_samples[] = {"does autovacuum keep up?", "how much bloat is there?"};
constexpr Names vacuum_categories[] = {"vacuum"};
constexpr Names wraparound_reports[] = {"wraparound"};
constexpr Names wraparound_samples[] = {"how far is transaction id wraparound?",
                                        "what is the age of datfrozenxid?"};
constexpr Names replication_reports[] = {"replication"};
constexpr Names replication_samples[] = {"does a replica lag?",
                                         "which replication slots are inactive?"};
constexpr Names replication_categories[] = {"replication"};
constexpr Names wal_checkpoint_reports[] = {"wal", "settings"};
constexpr Names wal_checkpoint_samples[] = {"are checkpoints too frequent?",
                                            "why is pg_wal so large?"};
constexpr Names disk_space_reports[] = {"disk_space", "database_sizes", "table_sizes"};
constexpr Names disk_space_samples[] = {"what fills the disk?", "how much space is left?"};
constexpr Names capacity_categories[] = {"capacity"};
constexpr Names sequences_reports[] = {"sequences"};
constexpr Names sequences_samples[] = {"which sequences run out soon?",
                                       "is an integer key near its limit?"};
constexpr Names errors_reports[] = {"errors"};
constexpr Names errors_samples[] = {"which errors happened today?",
                                    "what does SQLSTATE 53300 mean?"};
constexpr Names health_reports[] = {"connections", "locks", "activity", "top_queries", "memory"};
constexpr Names health_samples[] = {"why is my database slow?", "is everything all right?"};
constexpr Names fleet_reports[] = {"fleet_health", "fleet_findings"};
constexpr Names fleet_samples[] = {"which of my servers is the worst?",
                                   "which settings differ between the servers?"};
constexpr Names out_of_scope_samples[] = {"what is the weather?", "drop all tables"};

constexpr Intent table[] = {
    {"top_queries", "statements by time, calls, I/O, temporary files and WAL", top_queries_reports,
     query_categories, top_queries_samples},
    {"sizes", "how much space databases, tables and indexes take", sizes_reports, none,
     sizes_samples},
    {"growth", "how fast data grows, and when space runs out", growth_reports, capacity_categories,
     growth_samples},
    {"table_usage", "reads and writes of tables, sequential scans, unused tables",
     table_usage_reports, none, table_usage_samples},
    {"index_usage", "which indexes are used, unused, redundant or invalid", index_usage_reports,
     index_categories, index_usage_samples},
    {"index_advice", "which indexes are missing", index_advice_reports, index_categories,
     index_advice_samples},
    {"explain", "why one statement is slow, and its plan", explain_reports, query_categories,
     explain_samples},
    {"config_performance", "settings for speed: what fits the hardware and the load",
     config_performance_reports, config_categories, config_performance_samples},
    {"config_security", "roles, privileges, authentication and encryption", config_security_reports,
     security_categories, config_security_samples},
    {"config_show", "the value, default and place of a setting", config_show_reports, none,
     config_show_samples},
    {"config_changes", "what was changed, when and by whom; how a setting is changed",
     config_changes_reports, change_categories, config_changes_samples},
    {"memory_cache", "the buffer cache and memory", memory_cache_reports, none,
     memory_cache_samples},
    {"log_config", "what the server logs, and where", log_config_reports, log_categories,
     log_config_samples},
    {"log_analysis", "what the server's log says", log_analysis_reports, log_categories,
     log_analysis_samples},
    {"cloudwatch", "CloudWatch metrics and alarms", cloudwatch_reports, none, cloudwatch_samples},
    {"schema_compare", "differences between two schemas", schema_compare_reports, none,
     schema_compare_samples},
    {"schema_lint", "mistakes in the design of tables, keys, types and constraints",
     schema_lint_reports, schema_categories, schema_lint_samples},
    {"migration_lint", "whether a change of the schema is safe: its locks and rewrites",
     migration_lint_reports, none, migration_lint_samples},
    {"locks", "who blocks whom, and deadlocks", locks_reports, lock_categories, locks_samples},
    {"waits", "what sessions wait for", waits_reports, none, waits_samples},
    {"connections", "who is connected, idle sessions, limits and pools", connections_reports,
     connection_categories, connections_samples},
    {"vacuum_bloat", "vacuum, dead rows, bloat and statistics", vacuum_bloat_reports,
     vacuum_categories, vacuum_bloat_samples},
    {"wraparound", "how far transaction ids are from their limit", wraparound_reports,
     vacuum_categories, wraparound_samples},
    {"replication", "standbys, slots, subscriptions and their lag", replication_reports,
     replication_categories, replication_samples},
    {"wal_checkpoint", "WAL volume, archiving and checkpoints", wal_checkpoint_reports, none,
     wal_checkpoint_samples},
    {"disk_space", "what fills the disk, and what is left", disk_space_reports, capacity_categories,
     disk_space_samples},
    {"sequences", "sequences and integer keys that run out", sequences_reports, capacity_categories,
     sequences_samples},
    {"errors", "errors, and what they mean", errors_reports, none, errors_samples},
    {"health", "what is wrong or slow, without an object", health_reports, none, health_samples},
    {"fleet", "many servers at once", fleet_reports, none, fleet_samples},
    {"out_of_scope", "what copilot cannot help with", none, none, out_of_scope_samples},
};

}  // namespace

std::span<const Intent> intents() {
  return table;
}

const Intent* intent_named(std::string_view name) {
  for (const Intent& each : table)
    if (each.name == name) return &each;
  return nullptr;
}

}  // namespace copilot::ask
