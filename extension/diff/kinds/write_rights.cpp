// Writing rights: GRANT and REVOKE from what an object has, or got when it was made, to what it should have.
// Words: see rights.hpp; what is made begins with the built-in rights and those that default privileges give.
// Default privileges may have been changed by the script before: what only one side gives is taken as not known.
#include "base/quote.hpp"
#include "diff/kinds/rights.hpp"
#include "diff/kinds/satellite.hpp"

namespace copilot::diff {

namespace {

// ON FUNCTION f(a, b), of an aggregate too, whatever its arguments are called there.
std::string grant_noun(const Fact& of) {
  std::string text = of.address;
  auto swap = [&](std::string_view begin, std::string_view by) {
    if (text.starts_with(begin)) text.replace(0, begin.size(), by);
  };
  if (of.kind == Kind::aggregate) {
    swap("AGGREGATE ", "FUNCTION ");
    if (text.ends_with("(*)")) text.replace(text.size() - 3, 3, "()");
    const std::size_t order = text.find("ORDER BY ");
    if (order != std::string::npos) {
      const bool first = text[order - 1] == '(';
      text.replace(first ? order : order - 1, first ? 9 : 10, first ? "" : ", ");
    }
  }
  swap("VIEW ", "TABLE ");
  swap("MATERIALIZED VIEW ", "TABLE ");
  swap("DOMAIN ", "TYPE ");
  swap("SERVER ", "FOREIGN SERVER ");
  return text;
}

// Of a member of an extension, whose script gave it some at first.
bool member(const Fact& fact) {
  return !fact["letter"].empty();
}

Rights initial(const Fact& fact, const Granted& granted) {
  return Rights::parse(fact["initial"], granted.letter, granted.version);
}

Granted granted_by(const Fact& fact, const Fact& of, const Scene& scene) {
  Granted granted;
  granted.column = fact["column"];
  granted.letter = !granted.column.empty() ? 'c'
                   : member(fact)          ? fact["letter"].front()
                                           : letter_of(of);
  granted.on = fact["on"].empty() ? grant_noun(of) : std::string(fact["on"]);
  granted.version = scene.from.version;
  return granted;
}

Rights list_of(const Fact& fact, const Fact& of, const Granted& granted) {
  if (const std::string_view text = fact["rights"]; !text.empty())
    return Rights::parse(text, granted.letter, granted.version);
  Rights usual = Rights::built_in(granted.letter, granted.version);
  if (of.address == "SCHEMA public") {
    usual.grant({"PUBLIC", ""}, "USAGE", false);
    if (granted.version < 150000) usual.grant({"PUBLIC", ""}, "CREATE", false);
  }
  return usual;
}

// What a made object has under the default privileges of one side.
Rights at_birth(const Facts& facts, const Fact& of, const Granted& granted, const Scene& scene) {
  Rights rights = Rights::built_in(granted.letter, granted.version);
  if (default_noun(granted.letter) == nullptr) return rights;
  auto given = [&](std::string_view schema) -> const Fact* {
    const std::size_t place =
        facts.find(default_privilege_address(scene.from.role, schema, granted.letter));
    return place == none ? nullptr : &facts[place];
  };
  if (const Fact* all = given(""))
    rights = Rights::parse((*all)["rights"], granted.letter, granted.version);
  if (granted.letter != 'n' && !of.schema.empty())
    if (const Fact* here = given(of.schema))
      rights.join(Rights::parse((*here)["rights"], granted.letter, granted.version));
  return rights;
}

// A REVOKE on a table took the same from its columns: those that keep it get it again.
void keep_columns(const Fact& of, const Rights& before, const Rights& wanted, const Scene& scene,
                  const Granted& table, Statements& statements) {
  auto keep = [&](const Fact& fact) {
    const std::size_t there = scene.from.find(fact.address);
    if (fact.kind != Kind::rights || fact["column"].empty() || there == none) return;
    Granted column = table;
    column.letter = 'c';
    column.column = fact["column"];
    column.on = fact["on"];
    const Rights kept = Rights::parse(fact["rights"], 'c', table.version)
                            .common(Rights::parse(scene.from[there]["rights"], 'c', table.version));
    Rights lost;
    for (const auto& [key, list] : kept.lists())
      for (const auto& [privilege, grantable] : list)
        if (before.has(key, privilege) && !wanted.has(key, privilege))
          lost.grant(key, privilege, grantable);
    for (Statement& statement : grants({}, {}, lost, column))
      statements.push_back(std::move(statement));
  };
  for (const std::size_t child : scene.to.children(scene.place_to(of))) {
    keep(scene.to[child]);
    if (scene.to[child].kind != Kind::column) continue;
    for (const std::size_t below : scene.to.children(child)) keep(scene.to[below]);
  }
}

}  // namespace

Statements create_rights(const Fact& fact, const Scene& scene) {
  const Fact& of = scene.parent_to(fact);
  Granted granted = granted_by(fact, of, scene);
  granted.owner = member(fact) ? scene.from.role : owner_of(scene.to, of);
  const Rights wanted = list_of(fact, of, granted);
  if (member(fact)) {
    const Rights before = initial(fact, granted);
    return grants(before, before, wanted, granted);
  }
  if (granted.letter == 'c') return grants({}, {}, wanted, granted);
  Rights before = at_birth(scene.from, of, granted, scene);
  Rights after = at_birth(scene.to, of, granted, scene);
  before.own(granted.owner);
  after.own(granted.owner);
  Rights most = before;
  most.join(after);
  return grants(before.common(after), most, wanted, granted);
}

Statements alter_rights(const Difference& difference, const Scene& scene) {
  const Fact& of = scene.parent_to(difference.to);
  Granted granted = granted_by(difference.to, of, scene);
  granted.owner = member(difference.to) ? scene.from.role : owner_of(scene.to, of);
  Rights before = list_of(difference.from, scene.parent_from(difference.from), granted);
  before.own(granted.owner);
  const Rights wanted = list_of(difference.to, of, granted);
  Statements statements = grants(before, before, wanted, granted);
  if (granted.letter == 'r' && !member(difference.to))
    keep_columns(of, before, wanted, scene, granted, statements);
  return statements;
}

// Only columns and members can lose the whole of it: of any other object it is there as long as that is.
Statements drop_rights(const Fact& fact, const Scene& scene) {
  const Fact& of = scene.parent_from(fact);
  Granted granted = granted_by(fact, of, scene);
  granted.owner = member(fact) ? scene.from.role : owner_of(scene.from, of);
  if (granted.letter != 'c' && !member(fact)) return {};
  const Rights before = list_of(fact, of, granted);
  return grants(before, before, member(fact) ? initial(fact, granted) : Rights(), granted);
}

}  // namespace copilot::diff
