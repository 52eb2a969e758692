// The shape of tables: how many columns, of which nullability, in which order, kept how.
// Words: numbered columns are a name with 1, 2, ... at its end: a list in the shape of columns. Padding is
// what alignment wastes between columns.
// A temporary table is never judged.
#include <algorithm>
#include <map>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/plain_type.hpp"
#include "lint/schema/remedy.hpp"
#include "lint/schema/words.hpp"

namespace copilot::lint {

namespace {

constexpr char ddl_manual[] = "https://www.postgresql.org/docs/current/ddl.html";

template <class Judge>
void for_each_table(const Subject& subject, Reporter& reporter, Judge judge) {
  for (const catalog::Relation* table : subject.tables()) {
    if (table->persistence == 't') continue;
    reporter.looked_at(1);
    judge(*table);
  }
}

void judge_single(const Subject& subject, Reporter& reporter) {
  for_each_table(subject, reporter, [&](const catalog::Relation& table) {
    const auto live = std::count_if(table.columns.begin(), table.columns.end(),
                                    [](const catalog::Column& each) { return !each.dropped; });
    if (live > 1) return;
    base::Finding& finding = reporter.add(
        base::Severity::notice, subject.about(table),
        "Table " + table_name(subject, table) + (live == 0 ? " has no column" : " has one column"));
    finding.evidence["columns"] = live;
    finding.fix_kind = "manual";
    finding.fix = "Nothing where it lists names or keys; else see whether it is still needed.";
  });
}

void judge_all_nullable(const Subject& subject, Reporter& reporter) {
  for_each_table(subject, reporter, [&](const catalog::Relation& table) {
    const catalog::Constraint* key = subject.primary_key(table);
    std::size_t judged = 0;
    for (const catalog::Column& column : table.columns) {
      if (column.dropped) continue;
      if (key != nullptr &&
          std::find(key->columns.begin(), key->columns.end(), column.number) != key->columns.end())
        continue;
      if (column.not_null) return;
      ++judged;
    }
    if (judged == 0) return;
    base::Finding& finding =
        reporter.add(base::Severity::notice, subject.about(table),
                     "Table " + table_name(subject, table) + " takes rows that hold nothing but " +
                         (key != nullptr ? "their key" : "nulls"));
    finding.evidence["nullable_columns"] = judged;
    finding.fix_kind = "manual";
    finding.fix = "Declare NOT NULL what a row cannot do without.";
  });
}

struct Numbered {
  std::string_view stem;
  std::int64_t number = -1;
};

Numbered numbered(std::string_view name) {
  constexpr std::size_t most_digits = 4;
  std::size_t begin = name.size();
  while (begin > 0 && name[begin - 1] >= '0' && name[begin - 1] <= '9') --begin;
  const std::size_t digits = name.size() - begin;
  if (begin == 0 || digits == 0 || digits > most_digits) return {};
  std::int64_t number = 0;
  for (char c : name.substr(begin)) number = number * 10 + (c - '0');
  return {name.substr(0, begin), number};
}

void judge_numbered(const Subject& subject, Reporter& reporter) {
  const std::int64_t least = reporter.parameters().integer("columns");
  for_each_table(subject, reporter, [&](const catalog::Relation& table) {
    std::map<std::string_view, std::vector<std::int64_t>> by_stem;
    for (const catalog::Column& column : table.columns) {
      if (column.dropped) continue;
      const Numbered found = numbered(column.name);
      if (found.number >= 0) by_stem[found.stem].push_back(found.number);
    }
    std::vector<std::string> lists;
    for (auto& [stem, numbers] : by_stem) {
      std::sort(numbers.begin(), numbers.end());
      std::size_t run = 0;
      const std::int64_t first = numbers.front();
      if (first > 1) continue;
      while (run < numbers.size() && numbers[run] == first + static_cast<std::int64_t>(run)) ++run;
      if (static_cast<std::int64_t>(run) < least) continue;
      std::vector<std::string> names;
      for (std::size_t i = 0; i < run; ++i)
        names.push_back(std::string(stem) + std::to_string(numbers[i]));
      lists.push_back(listed(names));
    }
    if (lists.empty()) return;
    base::Finding& finding = reporter.add(
        base::Severity::notice, subject.about(table),
        "Table " + table_name(subject, table) + " has numbered columns: " + listed(lists));
    finding.detail =
        "To look for a value names all of them, and one more value needs one more column.";
    finding.evidence["columns"] = lists;
    finding.fix_kind = "manual";
    finding.fix = "Use a table of its own with a row a value, or an array.";
  });
}

void judge_unlogged(const Subject& subject, Reporter& reporter) {
  const std::vector<std::string> allowed = reporter.parameters().texts("allow");
  const auto judge = [&](const catalog::Relation& table) {
    if (table.persistence != 'u' || table.kind != 'r') return;
    const std::string name = table_name(subject, table);
    if (matches_any(allowed, name) || matches_any(allowed, table.name)) return;
    base::Finding& finding =
        reporter.add(base::Severity::warning, subject.about(table),
                     "Table " + name + " is unlogged: a crash empties it, and replicas lack it");
    finding.detail =
        "It is truncated when the server starts after a crash or an immediate stop, reads as an "
        "error on a standby, and is empty in a physical backup.";
    if (table.rows >= 0) finding.evidence["rows"] = static_cast<std::int64_t>(table.rows);
    finding.fix_kind = "sql";
    finding.fix = "ALTER TABLE " + name + " SET LOGGED;";
    finding.fix_lock = "ACCESS EXCLUSIVE on " + name + " while it is written anew, to the WAL too";
    finding.fix_duration = "as long as writing the table and its indexes";
    finding.undo = "ALTER TABLE " + name + " SET UNLOGGED;";
    finding.caveats = {
        "Tables that it refers to must be logged first. Where its loss is accepted, name it in "
        "the parameter allow."};
  };
  for_each_table(subject, reporter, judge);
  for (const catalog::Relation* partition : subject.partitions()) judge(*partition);
}

// What a row takes, laid out in this order; a value of varying length ends what can be told.
struct Layout {
  std::int64_t bytes = 0;
  bool open = true;

