// Describing what hangs on tables and views: triggers, rules, policies.
// Words: see fact.hpp; a clone is a trigger that a partition has from the table it is part of; the
// state of a trigger or rule says when it fires, and is empty where that is as usual.
// A clone is a fact only where it fires otherwise; the rule that makes a view one is none.
#include <algorithm>
#include <unordered_map>

#include "base/quote.hpp"
#include "diff/describer.hpp"

namespace copilot::diff {

namespace {

using catalog::Field;
using catalog::Oid;
namespace classes = catalog::classes;

const char* state(char enabled) {
  switch (enabled) {
    case 'D':
      return "DISABLE";
    case 'R':
      return "ENABLE REPLICA";
    case 'A':
      return "ENABLE ALWAYS";
    default:
      return "";
  }
}

// What stands behind the name, which is the first word after the prefix.
std::string_view behind_name(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return {};
  text.remove_prefix(prefix.size());
  std::size_t end = 0;
  if (text.starts_with('"')) {
    for (end = 1; end < text.size(); ++end) {
      if (text[end] != '"') continue;
      if (end + 1 < text.size() && text[end + 1] == '"')
        ++end;
      else
        break;
    }
    ++end;
  } else {
    end = text.find(' ');
  }
  return end >= text.size() ? std::string_view() : text.substr(end + 1);
}

std::size_t start(const Describer& describer, Fact& fact, Kind kind, const char* word,
                  std::string_view name, const catalog::Relation& table) {
  const std::size_t parent = describer.facts.at(classes::relation, table.oid);
  if (parent == none || !describer.of_user(table)) return none;
  const Fact& on = describer.facts[parent];
  const std::string quoted = base::quote_identifier(name);
  fact.kind = kind;
  fact.address = word + quoted + " ON " + on.object;
  fact.object = on.object + "." + quoted;
  fact.schema = on.schema;
  fact.parent = parent;
  return parent;
}

// The nearest one above that is a fact; a parent may have its trigger by cloning, too.
std::size_t cloned_from(const Describer& describer, const catalog::Relation& table,
                        const std::string& name) {
  const catalog::Relation* at = &table;
  for (int depth = 0; depth < 64 && !at->parents.empty(); ++depth) {
    at = describer.model.relation(at->parents.front());
    if (at == nullptr) break;
    const std::size_t found = describer.facts.find("TRIGGER " + name + " ON " +
                                                   describer.qualified(at->schema, at->name));
    if (found != none && describer.facts[found]["clone"].empty()) return found;
  }
  return none;
}

void describe_triggers(Describer& describer) {
  const base::Rows* found = describer.rows("trigger_definitions");
  if (found == nullptr) return;
  const Field oid(*found, "oid"), table(*found, "table"), name(*found, "name"),
      constraint(*found, "constraint"), enabled(*found, "enabled"), above(*found, "parent_enabled"),
      text(*found, "text");
  auto add = [&](std::size_t row, bool clones) {
    const catalog::Relation* relation = describer.model.relation(table.number<Oid>(row));
    if (relation == nullptr || clones == above.null(row)) return;
    Fact fact;
    if (start(describer, fact, Kind::trigger, "TRIGGER ", name.view(row), *relation) == none)
      return;
    std::size_t origin = none;
    if (clones) {
      origin = cloned_from(describer, *relation, base::quote_identifier(name.view(row)));
      if (origin == none) return;
      const char fires = above.letter(row);
      // No clone is renamed by itself.
      fact.set("clone", base::quote_identifier(name.view(row)));
      fact.set("origin", fires == 'O' ? "ENABLE" : state(fires));
      fact.set("enabled", enabled.letter(row) == 'O' ? "ENABLE" : state(enabled.letter(row)));
    } else {
      std::string_view definition = behind_name(text.view(row), "CREATE TRIGGER ");
      const bool deferred_check = definition.empty();
      if (deferred_check) definition = behind_name(text.view(row), "CREATE CONSTRAINT TRIGGER ");
      fact.set("constraint", deferred_check ? "yes" : "");
      fact.set("definition", std::string(definition));
      fact.set("enabled", state(enabled.letter(row)));
    }
    const std::size_t place =
        describer.add(std::move(fact), classes::trigger, oid.number<Oid>(row));
    describer.facts.use(place, origin);
    if (!constraint.null(row))
      describer.facts.place(classes::constraint, constraint.number<Oid>(row), 0, place);
  };
  describer.each(*found, [&](std::size_t row) { add(row, false); });
  describer.each(*found, [&](std::size_t row) { add(row, true); });
}

void describe_rules(Describer& describer) {
  std::unordered_map<Oid, std::string_view> texts;
  if (const base::Rows* found = describer.rows("rule_definitions")) {
    const Field oid(*found, "oid"), text(*found, "text");
    describer.each(*found, [&](std::size_t row) { texts[oid.number<Oid>(row)] = text.view(row); });
  }
  for (const catalog::Rule& rule : describer.model.rules) {
    const catalog::Relation* relation = describer.model.relation(rule.table);
    const auto text = texts.find(rule.oid);
    if (relation == nullptr || text == texts.end()) continue;
    Fact fact;
    if (start(describer, fact, Kind::rule, "RULE ", rule.name, *relation) == none) continue;
    std::string_view definition = behind_name(text->second, "CREATE RULE ");
    while (definition.ends_with(';') || definition.ends_with('\n')) definition.remove_suffix(1);
    fact.set("definition", std::string(definition));
    fact.set("enabled", state(rule.enabled));
    describer.add(std::move(fact), classes::rewrite, rule.oid);
  }
}

const char* command(char letter) {
  switch (letter) {
    case 'r':
      return "SELECT";
    case 'a':
      return "INSERT";
    case 'w':
      return "UPDATE";
    case 'd':
      return "DELETE";
    default:
      return "";
  }
}

void describe_policies(Describer& describer) {
  for (const catalog::Policy& policy : describer.model.policies) {
    const catalog::Relation* relation = describer.model.relation(policy.table);
    if (relation == nullptr) continue;
    Fact fact;
    if (start(describer, fact, Kind::policy, "POLICY ", policy.name, *relation) == none) continue;
    std::vector<std::string> roles;
    for (const Oid role : policy.roles)
      if (role != 0) roles.push_back(describer.role(role));
    std::sort(roles.begin(), roles.end());
    std::string to;
    for (const std::string& role : roles) to += (to.empty() ? "" : ", ") + role;
    fact.set("restrictive", policy.permissive ? "" : "yes");
    fact.set("command", command(policy.command));
    fact.set("roles", std::move(to));
    fact.set("using", policy.using_text);
    fact.set("check", policy.check_text);
    describer.add(std::move(fact), classes::policy, policy.oid);
  }
}

}  // namespace

void describe_hanging(Describer& describer) {
  describe_triggers(describer);
  describe_rules(describer);
  describe_policies(describer);
}

}  // namespace copilot::diff
