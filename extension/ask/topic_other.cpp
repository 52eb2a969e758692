// What is said about memory, about what only the findings judge, about what has no report yet, and
// about what is out of scope. Words: see ask/topics.hpp.
// It says what is missing, and never that nothing is wrong where nothing was looked at.
#include "ask/topics.hpp"

#include <array>

#include "ask/units.hpp"

namespace copilot::ask {
namespace {

struct Named {
  std::string_view intent;
  Topic topic;
};

constexpr std::array<Named, 31> topics = {{
    {"top_queries", say_top_queries},
    {"sizes", say_sizes},
    {"growth", say_space},
    {"table_usage", say_table_usage},
    {"index_usage", say_index_usage},
    {"index_advice", say_index_advice},
    {"explain", say_explain},
    {"config_performance", say_tuning},
    {"config_security", say_security},
    {"config_show", say_settings},
    {"config_changes", say_setting_changes},
    {"memory_cache", say_memory},
    {"log_config", say_logging},
    {"log_analysis", say_later},
    {"cloudwatch", say_later},
    {"schema_compare", say_compare},
    {"schema_lint", say_schema},
    {"migration_lint", say_migration},
    {"locks", say_locks},
    {"waits", say_waits},
    {"connections", say_connections},
    {"vacuum_bloat", say_later},
    {"wraparound", say_found},
    {"replication", say_later},
    {"wal_checkpoint", say_wal},
    {"disk_space", say_space},
    {"sequences", say_found},
    {"errors", say_later},
    {"health", say_triage},
    {"fleet", say_later},
    {"out_of_scope", say_out_of_scope},
}};

// What a person can look at meanwhile; it reads only.
struct Meanwhile {
  std::string_view intent;
  const char* what;
  const char* sql;
};

constexpr std::array<Meanwhile, 6> meanwhile = {{
    {"replication", "Meanwhile, the standbys and the slots as the server sees them:",
     "SELECT application_name, state, sync_state, replay_lag,\n"
     "       pg_wal_lsn_diff(sent_lsn, replay_lsn) AS replay_behind_bytes FROM "
     "pg_stat_replication;\n"
     "SELECT slot_name, active, wal_status, restart_lsn FROM pg_replication_slots;"},
    {"vacuum_bloat",
     "Meanwhile, the tables with the most dead rows, and when they were last vacuumed:",
     "SELECT relid::regclass, n_dead_tup, n_live_tup, last_vacuum, last_autovacuum\n"
     "FROM pg_stat_user_tables ORDER BY n_dead_tup DESC LIMIT 10;"},
    {"errors", "Meanwhile, how often transactions were rolled back:",
     "SELECT datname, xact_commit, xact_rollback, deadlocks, stats_reset FROM pg_stat_database;"},
    {"log_analysis", "Meanwhile, where the log is:",
     "SELECT pg_current_logfile(), current_setting('log_destination') AS destination;"},
    {"wraparound", "The age of every database; autovacuum acts at autovacuum_freeze_max_age:",
     "SELECT datname, age(datfrozenxid), mxid_age(datminmxid),\n"
     "       current_setting('autovacuum_freeze_max_age') AS acts_at FROM pg_database ORDER BY 2 "
     "DESC;"},
    {"sequences", "The sequences that have gone furthest:",
     "SELECT schemaname, sequencename, last_value, max_value FROM pg_sequences\n"
     "ORDER BY last_value::numeric / max_value DESC NULLS LAST LIMIT 10;"},
}};

void say_meanwhile(Inquiry& inquiry, const Intent& intent) {
  for (const Meanwhile& each : meanwhile)
    if (each.intent == intent.name) inquiry.draft.step(each.what, each.sql);
}

void say_finding_facts(Inquiry& inquiry, std::size_t most) {
  for (const base::Finding& each : inquiry.draft.findings) {
    if (inquiry.draft.facts.size() >= most) break;
    inquiry.draft.fact(std::string(base::name(each.severity)) + ": " + each.title, "findings");
  }
}

}  // namespace

Topic topic_of(std::string_view intent) {
  for (const Named& each : topics)
    if (each.intent == intent) return each.topic;
  return say_out_of_scope;
}

std::string missing_report(const Inquiry& inquiry, const Intent& intent) {
  if (intent.reports.empty() || inquiry.exists(intent.reports.front())) return {};
  return std::string("This version of copilot has no report \"") + intent.reports.front() +
         "\" yet.";
}

void say_memory(Inquiry& inquiry, const Intent&) {
  Draft& draft = inquiry.draft;
  if (const base::Rows* rows = inquiry.run("memory"))
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto row = (*rows)[i];
      const std::string what = row.text("what");
      const auto bytes = row.integer("bytes");
      if (!bytes) {
        draft.caveat(what + ": " + row.text("detail") + ".");
        continue;
      }
      if (what == "memory the server may use")
        draft.verdict = "The server may use " + bytes_text(*bytes) + " of memory.";
      if (what == "shared_buffers")
        draft.verdict += std::string(draft.verdict.empty() ? "" : " ") +
                         "Its own cache (shared_buffers) has " + bytes_text(*bytes) + ".";
      if (draft.facts.size() < 5 && (what.starts_with("memory") || what == "shared memory" ||
                                     what == "shared_buffers" || what.starts_with("one hash")))
        draft.fact(what + ": " + bytes_text(*bytes) + " (" + row.text("source") + ")", "memory");
    }
  const base::Rows* cached = inquiry.run(
      "buffer_cache",
      {{"max_rows", std::to_string(inquiry.entities.limit.value_or(10))},
       {"by", inquiry.entities.databases && !inquiry.entities.tables ? "database" : "relation"}});
  if (cached) {
    std::size_t told = 0;
    for (std::size_t i = 0; i < cached->size() && told < 3; ++i) {
      const auto row = (*cached)[i];
      std::string text = row.text("name") + ": " +
                         bytes_text(row.integer("cached_bytes").value_or(0)) + ", " +
                         percent_text(row.real("share_percent").value_or(0)) + " of the cache";
      if (const auto part = row.real("cached_percent"))
        text += ", " + percent_text(*part) + " of it is cached";
      if (told == 0)
        draft.verdict +=
            std::string(draft.verdict.empty() ? "" : " ") + "Most of the cache is " + text + ".";
      draft.fact("In the cache: " + text, "buffer_cache");
      ++told;
    }
    draft.step("All that is cached:", "SELECT * FROM copilot.buffer_cache();");
  }
  if (draft.verdict.empty()) draft.verdict = "Neither memory nor the cache could be read.";
  draft.caveat("The operating system caches files too; what it holds is not seen from here.");
}

