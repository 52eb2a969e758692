// What is said about the use of tables and indexes.
// Words: see ask/topics.hpp; a table is read whole by a sequential scan.
// "Not used so far" is never said without since when, nor taken for "can be dropped".
#include "ask/topics.hpp"

#include <algorithm>

#include "ask/units.hpp"

namespace copilot::ask {
namespace {

constexpr std::size_t shown = 3;

std::vector<std::size_t> by(const base::Rows& rows, std::string_view column) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].integer(column).value_or(0) > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return rows[a].integer(column).value_or(0) > rows[b].integer(column).value_or(0);
  });
  return order;
}

std::string usage_line(const base::Rows::Row& row) {
  return row.text("table_name") + ": " + counted(row.integer("reads").value_or(0), "read") + " (" +
         count_text(row.integer("seq_scans").value_or(0)) + " of the whole table), " +
         counted(row.integer("writes").value_or(0), "row") + " written (" +
         count_text(row.integer("rows_inserted").value_or(0)) + " inserted, " +
         count_text(row.integer("rows_updated").value_or(0)) + " updated, " +
         count_text(row.integer("rows_deleted").value_or(0)) + " deleted)";
}

// The tables whose whole scans read the most rows.
std::size_t say_scanned(Inquiry& inquiry, const base::Rows& rows, const std::string& window) {
  std::size_t told = 0;
  for (const std::size_t i : by(rows, "rows_read")) {
    const auto row = rows[i];
    const std::int64_t scans = row.integer("seq_scans").value_or(0);
    const std::int64_t read = row.integer("rows_read").value_or(0);
    // A small table is best read whole.
    if (scans < 10 || read / scans < 10000) continue;
    inquiry.draft.fact(row.text("table_name") + " was read whole " + counted(scans, "time") +
                           "; all scans of it read " + counted(read, "row"),
                       "table_usage", window);
    if (++told == shown) break;
  }
  return told;
}

}  // namespace

void say_table_usage(Inquiry& inquiry, const Intent&) {
  Draft& draft = inquiry.draft;
  const base::Rows* rows = inquiry.run_windowed("table_usage", {{"max_rows", std::nullopt}});
  if (!rows) {
    draft.verdict = "How tables are used could not be read.";
    return;
  }
  const std::string window = inquiry.window(*rows);
  if (const Mention* relation = inquiry.entities.relation()) {
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto row = (*rows)[i];
      if (row.text("table_name") != relation->name) continue;
      const bool used = row.integer("reads").value_or(0) + row.integer("writes").value_or(0) > 0;
      draft.verdict = (used ? "" : relation->name + " was neither read nor written: ") +
                      usage_line(row) + ", " + window + ".";
      draft.fact(usage_line(row), "table_usage", window);
      if (const auto hit = row.real("cache_hit_percent"))
        draft.fact(percent_text(*hit) + " of its blocks were in the server's cache when needed",
                   "table_usage", window);
      if (const auto hot = row.real("hot_update_percent"))
        draft.fact(percent_text(*hot) + " of its updates were HOT and spared the indexes",
                   "table_usage", window);
    }
    if (draft.verdict.empty())
      draft.verdict = relation->name + " is not among the tables there are counters for.";
  } else {
    const auto read = by(*rows, "reads");
    const auto written = by(*rows, "writes");
    std::size_t idle = 0;
    for (std::size_t i = 0; i < rows->size(); ++i)
      idle +=
          (*rows)[i].integer("reads").value_or(0) + (*rows)[i].integer("writes").value_or(0) == 0;
    if (!read.empty())
      draft.verdict = "The table read most often is " + usage_line((*rows)[read.front()]) + ".";
    if (!written.empty())
      draft.verdict += std::string(draft.verdict.empty() ? "" : " ") + "The one written most is " +
                       (*rows)[written.front()].text("table_name") + " with " +
                       counted((*rows)[written.front()].integer("writes").value_or(0), "row") + ".";
    if (draft.verdict.empty())
      draft.verdict = rows->empty() ? "This database has no tables of its own."
                                    : "No table has been read or written, " + window + ".";
    for (std::size_t i = 0; i < read.size() && i < shown; ++i)
      draft.fact("Read: " + usage_line((*rows)[read[i]]), "table_usage", window);
    for (std::size_t i = 0; i < written.size() && i < shown; ++i)
      draft.fact("Written: " + usage_line((*rows)[written[i]]), "table_usage", window);
    draft.fact(counted(static_cast<std::int64_t>(idle), "table") + " of " +
                   count_text(static_cast<std::int64_t>(rows->size())) +
                   " were neither read nor written",
               "table_usage", window);
  }
  draft.caveat("Counters say what happened " + (window.empty() ? "so far" : window) +
               "; a table that is used once a year looks unused.");
  draft.step("All tables:", "SELECT * FROM copilot.table_usage(max_rows => NULL);");
}

