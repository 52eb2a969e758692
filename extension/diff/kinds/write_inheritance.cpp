// Writing what a table has from another: INHERITS and partitions; and by what its rows are known to others.
// Words: see kind.hpp.
// A partition is made as a table of its own, then attached, as pg_dump does it.
#include "diff/kinds/inheritance.hpp"

#include "diff/kinds/on_table.hpp"
#include "diff/kinds/tables.hpp"

namespace copilot::diff {

Statements attach(const Fact& fact, const Scene& scene) {
  const Fact& child = scene.to[fact.parent];
  const std::size_t parent = scene.to.find("TABLE " + std::string(fact["parent"]));
  const bool fresh = scene.made(fact.parent);
  Statement statement;
  if (!fact["bound"].empty()) {
    statement.sql = "ALTER TABLE ONLY " + std::string(fact["parent"]) + " ATTACH PARTITION " +
                    child.object + " " + std::string(fact["bound"]);
    if (parent == none || !scene.made(parent)) statement.lock = Lock::share_update_exclusive;
    if (!fresh) {
      statement.lock = Lock::access_exclusive;  // of the part itself
      statement.work = Work::scan;
      statement.hazards = Hazard::correctness | Hazard::exclusive_lock;
      statement.note =
          "The rows of the part are read, unless a valid CHECK says what the bound says; those "
          "that do not belong there make it fail.";
    }
  } else {
    statement.sql = alter_table(child, false) + " INHERIT " + std::string(fact["parent"]);
    if (!fresh) statement.lock = Lock::access_exclusive;
  }
  return {std::move(statement)};
}

namespace {

// Constraints and columns that it had from there alone, and is to lose, stay behind.
void drop_left(const Fact& fact, const Scene& scene, Statements& statements) {
  const Fact& table = scene.from[fact.parent];
  for (const std::size_t child : scene.from.children(fact.parent)) {
    const Fact& constraint = scene.from[child];
    if (constraint.kind == Kind::constraint && constraint.derived &&
        scene.place_to(constraint) == none)
      statements.push_back({alter_table(table, false) + " DROP CONSTRAINT IF EXISTS " +
                                own_name(constraint, scene.from),
                            Lock::access_exclusive});
  }
  for (const std::size_t child : scene.from.children(fact.parent)) {
    const Fact& column = scene.from[child];
    if (column.kind != Kind::column || !column.derived || scene.place_to(column) != none) continue;
    if (scene.from.find("COLUMN " + std::string(fact["parent"]) + "." + own_name(column)) == none)
      continue;
    statements.push_back({alter_table(table, false) + " DROP COLUMN IF EXISTS " + own_name(column),
                          Lock::access_exclusive, Work::none,
                          static_cast<Hazards>(Hazard::data_loss), true, false,
                          "What the column holds is lost."});
  }
}

}  // namespace

Statements detach(const Fact& fact, const Scene& scene) {
  const Fact& child = scene.from[fact.parent];
  Statements statements(1);
  Statement& statement = statements.front();
  statement.lock = Lock::access_exclusive;
  if (!fact["bound"].empty()) {
    statement.sql =
        "ALTER TABLE ONLY " + std::string(fact["parent"]) + " DETACH PARTITION " + child.object;
    statement.hazards = static_cast<Hazards>(Hazard::correctness);
    statement.note = "Who reads " + std::string(fact["parent"]) + " no longer sees its rows.";
  } else {
    statement.sql = alter_table(child, false) + " NO INHERIT " + std::string(fact["parent"]);
  }
  drop_left(fact, scene, statements);
  return statements;
}

namespace {

Statement identify(const Fact& table, std::string_view how) {
  Statement statement;
  statement.sql = alter_table(table, true) + " REPLICA IDENTITY " + std::string(how);
  statement.lock = Lock::access_exclusive;
  statement.hazards = static_cast<Hazards>(Hazard::correctness);
  statement.note = "Those who follow the table by logical replication are told its rows otherwise.";
  return statement;
}

}  // namespace

Statements create_identity(const Fact& fact, const Scene& scene) {
  Statement statement = identify(scene.to[fact.parent], fact["identity"]);
  if (scene.made(fact.parent)) {
    statement.lock = Lock::none;
    statement.hazards = 0;
    statement.note.clear();
  }
  return {std::move(statement)};
}

Statements drop_identity(const Fact& fact, const Scene& scene) {
  return {identify(scene.from[fact.parent], "DEFAULT")};
}

Way identity_way(const Difference&, const Scene&) {
  return Way::in_place;
}

Statements alter_identity(const Difference& difference, const Scene& scene) {
  return {identify(scene.to[difference.to.parent], difference.to["identity"])};
}

}  // namespace copilot::diff
