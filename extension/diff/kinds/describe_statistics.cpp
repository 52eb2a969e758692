// Describing statistics objects.
// Words: see fact.hpp; the kinds of statistics are named where not all of them are wanted.
// Columns are in the order of their names: that of the table is chance.
#include <algorithm>
#include <unordered_map>

#include "base/quote.hpp"
#include "diff/kinds/constraint_parts.hpp"

namespace copilot::diff {

namespace {

using catalog::Field;
using catalog::Oid;
namespace classes = catalog::classes;

constexpr Oid statistics_class = 3381;

std::string kinds_of(std::string_view letters) {
  std::string text;
  std::size_t count = 0;
  for (const char letter : letters) {
    const char* name = letter == 'd'   ? "ndistinct"
                       : letter == 'f' ? "dependencies"
                       : letter == 'm' ? "mcv"
                                       : nullptr;
    if (name == nullptr) continue;
    if (!text.empty()) text += ", ";
    text += name;
    ++count;
  }
  return count == 3 ? std::string() : text;
}

}  // namespace

void describe_statistics(Describer& describer) {
  const base::Rows* found = describer.rows("statistics_objects");
  if (found == nullptr) return;
  std::unordered_map<Oid, std::vector<std::string>> expressions;
  if (const base::Rows* texts = describer.rows("statistics_expressions")) {
    const Field oid(*texts, "statistics"), text(*texts, "texts");
    describer.each(*texts,
                   [&](std::size_t row) { expressions[oid.number<Oid>(row)] = text.texts(row); });
  }
  const Field oid(*found, "oid"), schema(*found, "schema"), name(*found, "name"),
      owner(*found, "owner"), table(*found, "table"), columns(*found, "columns"),
      kinds(*found, "kinds"), target(*found, "target");
  describer.each(*found, [&](std::size_t row) {
    const catalog::Relation* relation = describer.model.relation(table.number<Oid>(row));
    if (relation == nullptr || !describer.of_user(*relation)) return;
    const std::size_t parent = describer.facts.at(classes::relation, relation->oid);
    if (parent == none) return;
    std::vector<std::string> parts;
    for (const int number : columns.numbers<int>(row))
      if (const catalog::Column* column = relation->column(number))
        parts.push_back(base::quote_identifier(column->name));
    std::sort(parts.begin(), parts.end());
    if (const auto more = expressions.find(oid.number<Oid>(row)); more != expressions.end())
      for (const std::string& each : more->second) parts.push_back("(" + each + ")");
    std::string on;
    for (const std::string& each : parts) on += (on.empty() ? "" : ", ") + each;
    Fact fact;
    fact.kind = Kind::statistics;
    fact.object = describer.qualified(schema.number<Oid>(row), name.view(row));
    fact.address = "STATISTICS " + fact.object;
    fact.schema = describer.schema_name(schema.number<Oid>(row));
    fact.parent = parent;
    fact.set("kinds", parts.size() > 1 ? kinds_of(kinds.view(row)) : std::string());
    fact.set("on", std::move(on));
    fact.set("target", target.text(row));
    const std::size_t place = describer.add(std::move(fact), statistics_class, oid.number<Oid>(row),
                                            owner.number<Oid>(row));
    for (const int number : columns.numbers<int>(row))
      describer.facts.use(place, describer.facts.at(classes::relation, relation->oid, number));
  });
}

}  // namespace copilot::diff
