// How types are made, changed and dropped.
// Words: see kind.hpp and catalog/query_definitions_types.cpp; variety: enum, domain, range, base, shell.
// What a rename of a label or attribute would be is never guessed: it goes and comes.
#include <algorithm>

#include "diff/kinds/function_parts.hpp"
#include "diff/kinds/own_names.hpp"
#include "diff/kinds/type_parts.hpp"

namespace copilot::diff {

namespace {

bool has_functions(const Facts& facts, std::size_t place) {
  return std::any_of(facts.children(place).begin(), facts.children(place).end(),
                     [&](std::size_t child) { return facts[child].kind == Kind::function; });
}

bool contains(const std::vector<std::string_view>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// Are all of the first in the second, in the same order?
bool kept(const std::vector<std::string_view>& before, const std::vector<std::string_view>& after) {
  std::size_t at = 0;
  for (const std::string_view each : after)
    if (at < before.size() && before[at] == each) ++at;
  return at == before.size();
}

Statements drop_type(const Fact& fact, const Scene& scene) {
  // Its functions need it as it needs them: the only way to drop both.
  const bool both = has_functions(scene.from, scene.place_from(fact));
  return {plain("DROP " + fact.address + (both ? " CASCADE" : ""))};
}

Way way_of_type(const Difference& difference, const Scene&) {
  const std::string_view variety = difference.to["variety"];
  if (difference.differs("variety")) return Way::replace;
  if (variety == "enum")
    return kept(literals(difference.from["labels"]), literals(difference.to["labels"]))
               ? Way::in_place
               : Way::rebuild;
  if (variety == "domain")
    return difference.differs("base") || difference.differs("collation") ? Way::rebuild
                                                                         : Way::in_place;
  if (variety == "range") return Way::rebuild;
  return difference.only("settings") ? Way::in_place : Way::replace;
}

void add_labels(const Difference& difference, Statements& statements) {
  std::vector<std::string_view> there = literals(difference.from["labels"]);
  const std::vector<std::string_view> wanted = literals(difference.to["labels"]);
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    if (contains(there, wanted[at])) continue;
    std::string sql =
        "ALTER TYPE " + difference.to.object + " ADD VALUE " + std::string(wanted[at]);
    if (at > 0 && wanted[at - 1] != there.back())
      sql += " AFTER " + std::string(wanted[at - 1]);
    else if (at == 0 && !there.empty())
      sql += " BEFORE " + std::string(there.front());
    there.insert(there.begin() + static_cast<std::ptrdiff_t>(at), wanted[at]);
    Statement made = plain(std::move(sql));
    made.commits_first = true;
    statements.push_back(std::move(made));
  }
}

void alter_domain(const Difference& difference, Statements& statements) {
  const std::string alter = "ALTER DOMAIN " + difference.to.object;
  if (difference.differs("default")) {
    const std::string_view value = difference.to["default"];
    statements.push_back(
        plain(alter + (value.empty() ? " DROP DEFAULT" : " SET DEFAULT " + std::string(value))));
  }
  if (difference.differs("not_null")) {
    const bool set = !difference.to["not_null"].empty();
    Statement made = plain(alter + (set ? " SET NOT NULL" : " DROP NOT NULL"));
    if (set) {
      made.work = Work::scan;
      made.lock = Lock::share;
      made.hazards = made.hazards | Hazard::correctness;
      made.note = "It reads every table that has a column of this domain, and fails on a null.";
    }
    statements.push_back(std::move(made));
  }
}

// NAME = value, ...: what is not there any more becomes NONE.
void alter_base(const Difference& difference, Statements& statements) {
  auto split = [](std::string_view text) {
    std::vector<std::string_view> all;
    while (!text.empty()) {
      const std::size_t end = text.find(", ");
      all.push_back(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    }
    return all;
  };
  const std::vector<std::string_view> after = split(difference.to["settings"]);
  std::string list(difference.to["settings"]);
  for (const std::string_view each : split(difference.from["settings"])) {
    const std::string_view name = each.substr(0, each.find(' '));
    const bool stays = std::any_of(after.begin(), after.end(), [&](std::string_view other) {
      return other.substr(0, other.find(' ')) == name;
    });
    if (stays) continue;
    list += (list.empty() ? "" : ", ") + std::string(name) +
            (name == "STORAGE" ? " = plain" : " = NONE");
  }
  statements.push_back(plain("ALTER TYPE " + difference.to.object + " SET (" + list + ")"));
}

// Comes for types that must follow another one, too: then nothing of their own differs.
Statements alter_type(const Difference& difference, const Scene& scene) {
  if (scene.rebuilt(scene.place_from(difference.from)))
    return rebuild_types(difference.from, scene);
  Statements statements;
  const std::string_view variety = difference.to["variety"];
  if (variety == "enum") add_labels(difference, statements);
  if (variety == "domain") alter_domain(difference, statements);
  if (variety == "base") alter_base(difference, statements);
  return statements;
}

Statements drop_composite(const Fact& fact, const Scene&) {
  return {plain("DROP " + fact.address)};
}

// Of a line: the name as it is quoted, and what follows it.
std::string_view name_in(std::string_view line) {
  bool quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '"') quoted = !quoted;
    if (!quoted && line[at] == ' ') return line.substr(0, at);
  }
  return line;
}

std::string_view find_line(const std::vector<std::string_view>& all, std::string_view name) {
  for (const std::string_view each : all)
    if (name_in(each) == name) return each;
  return {};
}

// What columns have, PostgreSQL lets get and lose attributes, but not change one.
Way way_of_composite(const Difference& difference, const Scene& scene) {
  const std::vector<std::string_view> before = lines(difference.from["attributes"]),
                                      after = lines(difference.to["attributes"]);
  bool retyped = false, lost = false;
  for (const std::string_view each : before) {
    const std::string_view now = find_line(after, name_in(each));
    if (now.empty()) lost = true;
    if (!now.empty() && now != each) retyped = true;
  }
  if (in_columns(scene.from, scene.place_from(difference.from)))
    return retyped ? Way::rebuild : Way::in_place;
  return retyped || lost ? Way::under_users : Way::in_place;
}

Statements alter_composite(const Difference& difference, const Scene& scene) {
  if (scene.rebuilt(scene.place_from(difference.from)))
    return rebuild_types(difference.from, scene);
  Statements statements;
  const std::string alter = "ALTER TYPE " + difference.to.object;
  // Tables that are OF it follow.
  const std::vector<std::size_t>& users = scene.from.users(scene.place_from(difference.from));
  const bool typed = std::any_of(users.begin(), users.end(), [&](std::size_t user) {
    return scene.from[user].kind == Kind::table;
  });
  const std::string end = typed ? " CASCADE" : "";
  const std::vector<std::string_view> before = lines(difference.from["attributes"]),
                                      after = lines(difference.to["attributes"]);
  for (const std::string_view each : before) {
    if (!find_line(after, name_in(each)).empty()) continue;
    Statement made = plain(alter + " DROP ATTRIBUTE " + std::string(name_in(each)) + end);
    made.hazards = made.hazards | Hazard::data_loss;
    statements.push_back(std::move(made));
  }
  for (const std::size_t child : scene.to.children(scene.place_to(difference.to))) {
    const Fact& attribute = scene.to[child];
    if (attribute.kind != Kind::attribute) continue;
    const std::string name(own_name(attribute.object));
    const std::string_view known = find_line(before, name);
    if (known.empty())
      statements.push_back(
          plain(alter + " ADD ATTRIBUTE " + name + " " + std::string(attribute["type"]) + end));
    else if (!contains(after, known))
      statements.push_back(plain(alter + " ALTER ATTRIBUTE " + name + " TYPE " +
                                 std::string(attribute["type"]) + end));
  }
  return statements;
}

Statements create_attribute(const Fact& fact, const Scene& scene) {
  return {plain("ALTER TYPE " + scene.parent_to(fact).object + " ADD ATTRIBUTE " +
                std::string(own_name(fact.object)) + " " + std::string(fact["type"]))};
}

Statements drop_attribute(const Fact& fact, const Scene& scene) {
  Statement made = plain("ALTER TYPE " + scene.parent_from(fact).object + " DROP ATTRIBUTE " +
                         std::string(own_name(fact.object)));
  made.hazards = made.hazards | Hazard::data_loss;
  return {made};
}

constexpr KindRules rules[] = {
    {Kind::type, "type", create_type, drop_type, way_of_type, alter_type},
    {Kind::composite, "composite type", create_composite, drop_composite, way_of_composite,
     alter_composite},
    {Kind::attribute, "attribute", create_attribute, drop_attribute},
};

}  // namespace

