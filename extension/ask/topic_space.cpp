// What is said about space: sizes, growth, the disk.
// Words: see ask/topics.hpp; a fold is a partitioned table with the sum of its partitions.
// A size that is not exact is said to be so.
#include "ask/topics.hpp"

#include <algorithm>

#include "ask/units.hpp"

namespace copilot::ask {
namespace {

constexpr std::size_t shown = 5;

std::string table_line(const base::Rows::Row& row) {
  std::string text = row.text("table_name") + ": " +
                     bytes_text(row.integer("total_bytes").value_or(0)) + " (table " +
                     bytes_text(row.integer("table_bytes").value_or(0)) + ", indexes " +
                     bytes_text(row.integer("index_bytes").value_or(0));
  if (const auto toast = row.integer("toast_bytes"); toast && *toast > 0)
    text += ", TOAST " + bytes_text(*toast);
  text += ")";
  if (const auto rows = row.integer("rows_estimate")) text += ", about " + counted(*rows, "row");
  if (const auto parts = row.integer("partitions"); parts && *parts > 0)
    text += ", " + counted(*parts, "partition");
  if (!row.boolean("exact")) text += ", estimated: it was locked or gone while it was looked at";
  return text;
}

void say_databases(Inquiry& inquiry) {
  Draft& draft = inquiry.draft;
  const base::Rows* rows = inquiry.run("database_sizes");
  if (!rows) return;
  const Mention* one = inquiry.entities.first(base::NameKind::database);
  std::int64_t total = 0;
  std::size_t known = 0;
  for (std::size_t i = 0; i < rows->size(); ++i)
    if (const auto size = (*rows)[i].integer("size_bytes")) {
      total += *size;
      ++known;
    }
  std::size_t told = 0;
  const std::size_t most = static_cast<std::size_t>(inquiry.entities.limit.value_or(shown));
  for (std::size_t i = 0; i < rows->size() && told < most; ++i) {
    const auto row = (*rows)[i];
    const auto size = row.integer("size_bytes");
    if (!size) continue;
    const std::string name = row.text("database");
    const std::string line = name + ": " + bytes_text(*size) + ", " +
                             percent_text(row.real("share_percent").value_or(0)) +
                             " of all databases";
    const bool asked = one && (one->name == name || one->written == name);
    if (one && !asked) continue;
    if (told == 0 && draft.verdict.empty())
      draft.verdict = one ? "Database " + name + " has " + bytes_text(*size) + "."
                          : "The " + counted(static_cast<std::int64_t>(known), "database") +
                                " take " + bytes_text(total) + "; the largest is " + name +
                                " with " + bytes_text(*size) + ".";
    draft.fact(line, "database_sizes");
    ++told;
  }
  if (!one && known > 0)
    draft.fact("All databases together: " + bytes_text(total), "database_sizes");
  if (known < rows->size())
    draft.caveat("The size of " +
                 counted(static_cast<std::int64_t>(rows->size() - known), "database") +
                 " is unknown: the role may neither connect to it nor read all statistics.");
  draft.step("All sizes:", "SELECT * FROM copilot.database_sizes();");
}

void say_tables(Inquiry& inquiry) {
  Draft& draft = inquiry.draft;
  const Entities& asked = inquiry.entities;
  const Mention* relation = asked.relation();
  // Copilot's own tables are left out: there must be rows enough beside them.
  constexpr std::int64_t own_tables = 20;
  const std::optional<std::string> wanted =
      relation ? std::nullopt
               : std::optional(std::to_string(std::int64_t{asked.limit.value_or(10)} + own_tables));
  const base::Rows* rows = inquiry.run("table_sizes", {{"max_rows", wanted}});
  if (!rows) return;
  const std::size_t most = static_cast<std::size_t>(asked.limit.value_or(shown));
  std::size_t told = 0;
  for (std::size_t i = 0; i < rows->size() && told < most; ++i) {
    const auto row = (*rows)[i];
    if (relation && row.text("table_name") != relation->name) continue;
    if (!relation && row.text("table_name").starts_with("copilot.")) continue;
    if (asked.at_least_bytes && row.integer("total_bytes").value_or(0) < *asked.at_least_bytes)
      continue;
    if (told == 0 && draft.verdict.empty())
      draft.verdict = (relation ? "" : "The largest table is ") + table_line(row) + ".";
    draft.fact(table_line(row), "table_sizes");
    ++told;
  }
  if (told == 0 && draft.verdict.empty())
    draft.verdict = relation ? relation->name + " is not among the tables of this database."
                    : !asked.at_least_bytes ? "This database has no tables of its own."
                                            : "No table is as large as was asked for.";
  draft.caveat("These are the tables of this database; each database is asked by itself.");
  draft.step("All tables:", "SELECT * FROM copilot.table_sizes(max_rows => NULL);");
}

void say_index_sizes(Inquiry& inquiry) {
  Draft& draft = inquiry.draft;
  const base::Rows* rows = inquiry.run("index_usage", {{"max_rows", std::nullopt}});
  if (!rows) return;
  const Mention* one = inquiry.entities.first(base::NameKind::index);
  const Mention* table = inquiry.entities.relation();
  std::vector<std::size_t> order;
  std::int64_t total = 0;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    if (one && (*rows)[i].text("index_name") != one->name) continue;
    if (!one && table && (*rows)[i].text("table_name") != table->name) continue;
    order.push_back(i);
    total += (*rows)[i].integer("size_bytes").value_or(0);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return (*rows)[a].integer("size_bytes").value_or(0) >
           (*rows)[b].integer("size_bytes").value_or(0);
  });
  if (order.empty()) {
    draft.verdict = "There is no such index.";
    return;
  }
  const std::size_t most = static_cast<std::size_t>(inquiry.entities.limit.value_or(shown));
  for (std::size_t i = 0; i < order.size() && i < most; ++i) {
    const auto row = (*rows)[order[i]];
    draft.fact(row.text("index_name") + " on " + row.text("table_name") + ": " +
                   bytes_text(row.integer("size_bytes").value_or(0)),
               "index_usage");
  }
  const auto first = (*rows)[order.front()];
  draft.verdict = "Index " + first.text("index_name") + " has " + bytes_text(total) + ".";
  if (order.size() > 1)
    draft.verdict = count_text(static_cast<std::int64_t>(order.size())) + " indexes take " +
                    bytes_text(total) + "; the largest is " + first.text("index_name") + " with " +
                    bytes_text(first.integer("size_bytes").value_or(0)) + ".";
}

}  // namespace

