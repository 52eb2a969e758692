// Following dependencies.
// Words: see impact.hpp.
// A cycle of dependencies must end the walk, not go round.
#include "lint/script/impact.hpp"

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "base/sql_lexer.hpp"

namespace copilot::lint {

namespace {

constexpr std::size_t longest_walk = 2000;
constexpr std::size_t shown = 12;

const char* kind_word(char kind) {
  switch (kind) {
    case 'v':
      return "view ";
    case 'm':
      return "materialized view ";
    case 'f':
      return "foreign table ";
    default:
      return "table ";
  }
}

template <class List>
const typename List::value_type* with_oid(const List& list, catalog::Oid oid) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.oid == oid; });
  return found == list.end() ? nullptr : &*found;
}

std::string on_table(const catalog::Model& model, catalog::Oid table, const std::string& name) {
  const catalog::Relation* relation = model.relation(table);
  return relation == nullptr ? name : name + " of " + model.qualified(*relation);
}

// Nothing for what has no name of its own: a default, a row type, a rule of a view.
std::string describe(const catalog::Model& model, const catalog::Dependency& dependency) {
  using Class = catalog::Dependency::Class;
  const catalog::Oid oid = dependency.dependent;
  switch (dependency.of) {
    case Class::relation:
      if (const auto* relation = model.relation(oid))
        return kind_word(relation->kind) + model.qualified(*relation);
      if (const auto* index = model.index(oid)) return "index " + model.qualified(*index);
      if (const auto* sequence = model.sequence(oid))
        return "sequence " + model.qualified(*sequence);
      return "";
    case Class::constraint:
      if (const auto* constraint = model.constraint(oid))
        return (constraint->type == 'f' ? "foreign key " : "constraint ") +
               on_table(model, constraint->table, constraint->name);
      return "";
    case Class::function:
      if (const auto* function = model.function(oid))
        return "function " + model.qualified(*function);
      return "";
    case Class::trigger:
      if (const auto* trigger = with_oid(model.triggers, oid))
        return trigger->internal ? "" : "trigger " + on_table(model, trigger->table, trigger->name);
      return "";
    case Class::policy:
      if (const auto* policy = with_oid(model.policies, oid))
        return "policy " + on_table(model, policy->table, policy->name);
      return "";
    case Class::rule:
      if (const auto* rule = with_oid(model.rules, oid))
        return "rule " + on_table(model, rule->table, rule->name);
      return "";
    default:
      return "";
  }
}

// What is the table's own, and goes with it without anybody missing it.
bool own(const catalog::Model& model, const catalog::Dependency& dependency, catalog::Oid table) {
  if (const auto* index = model.index(dependency.dependent)) return index->table == table;
  if (const auto* constraint = model.constraint(dependency.dependent))
    return constraint->table == table;
  if (const auto* sequence = model.sequence(dependency.dependent)) return sequence->table == table;
  if (const auto* trigger = with_oid(model.triggers, dependency.dependent))
    return trigger->table == table;
  if (const auto* policy = with_oid(model.policies, dependency.dependent))
    return policy->table == table;
  if (const auto* rule = with_oid(model.rules, dependency.dependent)) return rule->table == table;
  return dependency.dependent == table;
}

bool mentions(std::string_view source, const std::vector<std::string>& words) {
  std::vector<bool> seen(words.size(), false);
  base::SqlLexer lexer(source);
  for (base::Token token = lexer.next(); token.kind != base::TokenKind::end; token = lexer.next()) {
    std::string_view text = lexer.text(token);
    if (token.kind == base::TokenKind::quoted_identifier && text.size() >= 2)
      text = text.substr(1, text.size() - 2);
    else if (token.kind != base::TokenKind::identifier)
      continue;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const bool same = text.size() == words[i].size() &&
                        std::equal(text.begin(), text.end(), words[i].begin(), [](char a, char b) {
                          return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
                        });
      if (same || text == words[i]) seen[i] = true;
    }
  }
  return std::all_of(seen.begin(), seen.end(), [](bool each) { return each; });
}

std::vector<std::string> users_by_text(const catalog::Model& model,
                                       const std::vector<std::string>& words) {
  std::vector<std::string> users;
  for (const catalog::Function& function : model.functions)
    if (!function.dropped && function.extension == 0 && !function.sql_body &&
        function.source.find(words.front()) != std::string::npos &&
        mentions(function.source, words))
      users.push_back("function " + model.qualified(function));
  return users;
}

void walk(const catalog::Model& model, catalog::Oid start, int column, catalog::Oid table,
          Impact& impact) {
  std::unordered_set<catalog::Oid> seen{start};
  std::deque<std::pair<catalog::Oid, int>> next{{start, column}};
  while (!next.empty() && seen.size() < longest_walk) {
    const auto [oid, number] = next.front();
    next.pop_front();
    for (const catalog::Dependency* dependency : model.dependents(oid, number)) {
      const bool whole = dependency->dependent_column == 0;
      if (oid == start && number == 0 && table != 0 && own(model, *dependency, table)) continue;
      if (!whole && dependency->dependent == oid) continue;  // a generated column's own
      if (!seen.insert(dependency->dependent).second) continue;
      std::string name = describe(model, *dependency);
      if (!name.empty()) impact.dependants.push_back(std::move(name));
      next.emplace_back(dependency->dependent, dependency->dependent_column);
    }
  }
}

}  // namespace

Impact impact_of(const catalog::Model& model, const catalog::Relation& relation, int column) {
  Impact impact;
  walk(model, relation.oid, column, column == 0 ? relation.oid : 0, impact);
  std::vector<std::string> words{relation.name};
  if (column != 0)
    if (const catalog::Column* found = relation.column(column)) words.push_back(found->name);
  impact.by_text = users_by_text(model, words);
  std::erase_if(impact.by_text, [&](const std::string& name) {
    return std::find(impact.dependants.begin(), impact.dependants.end(), name) !=
           impact.dependants.end();
  });
  return impact;
}

Impact impact_of(const catalog::Model& model, catalog::Oid object) {
  Impact impact;
  walk(model, object, 0, 0, impact);
  return impact;
}

std::string in_words(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < shown; ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

}  // namespace copilot::lint