void say_index_usage(Inquiry& inquiry, const Intent&) {
  Draft& draft = inquiry.draft;
  const Entities& asked = inquiry.entities;
  const base::Rows* rows = inquiry.run_windowed("index_usage", {{"max_rows", std::nullopt}});
  if (!rows) {
    draft.verdict = "How indexes are used could not be read.";
    return;
  }
  const std::string window = inquiry.window(*rows);
  const Mention* one = asked.first(base::NameKind::index);
  const Mention* table = asked.relation();
  std::int64_t all = 0, unused = 0, unused_bytes = 0, invalid = 0;
  std::vector<std::size_t> largest;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto row = (*rows)[i];
    if (one ? row.text("index_name") != one->name : table && row.text("table_name") != table->name)
      continue;
    ++all;
    const std::string verdict = row.text("verdict");
    invalid += verdict == "invalid";
    if (verdict == "unused so far") {
      ++unused;
      unused_bytes += row.integer("size_bytes").value_or(0);
    }
    if (one || table || verdict == "unused so far" || verdict == "invalid") largest.push_back(i);
  }
  if (one && all == 1) {
    const auto row = (*rows)[largest.front()];
    draft.verdict = "Index " + one->name + " on " + row.text("table_name") + ": " +
                    row.text("verdict") + ", " + counted(row.integer("scans").value_or(0), "scan") +
                    " " + window + ".";
  } else if (all == 0) {
    draft.verdict =
        one || table ? "There is no such index." : "This database has no indexes of its own.";
  } else if (unused == 0) {
    draft.verdict =
        std::string(invalid > 0 ? "Every valid index" : "Every index") +
        " was used, or something else needs it; " + count_text(all) + " were looked at" +
        (invalid > 0 ? ", " + count_text(invalid) + " of them invalid" : "") + " (" + window + ").";
  } else {
    draft.verdict =
        count_text(unused) + " of " + count_text(all) +
        (unused == 1 ? " indexes has not been scanned, and nothing else needs it; it takes "
                     : " indexes have not been scanned, and nothing else needs them; they take ") +
        bytes_text(unused_bytes) + " (" + window + ").";
  }
  std::stable_sort(largest.begin(), largest.end(), [&](std::size_t a, std::size_t b) {
    return (*rows)[a].integer("size_bytes").value_or(0) >
           (*rows)[b].integer("size_bytes").value_or(0);
  });
  for (std::size_t i = 0; i < largest.size() && i < 5; ++i) {
    const auto row = (*rows)[largest[i]];
    draft.fact(row.text("index_name") + " on " + row.text("table_name") + ": " +
                   row.text("verdict") + ", " + counted(row.integer("scans").value_or(0), "scan") +
                   ", " + bytes_text(row.integer("size_bytes").value_or(0)) + ", paid for by " +
                   counted(row.integer("writes_paid").value_or(0), "write"),
               "index_usage", window);
  }
  if (invalid > 0)
    draft.fact(counted(invalid, "index build") + " not finished or failed: no query can use it",
               "index_usage");
  inquiry.find({"index"});
  for (const base::Finding& each : draft.findings) {
    if (draft.steps.size() >= 4 || each.fix_kind != "sql" || each.fix.empty()) continue;
    if (!each.verify_sql.empty()) draft.step("Check: " + each.title + ".", each.verify_sql);
    draft.step("If that is so, review before running.", each.fix);
  }
  draft.caveat(
      "Not scanned is no proof that an index can go: replicas have counters of their own, and rare "
      "jobs "
      "need time to show.");
  draft.step("The indexes that are judged to be dispensable, with the reasons:",
             "SELECT object, title, caveats, fix, undo FROM copilot.unused_indexes();");
}

void say_index_advice(Inquiry& inquiry, const Intent& intent) {
  Draft& draft = inquiry.draft;
  draft.verdict = missing_report(inquiry, intent);
  const base::Rows* rows = inquiry.run_windowed("table_usage", {{"max_rows", std::nullopt}});
  if (rows) {
    const std::size_t told = say_scanned(inquiry, *rows, inquiry.window(*rows));
    draft.verdict +=
        std::string(draft.verdict.empty() ? "" : " ") +
        (told > 0
             ? "The tables below are read whole the most: their statements are the first to look "
               "at."
             : "No large table is often read whole, which is where a missing index would show.");
  }
  if (const base::Rows* top = inquiry.run("top_queries", {{"order_by", "io"}, {"max_rows", "3"}}))
    for (std::size_t i = 0; i < top->size(); ++i) {
      const auto row = (*top)[i];
      draft.fact("Statement with " + percent_text(row.real("share_percent").value_or(0)) +
                     " of all blocks read and written: " + shortened(row.text("query"), 100),
                 "top_queries", inquiry.window(*top));
    }
  inquiry.find({"index"});
  draft.step(
      "Look at the plan of such a statement: a Seq Scan that filters most rows away wants an "
      "index.",
      "EXPLAIN SELECT ...;");
  draft.step("Before adding one, see which there are:",
             "SELECT * FROM copilot.index_usage(max_rows => NULL) ORDER BY table_name;");
}

}  // namespace copilot::ask