void say_sizes(Inquiry& inquiry, const Intent&) {
  const Entities& asked = inquiry.entities;
  if (asked.first(base::NameKind::index) || (asked.indexes && !asked.tables)) {
    say_index_sizes(inquiry);
  } else if (asked.relation() || asked.tables) {
    say_tables(inquiry);
  } else {
    say_databases(inquiry);
    say_tables(inquiry);
  }
  if (inquiry.draft.verdict.empty()) inquiry.draft.verdict = "The sizes could not be read.";
}

// Growth and the disk: what grows and when it is full, then what takes the space now.
void say_space(Inquiry& inquiry, const Intent& intent) {
  Draft& draft = inquiry.draft;
  const std::string missing = missing_report(inquiry, intent);
  say_growth(inquiry);
  const std::string growth = draft.verdict;
  draft.verdict.clear();
  say_databases(inquiry);
  const std::string databases = draft.verdict;
  draft.verdict.clear();
  say_tables(inquiry);
  const std::string now = databases.empty() ? draft.verdict : databases;
  if (!growth.empty())
    draft.verdict = growth + " What takes the space now: " + now;
  else
    draft.verdict = missing + (missing.empty() ? "" : " What takes the space now: ") + now;
  inquiry.find({"capacity"});
  draft.caveat(
      "Outside of the databases a server also keeps WAL, logs and temporary files; they are not "
      "counted here.");
  draft.step("WAL on disk, for a role with pg_monitor:",
             "SELECT count(*) AS files, pg_size_pretty(sum(size)) AS size FROM pg_ls_waldir();");
}

}  // namespace copilot::ask
