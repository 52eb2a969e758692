// What is said about statements: the most expensive ones, and why one is slow.
// Words: see ask/topics.hpp.
// It never shows a plan it has not got, and names the order it ranked by.
#include "ask/topics.hpp"

#include <algorithm>

#include "ask/units.hpp"

namespace copilot::ask {
namespace {

constexpr std::size_t shown = 5;
constexpr std::size_t query_bytes = 100;

struct Order {
  const char* name;
  const char* most;  // "takes the most time in all"
  const char* of;    // what share_percent is a share of
};

constexpr Order orders[] = {
    {"total_time", "takes the most time in all", "of all statements' time"},
    {"mean_time", "is the slowest a call", "of all statements' time"},
    {"calls", "is called most often", "of all calls"},
    {"rows", "returns or changes the most rows", "of all rows"},
    {"io", "reads and writes the most", "of all blocks read and written"},
    {"temp", "writes the most temporary data", "of all temporary data"},
    {"wal", "writes the most WAL", "of all WAL"},
};

const Order& order_named(std::string_view name) {
  for (const Order& each : orders)
    if (each.name == name) return each;
  return orders[0];
}

std::string statement(const base::Rows::Row& row) {
  return row.null("query") ? "(a statement whose text the server lost)"
                           : shortened(row.text("query"), query_bytes);
}

std::string costs(const base::Rows::Row& row) {
  std::string text = duration_text(row.real("total_time_ms").value_or(0)) + " in " +
                     counted(row.integer("calls").value_or(0), "call") + ", " +
                     duration_text(row.real("mean_time_ms").value_or(0)) + " each";
  if (const auto hit = row.real("cache_hit_percent"); hit && *hit < 95)
    text += ", " + percent_text(*hit) + " of its blocks from the cache";
  if (const auto temp = row.integer("temp_bytes"); temp && *temp > 0)
    text += ", " + bytes_text(*temp) + " of temporary files";
  return text;
}

// The name without its schema and quotes, as it is likely to stand in a statement.
std::string bare_name(const std::string& name) {
  std::string bare = name.substr(name.rfind('.') == std::string::npos ? 0 : name.rfind('.') + 1);
  std::erase(bare, '"');
  return bare;
}

// The statements whose time in all rose the most because each call takes longer.
void say_compared(Inquiry& inquiry, const base::Rows& rows) {
  std::vector<std::pair<double, std::size_t>> rises;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto before = rows[i].real("previous_mean_time_ms");
    const double rise = rows[i].real("mean_time_ms").value_or(0) - before.value_or(0);
    if (before && rise > 0)
      rises.emplace_back(-rise * static_cast<double>(rows[i].integer("calls").value_or(0)), i);
  }
  std::sort(rises.begin(), rises.end());
  for (std::size_t i = 0; i < rises.size() && i < 3; ++i) {
    const auto row = rows[rises[i].second];
    inquiry.told(rows, rises[i].second);
    inquiry.draft.fact(
        "Slower than in the time before: " + duration_text(row.real("mean_time_ms").value_or(0)) +
            " a call instead of " + duration_text(row.real("previous_mean_time_ms").value_or(0)) +
            ", " + counted(row.integer("calls").value_or(0), "call") + ": " + statement(row),
        "top_queries", inquiry.window(rows));
  }
  if (rises.empty())
    inquiry.draft.fact(
        "No statement is slower than in the time before, as far as they were counted",
        "top_queries", inquiry.window(rows));
}

void say_running(Inquiry& inquiry) {
  const base::Rows* rows = inquiry.run("activity");
  if (!rows) return;
  std::size_t told = 0;
  for (std::size_t i = 0; i < rows->size() && told < 3; ++i) {
    const auto row = (*rows)[i];
    if (row.text("state") != "active") continue;
    const auto age = inquiry.age_ms(row.text("since"));
    if (!age) continue;
    inquiry.draft.fact("Running now for " + duration_text(*age) + ", process " + row.text("pid") +
                           ": " + shortened(row.text("query"), query_bytes),
                       "activity");
    ++told;
  }
}

}  // namespace

bool calls_copilot(const base::Rows::Row& statement) {
  return statement.text("query").find("copilot.") != std::string::npos;
}

