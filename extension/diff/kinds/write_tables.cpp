// Writing tables, foreign ones too: making them, and what is changed of a table as a whole.
// Words: see kind.hpp.
// What hangs on a table (constraints, indexes, owner, rights) is written by others.
#include <algorithm>

#include "diff/kinds/inheritance.hpp"
#include "diff/kinds/options.hpp"
#include "diff/kinds/outside.hpp"
#include "diff/kinds/tables.hpp"

namespace copilot::diff {

namespace {

constexpr const char* unknown_secret =
    "The password is not known here: write it where the mask stands.";
constexpr Hazards data_loss = static_cast<Hazards>(Hazard::data_loss);

std::string word(const Fact& table) {
  return foreign(table) ? "FOREIGN TABLE " : "TABLE ";
}

// A part is attached later, and says all its columns; so does a table that inherits later.
bool says(const Fact& table, const Fact& column, bool inherits) {
  if (!table["of_type"].empty()) return false;
  return !(column.derived && inherits);
}

std::string inherits_clause(const Fact& table, std::size_t place, const Scene& scene) {
  std::string parents;
  if (!table["of_type"].empty()) return parents;
  for (const std::size_t child : scene.to.children(place)) {
    const Fact& fact = scene.to[child];
    if (fact.kind != Kind::inheritance || !scene.inlined(child)) continue;
    if (!parents.empty()) parents += ", ";
    parents += fact["parent"];
  }
  return parents;
}

std::string_view default_of(const Facts& facts, std::size_t column) {
  for (const std::size_t child : facts.children(column))
    if (facts[child].kind == Kind::column_default) return facts[child]["expression"];
  return {};
}

// NOT NULL, defaults and settings of columns that come from another table or a type.
void settle_derived(std::size_t place, const Scene& scene, Statements& statements) {
  const Fact& table = scene.to[place];
  for (const std::size_t child : scene.to.children(place)) {
    const Fact& column = scene.to[child];
    if (column.kind != Kind::column || !column.derived) continue;
    const std::string begin = alter_table(table, true) + " ALTER COLUMN " + own_name(column);
    const std::size_t origin = parent_column(scene.to, child);
    auto say = [&](const std::string& text) {
      statements.push_back({begin + text, Lock::none, Work::none, 0, true, false, ""});
    };
    // It begins with what its parent has by then, which may be on the way to something else.
    const bool made = origin != none && scene.made(origin);
    const Facts& side = made ? scene.to : scene.from;
    const std::size_t model = origin == none || made ? origin : scene.place_from(scene.to[origin]);
    const bool begins_not_null = model != none && !side[model]["not_null"].empty();
    if (!column["not_null"].empty() && !begins_not_null) say(" SET NOT NULL");
    if (column["not_null"].empty() && begins_not_null && !made) say(" DROP NOT NULL");
    std::string_view own;
    for (const std::size_t part : scene.to.children(child))
      if (scene.to[part].kind == Kind::column_default && scene.inlined(part))
        own = scene.to[part]["expression"];
    const std::string_view inherited = model == none ? "" : default_of(side, model);
    const bool sure = made || origin == none || default_of(scene.to, origin) == inherited;
    if (sure && own == inherited) continue;
    if (own.empty())
      say(" DROP DEFAULT");
    else
      say(" SET DEFAULT " + std::string(own));
  }
}

Statements create(const Fact& fact, const Scene& scene) {
  const std::size_t place = scene.place_to(fact);
  const std::string parents = inherits_clause(fact, place, scene);
  std::string columns;
  for (const std::size_t child : scene.to.children(place)) {
    const Fact& column = scene.to[child];
    if (column.kind != Kind::column || !scene.inlined(child) ||
        !says(fact, column, !parents.empty()))
      continue;
    columns += columns.empty() ? "\n    " : ",\n    ";
    columns += column_clause(child, scene, false);
  }
  const bool typed = !fact["of_type"].empty();
  Statement statement;
  statement.sql = "CREATE ";
  if (!fact["persistence"].empty()) statement.sql += std::string(fact["persistence"]) + " ";
  statement.sql += word(fact) + fact.object;
  if (typed)
    statement.sql += " OF " + std::string(fact["of_type"]);
  else
    statement.sql += " (" + columns + (columns.empty() ? ")" : "\n)");
  auto say = [&](const char* clause, std::string_view property, const char* end) {
    if (const std::string_view value = fact[property]; !value.empty())
      statement.sql += clause + std::string(value) + end;
  };
  if (!parents.empty()) statement.sql += " INHERITS (" + parents + ")";
  say(" PARTITION BY ", "partition_key", "");
  say(" USING ", "access_method", "");
  say(" WITH (", "options", ")");
  say(" TABLESPACE ", "tablespace", "");
  say(" SERVER ", "server", "");
  say(" OPTIONS (", "foreign_options", ")");
  if (!fact["secrets"].empty()) statement.note = unknown_secret;
  Statements statements{std::move(statement)};
  if (typed || !parents.empty()) settle_derived(place, scene, statements);
  for (const std::size_t child : scene.to.children(place))
    if (scene.to[child].kind == Kind::column && scene.inlined(child))
      add_column_settings(scene.to[child], scene.to, statements);
  for (const char* security : {"row_security", "force_row_security"})
    if (!fact[security].empty())
      statements.push_back(
          {alter_table(fact, true) + " " + std::string(fact[security]) + " ROW LEVEL SECURITY",
           Lock::none, Work::none, 0, true, false, ""});
  return statements;
}

Statements drop(const Fact& fact, const Scene& scene) {
  Statement statement;
  statement.sql = "DROP " + word(fact) + fact.object;
  statement.lock = Lock::access_exclusive;
  // The parts of one that is made anew have been detached.
  const bool kept = partitioned(fact) && scene.place_to(fact) != none;
  if (!foreign(fact) && !kept) {
    statement.hazards = data_loss;
    statement.note = "All rows of the table are lost.";
  }
  return {std::move(statement)};
}

Way way(const Difference& difference, const Scene& scene) {
  for (const char* fixed : {"relkind", "partition_key", "partition_types", "server"})
    if (difference.differs(fixed)) return Way::replace;
  constexpr int sets_access_method = 150000, sets_that_of_partitioned = 170000;
  if (difference.differs("access_method") &&
      scene.from.version <
          (partitioned(difference.from) ? sets_that_of_partitioned : sets_access_method))
    return Way::replace;
  return Way::in_place;
}

// The stored order is that of the target then, though it means nothing.
void alter_options(const Difference& difference, Statements& statements) {
  const auto from = split_options(difference.from["options"]),
             to = split_options(difference.to["options"]);
  std::string reset;
  bool strict = false;
  for (const Option& each : from) {
    const bool kept = std::any_of(to.begin(), to.end(),
                                  [&](const Option& other) { return other.first == each.first; });
    if (!kept) reset += (reset.empty() ? "" : ", ") + each.first;
    strict = strict || each.first == "user_catalog_table";
  }
  for (const Option& each : to) strict = strict || each.first == "user_catalog_table";
  const Lock lock = strict ? Lock::access_exclusive : Lock::share_update_exclusive;
  const std::string begin = alter_table(difference.to, false);
  if (!reset.empty())
    statements.push_back({begin + " RESET (" + reset + ")", lock, Work::none, 0, true, false, ""});
  if (!to.empty())
    statements.push_back({begin + " SET (" + std::string(difference.to["options"]) + ")", lock,
                          Work::none, 0, true, false, ""});
}

Statements alter(const Difference& difference, const Scene&) {
  Statements statements;
  const Fact& to = difference.to;
  const std::string begin = alter_table(to, false);
  auto rewrite = [&](const std::string& text, const char* note) {
    Statement statement{begin + text, Lock::access_exclusive, Work::none, 0, true, false, note};
    if (!partitioned(to)) {
      statement.work = Work::rewrite;
      statement.hazards = Hazard::rewrite | Hazard::exclusive_lock;
    }
    statements.push_back(std::move(statement));
  };
  auto quick = [&](const std::string& text, Hazards hazards = 0) {
    statements.push_back(
        {begin + text, Lock::access_exclusive, Work::none, hazards, true, false, ""});
  };
  if (difference.differs("of_type"))
    quick(to["of_type"].empty() ? " NOT OF" : " OF " + std::string(to["of_type"]));
  // The flag of a partitioned table says nothing, and cannot be changed.
  if (difference.differs("persistence") && !partitioned(to)) {
    if (to["persistence"].empty())
      rewrite(" SET LOGGED", "All rows are written to the log.");
    else
      rewrite(" SET UNLOGGED", "After a crash the table is empty, and replicas do not have it.");
  }
  if (difference.differs("access_method"))
    rewrite(" SET ACCESS METHOD " +
                (to["access_method"].empty() ? "heap" : std::string(to["access_method"])),
            "");
  if (difference.differs("tablespace"))
    rewrite(" SET TABLESPACE " +
                (to["tablespace"].empty() ? "pg_default" : std::string(to["tablespace"])),
            "The files are copied.");
  if (difference.differs("options")) alter_options(difference, statements);
  if (difference.differs("row_security"))
    quick(to["row_security"].empty() ? " DISABLE ROW LEVEL SECURITY" : " ENABLE ROW LEVEL SECURITY",
          static_cast<Hazards>(Hazard::privilege_change));
  if (difference.differs("force_row_security"))
    quick(to["force_row_security"].empty() ? " NO FORCE ROW LEVEL SECURITY"
                                           : " FORCE ROW LEVEL SECURITY",
          static_cast<Hazards>(Hazard::privilege_change));
  if (const std::string changes =
          option_changes(difference.from["foreign_options"], to["foreign_options"]);
      !changes.empty()) {
    quick(" OPTIONS " + changes);
    if (changes.find("'********'") != std::string::npos) statements.back().note = unknown_secret;
  }
  const auto secrets = items(difference.from["secrets"], ',');
  for (const std::string_view each : items(to["secrets"], ','))
    if (const std::string_view old = find(secrets, named(each).name);
        !old.empty() && old != named(each).rest)
      statements.push_back(secret_differs(to, named(each).name));
  return statements;
}

constexpr KindRules rules[] = {
    {Kind::table, "table", create, drop, way, alter},
    {Kind::inheritance, "table", attach, detach},
    {Kind::replica_identity, "table", create_identity, drop_identity, identity_way, alter_identity},
};

}  // namespace

std::span<const KindRules> table_kinds() {
  return rules;
}

}  // namespace copilot::diff
