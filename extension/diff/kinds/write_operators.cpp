// How operators, their families and classes are made, changed and dropped.
// Words: see kind.hpp and catalog/query_definitions_operators.cpp: a line of a family's members says how one is
// dropped, then, behind a tab, how it is added.
// A partner that is not there yet is made as a shell by the server; the partner's own CREATE fills it.
#include <algorithm>

#include "diff/kinds/function_parts.hpp"
#include "diff/kinds/own_names.hpp"

namespace copilot::diff {

namespace {

// ADD or DROP of members, all in one statement.
void change_members(const Fact& family, const char* verb,
                    const std::vector<std::string_view>& members, Statements& statements) {
  if (members.empty()) return;
  const bool adds = std::string_view(verb) == "ADD";
  std::string list;
  for (const std::string_view each : members) {
    const std::size_t tab = each.find('\t');
    list += (list.empty() ? " " : ", ") +
            std::string(adds ? each.substr(tab + 1) : each.substr(0, tab));
  }
  statements.push_back(plain("ALTER " + family.address + " " + verb + list));
}

}  // namespace

Statements create_operator(const Fact& fact, const Scene&) {
  std::string sql = "CREATE OPERATOR " + std::string(without_arguments(fact.object)) +
                    " (FUNCTION = " + std::string(fact["function"]);
  auto add = [&](const char* what, std::string_view property) {
    if (!fact[property].empty()) sql += what + std::string(fact[property]);
  };
  add(", LEFTARG = ", "left");
  add(", RIGHTARG = ", "right");
  add(", COMMUTATOR = ", "commutator");
  add(", NEGATOR = ", "negator");
  add(", RESTRICT = ", "restrict");
  add(", JOIN = ", "join");
  if (!fact["hashes"].empty()) sql += ", HASHES";
  if (!fact["merges"].empty()) sql += ", MERGES";
  return {plain(sql + ")")};
}

Statements drop_operator(const Fact& fact, const Scene&) {
  return {plain("DROP " + fact.address)};
}

Way way_of_operator(const Difference& difference, const Scene&) {
  return std::all_of(difference.properties.begin(), difference.properties.end(),
                     [](std::string_view each) { return each == "restrict" || each == "join"; })
             ? Way::in_place
             : Way::replace;
}

Statements alter_operator(const Difference& difference, const Scene&) {
  std::string list;
  auto add = [&](const char* what, std::string_view property) {
    if (!difference.differs(property)) return;
    const std::string_view value = difference.to[property];
    list += (list.empty() ? "" : ", ") + std::string(what) +
            std::string(value.empty() ? "NONE" : value);
  };
  add("RESTRICT = ", "restrict");
  add("JOIN = ", "join");
  return {plain("ALTER " + difference.to.address + " SET (" + list + ")")};
}

Statements create_family(const Fact& fact, const Scene&) {
  Statements statements{plain("CREATE " + fact.address)};
  change_members(fact, "ADD", lines(fact["members"]), statements);
  return statements;
}

Statements drop_family(const Fact& fact, const Scene&) {
  return {plain("DROP " + fact.address)};
}

Way way_of_family(const Difference&, const Scene&) {
  return Way::in_place;
}

Statements alter_family(const Difference& difference, const Scene&) {
  const std::vector<std::string_view> before = lines(difference.from["members"]),
                                      after = lines(difference.to["members"]);
  auto without = [](std::vector<std::string_view> all, const std::vector<std::string_view>& known) {
    std::erase_if(all, [&](std::string_view each) {
      return std::find(known.begin(), known.end(), each) != known.end();
    });
    return all;
  };
  Statements statements;
  change_members(difference.from, "DROP", without(before, after), statements);
  change_members(difference.to, "ADD", without(after, before), statements);
  return statements;
}

Statements create_class(const Fact& fact, const Scene&) {
  const std::size_t method = fact.object.rfind(" USING ");
  return {plain("CREATE OPERATOR CLASS " + fact.object.substr(0, method) + " " +
                std::string(fact["definition"]))};
}

Statements drop_class(const Fact& fact, const Scene&) {
  return {plain("DROP " + fact.address)};
}

}  // namespace copilot::diff