Statements create_type(const Fact& fact, const Scene& scene) {
  Statements statements;
  const std::size_t place = scene.place_to(fact);
  const std::string_view variety = fact["variety"];
  const std::string create = "CREATE TYPE " + fact.object;
  const std::string definition(fact["definition"]);
  if (variety == "enum") {
    statements.push_back(plain(create + " AS ENUM (" + std::string(fact["labels"]) + ")"));
    return statements;
  }
  if (variety == "domain") {
    std::string sql = "CREATE DOMAIN " + fact.object + " AS " + std::string(fact["base"]);
    if (!fact["collation"].empty()) sql += " COLLATE " + std::string(fact["collation"]);
    if (!fact["default"].empty()) sql += " DEFAULT " + std::string(fact["default"]);
    if (!fact["not_null"].empty()) sql += " NOT NULL";
    for (const std::size_t child : scene.to.children(place)) {
      const Fact& check = scene.to[child];
      if (check.kind == Kind::constraint && scene.inlined(child))
        sql += " CONSTRAINT " + std::string(own_name(check.object)) + " CHECK (" +
               std::string(check["expression"]) + ")";
    }
    statements.push_back(plain(std::move(sql)));
    return statements;
  }
  if (variety != "range" || has_functions(scene.to, place)) statements.push_back(plain(create));
  for (const std::size_t child : scene.to.children(place))
    if (scene.to[child].kind == Kind::function)
      for (Statement& each : create_function(scene.to[child]))
        statements.push_back(std::move(each));
  if (variety == "range") statements.push_back(plain(create + " AS RANGE (" + definition + ")"));
  if (variety == "base") {
    const std::string_view settings = fact["settings"];
    statements.push_back(plain(create + " (" + definition +
                               (settings.empty() ? "" : ", " + std::string(settings)) + ")"));
  }
  return statements;
}

Statements create_composite(const Fact& fact, const Scene& scene) {
  std::string list;
  for (const std::size_t child : scene.to.children(scene.place_to(fact))) {
    const Fact& attribute = scene.to[child];
    if (attribute.kind != Kind::attribute) continue;
    list += (list.empty() ? "" : ", ") + std::string(own_name(attribute.object)) + " " +
            std::string(attribute["type"]);
  }
  return {plain("CREATE TYPE " + fact.object + " AS (" + list + ")")};
}

std::span<const KindRules> type_kinds() {
  return rules;
}

}  // namespace copilot::diff