void say_top_queries(Inquiry& inquiry, const Intent&) {
  Draft& draft = inquiry.draft;
  const Entities& asked = inquiry.entities;
  const Order& order = order_named(asked.order_by);
  const Mention* relation = asked.relation();
  const std::string rows_wanted = relation ? "1000" : std::to_string(asked.limit.value_or(10) + 10);
  const bool compare = asked.window && asked.window->compare;
  std::vector<base::Argument> arguments = {{"order_by", order.name}, {"max_rows", rows_wanted}};
  if (compare) arguments.push_back({"compare", "true"});
  if ((compare || asked.window) && asked.slow) say_regressions(inquiry);
  const std::string slower = draft.verdict;
  const base::Rows* rows = inquiry.run_windowed("top_queries", std::move(arguments));
  if (!rows) {
    draft.verdict =
        "Which statements cost the most cannot be told: there are no statistics on them.";
    say_running(inquiry);
    return;
  }
  const std::string window = inquiry.window(*rows);
  std::size_t told = 0;
  const std::size_t most = asked.limit ? static_cast<std::size_t>(*asked.limit) : shown;
  for (std::size_t i = 0; i < rows->size() && told < most; ++i) {
    const auto row = (*rows)[i];
    if (calls_copilot(row)) {
      draft.caveat("Statements that call copilot itself are left out.");
      continue;
    }
    if (asked.at_least_ms && row.real("mean_time_ms").value_or(0) < *asked.at_least_ms) continue;
    if (relation && row.text("query").find(bare_name(relation->name)) == std::string::npos)
      continue;
    const auto share = row.real("share_percent");
    const std::string part = share ? percent_text(*share) + " " + order.of : "";
    if (told == 0)
      draft.verdict = slower + (slower.empty() ? "" : " ") + "The statement that " + order.most +
                      " took " + costs(row) + (part.empty() ? "" : " (" + part + ")") + ": " +
                      statement(row);
    inquiry.told(*rows, i);
    draft.fact(std::to_string(told + 1) + ". " + (part.empty() ? "" : part + ": ") + costs(row) +
                   ", database " + row.text("database") + ", role " + row.text("role") + ": " +
                   statement(row),
               "top_queries", window);
    ++told;
  }
  if (compare) say_compared(inquiry, *rows);
  if (relation)
    draft.caveat("Only statements whose text has " + bare_name(relation->name) +
                 " in it were looked for, among the first 1,000.");
  if (told == 0) {
    if (!slower.empty()) return;
    draft.verdict = rows->empty() ? "pg_stat_statements has recorded no statement yet."
                                  : "No recorded statement matches what was asked for.";
    return;
  }
  if (!inquiry.over_history(*rows) && !(*rows)[0].boolean("window_complete"))
    draft.caveat(
        "The counters may not hold every statement: there were more than pg_stat_statements.max.");
  const bool by_mean = std::string_view(order.name) == "mean_time";
  draft.caveat(std::string("Ranked by ") + order.name + ": by " +
               (by_mean ? "total_time" : "mean_time") + " others can come first.");
  draft.step("See them by another measure.",
             std::string("SELECT * FROM copilot.top_queries(order_by => '") +
                 (by_mean ? "total_time" : "mean_time") + "');");
  draft.step("Look at the plan of one: put values for $1, $2, ... EXPLAIN alone does not run it.",
             "EXPLAIN SELECT ...;");
}

void say_explain(Inquiry& inquiry, const Intent& intent) {
  Draft& draft = inquiry.draft;
  draft.verdict = missing_report(inquiry, intent);
  if (draft.verdict.empty()) draft.verdict = "The plan of a statement is shown by its queryid.";
  if (inquiry.entities.window || inquiry.entities.slow) {
    const std::string plan = draft.verdict;
    if (!say_regressions(inquiry)) draft.verdict = plan;
  }
  const Mention* relation = inquiry.entities.relation();
  if (relation) {
    draft.verdict += " What is known of " + relation->name + " follows.";
    if (const base::Rows* rows =
            inquiry.run_windowed("index_usage", {{"max_rows", std::nullopt}})) {
      const std::string window = inquiry.window(*rows);
      std::size_t told = 0;
      for (std::size_t i = 0; i < rows->size() && told < 5; ++i) {
        const auto row = (*rows)[i];
        if (row.text("table_name") != relation->name) continue;
        ++told;
        draft.fact("Index " + row.text("index_name") + ": " +
                       counted(row.integer("scans").value_or(0), "scan") + ", " +
                       bytes_text(row.integer("size_bytes").value_or(0)) + ", " +
                       row.text("verdict"),
                   "index_usage", window);
      }
      if (told == 0) draft.fact(relation->name + " has no index", "index_usage");
    }
    if (const base::Rows* rows =
            inquiry.run_windowed("table_usage", {{"max_rows", std::nullopt}})) {
      for (std::size_t i = 0; i < rows->size(); ++i) {
        const auto row = (*rows)[i];
        if (row.text("table_name") != relation->name) continue;
        draft.fact(relation->name + " was read whole " +
                       counted(row.integer("seq_scans").value_or(0), "time") +
                       " and through an index " +
                       counted(row.integer("index_scans").value_or(0), "time"),
                   "table_usage", inquiry.window(*rows));
      }
    }
  } else if (const base::Rows* rows = inquiry.run("top_queries", {{"max_rows", "10"}})) {
    for (std::size_t i = 0; i < rows->size() && draft.facts.size() < 3; ++i) {
      const auto row = (*rows)[i];
      if (calls_copilot(row)) continue;
      draft.fact("Statement " + row.text("queryid") + ": " + costs(row) + ": " + statement(row),
                 "top_queries", inquiry.window(*rows));
    }
  }
  draft.step("See the plan without running the statement.", "EXPLAIN SELECT ...;");
  draft.step(
      "See where the time goes. This runs the statement: wrap what changes data in BEGIN and "
      "ROLLBACK.",
      "EXPLAIN (ANALYZE, BUFFERS) SELECT ...;");
  if (relation)
    draft.step("Estimates come from statistics: see when they were last refreshed.",
               "SELECT last_analyze, last_autoanalyze, n_mod_since_analyze\n"
               "FROM pg_stat_all_tables WHERE relid = " +
                   literal(relation->name) + "::regclass;");
}

}  // namespace copilot::ask
