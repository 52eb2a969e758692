// Tables and indexes that are much bigger than what they hold.
// Words: the estimate is the least number of pages that the rows need, by their number and the average
// width of their columns at the last ANALYZE; what is over it is waste.
// It must not be given where the numbers are old, nor below a size at which nobody would act on it.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/index_text.hpp"
#include "lint/schema/partition_tree.hpp"

namespace copilot::lint {

namespace {

using catalog::Column;
using catalog::Index;
using catalog::Relation;

// PostgreSQL's page, unless it was built otherwise: the size, its header, and a line pointer.
constexpr double page_bytes = 8192, page_header = 24, line_pointer = 4;
constexpr double btree_special = 16, index_header = 8;

double aligned(double offset, double to) {
  return std::ceil(offset / to) * to;
}

double alignment(const Column& column) {
  switch (column.align) {
    case 'c':
      return 1;
    case 's':
      return 2;
    case 'd':
      return 8;
  }
  return 4;
}

// After the values before it; short texts are not aligned.
double after(double offset, const Column& column) {
  const double present = 1 - column.statistics->null_fraction;
  const double width =
      column.length > 0 ? column.length : std::max(1, column.statistics->average_width);
  const bool loose = column.length < 0 && width < 127;
  const double padding = loose ? 0 : aligned(offset, alignment(column)) - offset;
  return offset + (padding + width) * present;
}

double fill_factor(const std::vector<std::string>& options, double usual) {
  constexpr std::string_view name = "fillfactor=";
  for (const std::string& option : options)
    if (option.starts_with(name)) {
      int value = 0;
      const char* end = option.data() + option.size();
      if (std::from_chars(option.data() + name.size(), end, value).ec == std::errc{} && value > 0)
        return value / 100.0;
    }
  return usual;
}

// Whether the planner's number of rows is that of now, within a tenth.
bool fresh(const Relation& table) {
  if (!table.activity || table.rows <= 0) return false;
  const auto live = static_cast<double>(table.activity->live_rows);
  return std::abs(live - table.rows) <= 0.1 * std::max(live, table.rows);
}

std::optional<double> row_bytes(const Relation& table) {
  bool nullable = false;
  std::size_t count = 0;
  for (const Column& column : table.columns) {
    if (column.dropped) continue;
    if (!column.statistics) return {};
    nullable = nullable || column.statistics->null_fraction > 0;
    ++count;
  }
  double offset = aligned(23.0 + (nullable ? std::ceil(static_cast<double>(count) / 8) : 0), 8);
  for (const Column& column : table.columns)
    if (!column.dropped) offset = after(offset, column);
  return aligned(offset, 8) + line_pointer;
}

std::optional<double> entry_bytes(const Relation& table, const Index& index) {
  double offset = index_header;
  const auto add = [&](int number) {
    const Column* column = number > 0 ? table.column(number) : nullptr;
    if (column == nullptr || !column->statistics) return false;
    offset = after(offset, *column);
    return true;
  };
  for (const catalog::IndexKey& key : index.keys)
    if (!add(key.column)) return {};
  for (int number : index.included)
    if (!add(number)) return {};
  return aligned(offset, 8) + line_pointer;
}

double least_pages(double rows, double bytes, double room) {
  return std::ceil(rows / std::max(1.0, std::floor(room / bytes)));
}

struct Limits {
  double percent;
  double bytes;
};

Limits limits(const Reporter& reporter) {
  return {static_cast<double>(reporter.parameters().integer("percent")),
          static_cast<double>(reporter.parameters().integer("bytes"))};
}

std::string readable(double bytes) {
  constexpr double mega = 1 << 20, giga = 1 << 30;
  const bool large = bytes >= giga;
  const double tenths = std::round(bytes / (large ? giga : mega) * 10);
  std::string text = std::to_string(static_cast<std::int64_t>(tenths / 10));
  if (large) text += "." + std::to_string(static_cast<std::int64_t>(tenths) % 10);
  return text + (large ? " GB" : " MB");
}

// A finding, if the waste is over the limits.
base::Finding* report(Reporter& reporter, About about, const std::string& what, std::int64_t pages,
                      double needed) {
  const Limits least = limits(reporter);
  const double all = static_cast<double>(pages) * page_bytes;
  const double wasted = all - needed * page_bytes;
  const double percent = all > 0 ? 100 * wasted / all : 0;
  if (wasted < least.bytes || percent < least.percent) return nullptr;
  base::Finding& finding = reporter.add(
      base::Severity::notice, std::move(about),
      what + " takes " + readable(all) + ", about " + readable(wasted) + " of it for nothing");
  finding.evidence["bytes"] = static_cast<std::int64_t>(all);
  finding.evidence["wasted_bytes"] = static_cast<std::int64_t>(wasted);
  finding.evidence["wasted_percent"] = static_cast<int>(percent);
  finding.evidence["method"] =
      "estimate from the number of rows and the average width of columns at the last ANALYZE";
  finding.fix_kind = "manual";
  return &finding;
}

std::vector<const Relation*> stored(const Subject& subject) {
  std::vector<const Relation*> all = subject.tables();
  all.insert(all.end(), subject.partitions().begin(), subject.partitions().end());
  std::erase_if(all, [](const Relation* each) {
    return each->kind != 'r' || each->persistence == 't' ||
           (!each->method.empty() && each->method != "heap");
  });
  return all;
}

void judge_tables(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  for (const Relation* table : stored(subject)) {
    if (!fresh(*table)) continue;
    const auto bytes = row_bytes(*table);
    if (!bytes) continue;
    reporter.looked_at(1);
    const double room = (page_bytes - page_header) * fill_factor(table->options, 1);
    const std::string name = subject.model().qualified(*table);
    base::Finding* finding = report(reporter, subject.about(*table), "Table " + name, table->pages,
                                    least_pages(table->rows, *bytes, room));
    if (finding == nullptr) continue;
    finding->detail =
        "Space that VACUUM freed is used again by new rows, and not given back. If as "
        "many rows will come again, it is no waste.";
    finding->evidence["rows"] = static_cast<std::int64_t>(table->rows);
    finding->evidence["dead_rows"] = table->activity->dead_rows;
    finding->confidence = 0.7;
    finding->caveats = {"An estimate: pgstattuple_approx() reads the table and tells exactly."};
    finding->verify_sql =
        "SELECT approx_free_percent, dead_tuple_percent FROM pgstattuple_approx(" +
        base::quote_literal(name) + ");";
    finding->fix =
        "Find out what held VACUUM back first: long transactions, or too slow a vacuum. "
        "Then pg_repack -t " +
        name + ", or VACUUM FULL " + name + "; which stops all use meanwhile.";
    finding->fix_lock = "ACCESS EXCLUSIVE with VACUUM FULL, for as long as it takes";
  }
}

void judge_indexes(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  for (const Relation* table : stored(subject)) {
    if (!fresh(*table)) continue;
    for (const Index* index : subject.usable_indexes(*table)) {
      if (index->method != "btree" || !index->predicate.empty() || index->rows <= 0) continue;
      const auto bytes = entry_bytes(*table, *index);
      if (!bytes) continue;
      reporter.looked_at(1);
      const double room =
          (page_bytes - page_header - btree_special) * fill_factor(index->options, 0.9);
      const std::string name = subject.model().qualified(*index);
      base::Finding* finding = report(reporter, subject.about(*index), "Index " + name,
                                      index->pages, least_pages(index->rows, *bytes, room));
      if (finding == nullptr) continue;
      finding->detail =
          "A btree of random keys is two thirds full when all is well; this one is "
          "emptier.";
      finding->evidence["table"] = subject.model().qualified(*table);
      finding->confidence = 0.6;
      finding->caveats = {"An estimate: pgstatindex() reads the index and tells exactly."};
      finding->verify_sql =
          "SELECT avg_leaf_density FROM pgstatindex(" + base::quote_literal(name) + ");";
      finding->fix = "REINDEX INDEX CONCURRENTLY " + name + ";";
      finding->fix_lock = "SHARE UPDATE EXCLUSIVE: reads and writes go on";
      finding->fix_duration = "as long as building it, and its space once more";
    }
  }
}

constexpr Parameter parameters[] = {{"percent", "60", "Share of the pages that must be waste."},
                                    {"bytes", "104857600", "Bytes that must be waste."}};

constexpr const char* manual =
    "https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY";

constexpr Rule table_bloat{
    .identity =
        {"table_bloat",
         "vacuum",
         base::Severity::notice,
         "Tables bigger than their rows",
         "Pages that hold little are read and cached all the same. Judged by an estimate: "
         "the rows at their average width against the pages there are, with alignment, "
         "nulls and fillfactor; only where every column was analysed, and the planner's "
         "number of rows is within a tenth of the counted one; from 100 MB and 60 percent "
         "of waste on. Linters that report a share of a few pages cry over tables that were "
         "just loaded.",
         "pg_repack or VACUUM FULL, once what held VACUUM back is gone.",
         manual,
         {},
         {},
         nullptr,
         nullptr},
    .parameters = parameters,
    .judge_schema = judge_tables};

constexpr Rule index_bloat{
    .identity =
        {"index_bloat",
         "vacuum",
         base::Severity::notice,
         "Indexes bigger than their entries",
         "An index with many empty pages is read and cached all the same. Judged by an "
         "estimate, as for tables: btree indexes on columns, without predicate, whose table "
         "was analysed lately; from 100 MB and 60 percent of waste on, since a btree of "
         "random keys is two thirds full at best. Equal keys are stored once, so waste can be "
         "more than is told.",
         "REINDEX INDEX CONCURRENTLY.",
         "https://www.postgresql.org/docs/current/routine-reindex.html",
         {},
         {},
         nullptr,
         nullptr},
    .parameters = parameters,
    .judge_schema = judge_indexes};

}  // namespace

Family bloat_rules() {
  static constexpr const Rule* table[] = {&table_bloat, &index_bloat};
  return table;
}

}  // namespace copilot::lint
