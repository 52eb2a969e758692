// Columns of one name and different types.
// Words: a namesake is a column of the same name in another table of the same schema.
// Which of the types is right cannot be told: all of them are named.
#include <algorithm>
#include <map>
#include <unordered_map>
#include <vector>

#include "lint/families.hpp"
#include "lint/schema/plain_type.hpp"
#include "lint/schema/remedy.hpp"

namespace copilot::lint {

namespace {

struct Namesakes {
  std::map<std::string, std::size_t> counted;  // columns by type
  std::vector<std::string> examples;           // TABLE.COLUMN: TYPE, one a type

  void add(const Subject& subject, const catalog::Relation& table, const catalog::Column& column) {
    const std::string type = subject.model().name_of_type(column.type);
    if (++counted[type] == 1)
      examples.push_back(subject.model().qualified(table, column) + " is " + type);
  }
};

using BySchemaAndName = std::unordered_map<std::string, Namesakes>;

std::string key(const catalog::Relation& table, const catalog::Column& column) {
  return std::to_string(table.schema) + "." + column.name;
}

void judge_inconsistent(const Subject& subject, Reporter& reporter) {
  BySchemaAndName all;
  for (const catalog::Relation& table : subject.model().relations) {
    if (!table.table() || table.partition || table.persistence == 't' || !subject.covers(table))
      continue;
    for (const catalog::Column& column : table.columns)
      if (!column.dropped && column.type != 0) all[key(table, column)].add(subject, table, column);
  }
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType&) {
    const auto found = all.find(key(each.table, each.column));
    if (found == all.end() || found->second.counted.size() < 2) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " is " +
                        subject.model().name_of_type(each.column.type) +
                        ", columns of its name elsewhere are not";
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail = listed(found->second.examples) + ".";
    base::Json types = base::Json::object();
    for (const auto& [type, count] : found->second.counted) types[type] = count;
    finding.evidence["types"] = std::move(types);
    finding.fix_kind = "manual";
    finding.fix = "Give columns that mean the same one type, and those that do not other names.";
  });
}

constexpr Rule inconsistent{
    {"column_type_inconsistent",
     "schema",
     base::Severity::notice,
     "Columns of one name and several types",
     "A join or a comparison over two types casts one side, and may lose its index. Judged: "
     "columns of the same name in one schema whose types differ; lengths and precisions are not "
     "compared. Off: a name such as id or value means something else in each table.",
     "Give columns that mean the same one type.",
     "https://www.postgresql.org/docs/current/typeconv.html",
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_inconsistent};

}  // namespace

Family inconsistent_type_rules() {
  static constexpr const Rule* table[] = {&inconsistent};
  return table;
}

}  // namespace copilot::lint