  void add(std::int64_t length, std::int64_t align) {
    bytes = (bytes + align - 1) / align * align + length;
  }
};

std::int64_t align_of(char align) {
  switch (align) {
    case 'c':
      return 1;
    case 's':
      return 2;
    case 'd':
      return 8;
    default:
      return 4;
  }
}

void judge_padding(const Subject& subject, Reporter& reporter) {
  if (!subject.of_script() && !reporter.parameters().boolean("existing")) return;
  const double least = reporter.parameters().real("percent");
  for_each_table(subject, reporter, [&](const catalog::Relation& table) {
    constexpr std::int64_t header = 24, smallest = 8;
    std::vector<std::pair<std::int64_t, std::int64_t>> fixed;  // alignment, length
    Layout as_is;
    for (const catalog::Column& column : table.columns) {
      if (column.dropped) continue;
      const catalog::Type* type = subject.model().type(column.type);
      if (type == nullptr) return;
      if (type->length < 0) {
        as_is.open = false;
        continue;
      }
      // Behind a value of varying length the position is not known: nothing is counted as lost.
      as_is.add(type->length, as_is.open ? align_of(type->align) : 1);
      fixed.emplace_back(align_of(type->align), type->length);
    }
    std::stable_sort(fixed.begin(), fixed.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    Layout best;
    for (const auto& [align, length] : fixed) best.add(length, align);
    const auto whole = [](std::int64_t bytes) { return header + (bytes + 7) / 8 * 8; };
    const std::int64_t lost = whole(as_is.bytes) - whole(best.bytes);
    const double percent =
        100.0 * static_cast<double>(lost) / static_cast<double>(whole(as_is.bytes));
    if (lost < smallest || percent < least) return;
    base::Finding& finding = reporter.add(base::Severity::notice, subject.about(table),
                                          "Table " + table_name(subject, table) + " loses " +
                                              std::to_string(lost) + " bytes a row to alignment");
    finding.evidence["lost_bytes"] = lost;
    finding.evidence["row_bytes"] = whole(as_is.bytes);
    finding.fix_kind = "manual";
    finding.fix =
        "Order the columns by alignment: 8 bytes first (bigint, timestamps, double precision), "
        "then 4, 2, 1, and what varies in length last.";
  });
}

constexpr Rule single_column{
    {"table_single_column",
     "schema",
     base::Severity::notice,
     "Tables of one column",
     "A table of no column holds nothing, and one of a single column is often what is left of "
     "another. Judged: tables with fewer than two columns. Off: a list of names is right.",
     "See whether the table is needed.",
     ddl_manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_single};

constexpr Rule all_nullable{
    {"table_all_columns_nullable",
     "schema",
     base::Severity::notice,
     "Tables all of whose columns allow NULL",
     "A table that requires nothing takes rows that say nothing. Judged: tables where each column "
     "outside of the primary key allows NULL. Off: what a row needs is not in the catalogs.",
     "SET NOT NULL on what a row cannot do without.",
     "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL",
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_all_nullable};

constexpr Parameter numbered_parameters[] = {
    {"columns", "2", "From how many columns in a row on they are told."}};

constexpr Rule numbered_columns{
    {"table_numbered_columns",
     "schema",
     base::Severity::notice,
     "Numbered columns",
     "phone1, phone2, phone3 is a list that cannot grow. Judged: columns of the same stem numbered "
     "from 0 or 1 without a gap. Off: two lines of an address are right.",
     "Use a table with a row a value.",
     "https://www.postgresql.org/docs/current/ddl-basics.html",
     {},
     {},
     nullptr,
     nullptr},
    false,
    numbered_parameters,
    judge_numbered};

constexpr Parameter unlogged_parameters[] = {
    {"allow", "[]",
     "Names of tables that may be unlogged, as schema.table or table; * is anything."}};

constexpr Rule unlogged{
    {"table_unlogged",
     "schema",
     base::Severity::warning,
     "Unlogged tables",
     "An unlogged table is not in the WAL: empty after a crash, not there on replicas. Judged: "
     "tables and partitions that are unlogged and not allowed to be.",
     "SET LOGGED, or allow it by name.",
     "https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-UNLOGGED",
     {},
     {},
     nullptr,
     nullptr},
    true,
    unlogged_parameters,
    judge_unlogged};

constexpr Parameter padding_parameters[] = {
    {"percent", "10.0", "From which share of a row on the loss is told."},
    {"existing", "false", "Whether tables that exist are judged, too."}};

constexpr Rule column_padding{
    {"table_column_padding",
     "schema",
     base::Severity::notice,
     "Rows padded by alignment",
     "Each column begins at a multiple of its alignment: a boolean before a bigint takes eight "
     "bytes. Judged: new tables of a script, by the columns of fixed length; behind the first one "
     "of varying length nothing is counted as lost. Existing tables only on request: their order "
     "cannot be changed.",
     "Order columns by alignment when the table is made.",
     "https://www.postgresql.org/docs/current/storage-page-layout.html#STORAGE-TUPLE-LAYOUT",
     {},
     {},
     nullptr,
     nullptr},
    true,
    padding_parameters,
    judge_padding};

}  // namespace

Family table_rules() {
  static constexpr const Rule* table[] = {&single_column, &all_nullable, &numbered_columns,
                                          &unlogged, &column_padding};
  return table;
}

}  // namespace copilot::lint
