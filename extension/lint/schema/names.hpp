// Names: every name of a schema that a person chose, each with what it names.
// Words: a derived name holds the name of its table or of one of its columns, as generated ones do: what is
// wrong with that one is told there, once.
// Names of NOT NULL constraints are left out: before version 18 they do not exist.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>

#include "lint/subject.hpp"

namespace copilot::lint {

enum class NameOf : unsigned char { schema, table, column, part, function, type };

// The name is told only if none of `owners` (its table's name, its columns') is wrong in itself.
template <class Wrong>
bool derived(std::string_view name, const catalog::Relation* table, const std::vector<int>& columns,
             Wrong wrong) {
  if (table == nullptr) return false;
  if (wrong(table->name) && name.find(table->name) != std::string_view::npos) return true;
  return std::any_of(columns.begin(), columns.end(), [&](int number) {
    const catalog::Column* column = table->column(number);
    return column != nullptr && wrong(column->name) &&
           name.find(column->name) != std::string_view::npos;
  });
}

// Calls tell(about, name) for each name that is wrong and not derived from another wrong one.
template <class Wrong, class Tell>
std::size_t for_each_wrong_name(const Subject& subject, Wrong wrong, Tell tell) {
  const catalog::Model& model = subject.model();
  std::size_t names = 0;
  const auto judge = [&](const std::string& name, NameOf of, auto about, auto is_derived) {
    ++names;
    if (wrong(name) && !is_derived()) tell(about(), name, of);
  };
  const auto own = [] { return false; };
  for (const catalog::Schema* each : subject.schemas())
    judge(
        each->name, NameOf::schema, [&] { return subject.about(*each); }, own);
  for (const catalog::Relation* each : subject.tables())
    judge(
        each->name, NameOf::table, [&] { return subject.about(*each); }, own);
  for (const catalog::Relation* each : subject.relations("vmf"))
    judge(
        each->name, NameOf::table, [&] { return subject.about(*each); }, own);
  for (const TableColumn& each : subject.columns())
    judge(
        each.column.name, NameOf::column, [&] { return subject.about(each.table, each.column); },
        own);
  std::unordered_set<catalog::Oid> of_constraints;
  for (const catalog::Constraint* each : subject.constraints()) {
    if (each->type == 'n') continue;
    if (each->index != 0 && each->type != 'f') of_constraints.insert(each->index);
    judge(
        each->name, NameOf::part, [&] { return subject.about(*each); },
        [&] { return derived(each->name, model.relation(each->table), each->columns, wrong); });
  }
  for (const catalog::Index* each : subject.indexes()) {
    if (of_constraints.contains(each->oid)) continue;
    judge(
        each->name, NameOf::part, [&] { return subject.about(*each); },
        [&] {
          std::vector<int> columns;
          for (const catalog::IndexKey& key : each->keys) columns.push_back(key.column);
          return derived(each->name, model.relation(each->table), columns, wrong);
        });
  }
  for (const catalog::Sequence* each : subject.sequences())
    judge(
        each->name, NameOf::part, [&] { return subject.about(*each); },
        [&] { return derived(each->name, model.relation(each->table), {each->column}, wrong); });
  for (const catalog::Function* each : subject.functions())
    judge(
        each->name, NameOf::function, [&] { return subject.about(*each); }, own);
  for (const catalog::Type* each : subject.types())
    judge(
        each->name, NameOf::type, [&] { return subject.about(*each); }, own);
  for (const catalog::Trigger* each : subject.triggers())
    if (!each->internal)
      judge(
          each->name, NameOf::part, [&] { return subject.about(*each); },
          [&] { return derived(each->name, model.relation(each->table), {}, wrong); });
  for (const catalog::Policy* each : subject.policies())
    judge(
        each->name, NameOf::part, [&] { return subject.about(*each); },
        [&] { return derived(each->name, model.relation(each->table), {}, wrong); });
  return names;
}

}  // namespace copilot::lint