// Wraparound and sequences: judged by rules, which fire only where something is near its limit.
void say_found(Inquiry& inquiry, const Intent& intent) {
  Draft& draft = inquiry.draft;
  const bool sequences = std::string_view(intent.name) == "sequences";
  const std::size_t before = draft.caveats.size();
  const std::size_t found = inquiry.find({intent.categories.begin(), intent.categories.end()},
                                         sequences ? "sequence" : "wraparound");
  const std::string missing = missing_report(inquiry, intent);
  if (found > 0) {
    draft.verdict = draft.findings.front().title + ".";
    say_finding_facts(inquiry, 7);
  } else if (draft.caveats.size() > before) {
    draft.verdict = "It could not be judged.";
  } else {
    draft.verdict = sequences ? "No rule found a sequence of this database near its limit."
                              : "No rule found transaction ids near their limit.";
    draft.caveat("A rule fires only near a limit; what it judged is in copilot.checks().");
    draft.step("What was judged, and with what outcome:",
               std::string("SELECT rule, status, reason FROM copilot.checks(") +
                   literal(intent.categories.front()) + ");");
  }
  if (!missing.empty())
    draft.caveat(missing + " The numbers of objects that are fine are not listed.");
  say_meanwhile(inquiry, intent);
}

void say_later(Inquiry& inquiry, const Intent& intent) {
  Draft& draft = inquiry.draft;
  draft.verdict = missing_report(inquiry, intent);
  if (draft.verdict.empty()) {
    // A later issue added the report: at least its rows are in the answer.
    const base::Rows* rows = inquiry.run(intent.reports.front());
    draft.verdict = rows ? std::string(intent.reports.front()) + " has " +
                               counted(static_cast<std::int64_t>(rows->size()), "row") + "."
                         : std::string("What was asked for could not be read.");
  } else {
    draft.verdict += std::string(" It would tell about this: ") + intent.covers + ".";
  }
  if (!intent.categories.empty()) {
    inquiry.find({intent.categories.begin(), intent.categories.end()});
    say_finding_facts(inquiry, 5);
  }
  if (std::string_view(intent.name) == "fleet")
    draft.step("Each server can be asked by itself; those that are known:",
               "SELECT srvname FROM pg_foreign_server;");
  say_meanwhile(inquiry, intent);
}

void say_out_of_scope(Inquiry& inquiry, const Intent&) {
  Draft& draft = inquiry.draft;
  draft.verdict = inquiry.entities.wants_change ? "Nothing was changed: copilot reads and advises, "
                                                  "and does not carry out what a question asks."
                                                : "This is not something copilot can help with: it "
                                                  "answers questions about running PostgreSQL.";
  for (const char* example :
       {"why is my database slow?", "which tables are the largest?", "who is blocking whom?"})
    draft.step(std::string("It can answer, for example: ") + example,
               "SELECT copilot.ask(" + literal(example) + ");");
}

}  // namespace copilot::ask
