// Writing columns and their defaults.
// Words: see kind.hpp; a sandwich takes a default away for a change of its column's type, and brings it back.
// It must not change in an inheriting table what follows from its parent.
#include <algorithm>

#include "diff/kinds/column_changes.hpp"
#include "diff/kinds/tables.hpp"

namespace copilot::diff {

namespace {

// The server's own that give another value for each row.
constexpr std::string_view volatile_calls[] = {
    "nextval(",   "random(", "gen_random_uuid(", "clock_timestamp(",
    "timeofday(", "uuidv4(", "uuidv7(",          "random_normal("};

// As pg_get_functiondef writes it: on the line below the language.
bool volatile_function(const Fact& function) {
  const std::string_view text = function["definition"];
  const std::string_view head = text.substr(0, text.find("\nAS "));
  return head.find("\n IMMUTABLE") == std::string_view::npos &&
         head.find("\n STABLE") == std::string_view::npos;
}

// Has a new column another value in each row, so that all are written?
bool fills(const Facts& facts, std::size_t column) {
  if (facts[column]["generated"] == "STORED" || identity_of(facts, column) != none) return true;
  if (facts.find("DOMAIN " + std::string(facts[column]["type"])) != none) return true;
  for (const std::size_t child : facts.children(column)) {
    const Fact& fact = facts[child];
    if (fact.kind != Kind::column_default) continue;
    const std::string_view text = fact["expression"];
    for (const std::string_view call : volatile_calls)
      if (text.find(call) != std::string_view::npos) return true;
    for (const std::size_t used : fact.uses) {
      const Kind kind = facts[used].kind;
      if (kind == Kind::extension || (kind == Kind::function && volatile_function(facts[used])))
        return true;
    }
  }
  return false;
}

bool empty_table(const Facts& facts, std::size_t table) {
  return facts[table].bytes == 0 && !partitioned(facts[table]);
}

// A column of its own that its table shares with a parent, to which it is added in this script too.
bool comes_with_parent(std::size_t place, const Scene& scene) {
  const Fact& column = scene.to[place];
  for (const std::size_t child : scene.to.children(column.parent)) {
    const Fact& link = scene.to[child];
    if (link.kind != Kind::inheritance || scene.made(child)) continue;
    const std::size_t origin =
        scene.to.find("COLUMN " + std::string(link["parent"]) + "." + own_name(column));
    if (origin != none && scene.made(origin)) return true;
  }
  return false;
}

Statements create(const Fact& fact, const Scene& scene) {
  const std::size_t place = scene.place_to(fact);
  const Fact& table = scene.to[fact.parent];
  const std::size_t before = scene.place_from(table);
  const bool fresh = scene.made(fact.parent);
  if (comes_with_parent(place, scene)) return {};
  Statements statements;
  // A child's own one must be there before: then both are one, and it stays the child's own.
  if (!fresh)
    for (const std::size_t child : child_columns(scene.to, place, scene))
      if (!scene.to[child].derived && scene.made(child) && comes_with_parent(child, scene))
        statements.insert(statements.begin(),
                          {alter_table(scene.parent_to(scene.to[child]), false) + " ADD COLUMN " +
                               column_clause(child, scene, true),
                           Lock::access_exclusive});
  Statement statement;
  statement.sql = alter_table(table, false) + " ADD COLUMN " + column_clause(place, scene, true);
  if (!fresh) {
    statement.lock = Lock::access_exclusive;
    bool given = identity_of(scene.to, place) != none || !fact["generated"].empty();
    for (const std::size_t child : scene.to.children(place))
      given = given || scene.to[child].kind == Kind::column_default;
    const bool empty = before != none && empty_table(scene.from, before);
    if (fills(scene.to, place)) {
      statement.work = Work::rewrite;
      statement.hazards = Hazard::rewrite | Hazard::exclusive_lock;
      statement.note = "Each row gets a value of its own, so that the table is written anew.";
    } else if (!given && !fact["not_null"].empty() && !empty) {
      statement.hazards = static_cast<Hazards>(Hazard::correctness);
      statement.note =
          "Fails if the table has rows: the column must not be null, and has no default.";
    }
  }
  statements.push_back(std::move(statement));
  add_column_settings(fact, scene.to, statements);
  if (!fresh) settle_children(place, scene, statements);
  return statements;
}

// While its table inherits it, it cannot be dropped: that is done once the parent's has gone.
bool goes_after_parent(const Fact& column, const Scene& scene) {
  for (const std::size_t link : scene.from.children(column.parent)) {
    if (scene.from[link].kind != Kind::inheritance || scene.gone(link)) continue;
    const std::size_t origin = scene.from.find("COLUMN " + std::string(scene.from[link]["parent"]) +
                                               "." + own_name(column));
    if (origin != none && scene.gone(origin)) return true;
  }
  return false;
}

Statements drop(const Fact& fact, const Scene& scene) {
  if (goes_after_parent(fact, scene)) return {};
  const std::size_t place = scene.place_from(fact);
  const Fact& table = scene.from[fact.parent];
  Statements statements(1);
  Statement& statement = statements.front();
  statement.lock = Lock::access_exclusive;
  bool only = false;  // where a child is to keep it
  const auto children = child_columns(scene.from, place, scene);
  if (!partitioned(table))
    for (const std::size_t child : children)
      only = only || (scene.place_to(scene.from[child]) != none && !scene.gone(child));
  statement.sql = alter_table(table, only) + " DROP COLUMN " + own_name(fact);
  if (fact["generated"].empty() && !foreign(table)) {
    statement.hazards = static_cast<Hazards>(Hazard::data_loss);
    statement.note = "What the column holds is lost.";
  }
  // A child's own column, or one that ONLY has left to it.
  for (const std::size_t child : children)
    if (scene.gone(child) && !scene.gone(scene.from[child].parent) &&
        (only || !scene.from[child].derived))
      statements.push_back({alter_table(scene.parent_from(scene.from[child]), false) +
                                " DROP COLUMN IF EXISTS " + own_name(fact),
                            Lock::access_exclusive, Work::none,
                            static_cast<Hazards>(Hazard::data_loss), true, false,
                            "What the column holds is lost."});
  return statements;
}

Way way(const Difference& difference, const Scene& scene) {
  const Fact &from = difference.from, &to = difference.to;
  constexpr int sets_expression = 170000;
  if (difference.differs("generated")) {
    // A plain column can be made of a stored one, nothing else.
    if (from["generated"] != "STORED" || !to["generated"].empty())
      return to.derived ? Way::in_place : Way::replace;
  } else if (difference.differs("expression") && scene.from.version < sets_expression) {
    return to.derived ? Way::in_place : Way::replace;
  }
  if (difference.differs("type") || difference.differs("collation")) return Way::under_users;
  return Way::in_place;
}

Statements alter(const Difference& difference, const Scene& scene) {
  return column_changes(difference, scene);
}

Statement set_default(const Fact& fact, const Facts& facts, bool fresh) {
  const Fact& column = facts[fact.parent];
  return {alter_table(facts[column.parent], true) + " ALTER COLUMN " + own_name(column) +
              " SET DEFAULT " + std::string(fact["expression"]),
          fresh ? Lock::none : Lock::access_exclusive,
          Work::none,
          0,
          true,
          false,
          ""};
}

Statements create_default(const Fact& fact, const Scene& scene) {
  // It came with the column of the parent.
  const std::size_t column = fact.parent;
  const std::size_t origin = parent_column(scene.to, column);
  if (scene.to[column].derived && scene.made(column) && origin != none && scene.made(origin))
    for (const std::size_t child : scene.to.children(origin))
      if (scene.to[child].kind == Kind::column_default && scene.inlined(child) &&
          scene.to[child]["expression"] == fact["expression"])
        return {};
  return {set_default(fact, scene.to, scene.made(scene.to[column].parent))};
}

Statements drop_default(const Fact& fact, const Scene& scene) {
  const Fact& column = scene.from[fact.parent];
  return {{alter_table(scene.from[column.parent], true) + " ALTER COLUMN " + own_name(column) +
               " DROP DEFAULT",
           Lock::access_exclusive, Work::none, 0, true, false, ""}};
}

// A new type may not take the old default, nor the old type the new one.
Way default_way(const Difference& difference, const Scene& scene) {
  return scene.parent_from(difference.from)["type"] == scene.parent_to(difference.to)["type"]
             ? Way::in_place
             : Way::replace;
}

Statements alter_default(const Difference& difference, const Scene& scene) {
  return {set_default(difference.to, scene.to, false)};
}

constexpr KindRules rules[] = {
    {Kind::column, "column", create, drop, way, alter},
    {Kind::column_default, "column", create_default, drop_default, default_way, alter_default},
};

}  // namespace

std::span<const KindRules> column_kinds() {
  return rules;
}

}  // namespace copilot::diff
