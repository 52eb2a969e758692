// Writing constraints, of tables and of domains.
// Words: see kind.hpp; a key is a constraint with an index of its own; types are the letters of
// pg_constraint.contype.
// A derived one is written only where its table is joined to the parent later: it must be there.
#include <algorithm>

#include "diff/kinds/index_sql.hpp"
#include "diff/kinds/on_table.hpp"

namespace copilot::diff {

namespace {

bool key(const Fact& fact) {
  return fact["type"] == "p" || fact["type"] == "u";
}

bool of_domain(const Fact& fact, const Facts& facts) {
  return facts[fact.parent].kind == Kind::type;
}

// What stands behind the name, but for validity.
std::string definition(const Fact& fact) {
  const std::string columns = " (" + std::string(fact["columns"]) + ")";
  const std::string_view type = fact["type"];
  std::string text;
  if (key(fact)) {
    text = (type == "p" ? "PRIMARY KEY" : "UNIQUE") +
           std::string(fact["nulls_not_distinct"].empty() ? "" : " NULLS NOT DISTINCT") + columns +
           clause(" INCLUDE (", fact["include"], ")") + clause(" WITH (", fact["options"], ")") +
           clause(" USING INDEX TABLESPACE ", fact["tablespace"]);
  } else if (type == "f") {
    text = "FOREIGN KEY" + columns + " REFERENCES " + std::string(fact["references"]);
  } else if (type == "x") {
    text = fact["expression"];
  } else {
    text = "CHECK (" + std::string(fact["expression"]) + ")";
    if (!fact["no_inherit"].empty()) text += " NO INHERIT";
  }
  text += clause(" ", fact["deferrable"]);
  if (!fact["not_enforced"].empty()) text += " NOT ENFORCED";
  return text;
}

std::string alter_owner(const Fact& fact, const Facts& facts, bool only) {
  return (of_domain(fact, facts) ? "ALTER DOMAIN "
          : only                 ? "ALTER TABLE ONLY "
                                 : "ALTER TABLE ") +
         on_table(fact, facts);
}

bool partitioned(const Fact& fact, const Facts& facts) {
  return !facts[fact.parent]["partition_key"].empty();
}

Statement validation(const Fact& fact, const Scene& scene) {
  Statement made;
  made.sql =
      alter_owner(fact, scene.to, false) + " VALIDATE CONSTRAINT " + own_name(fact, scene.to);
  made.lock = Lock::share_update_exclusive;
  made.work = Work::scan;
  made.hazards = static_cast<Hazards>(Hazard::correctness);
  made.note = "Fails where rows are there that it does not allow.";
  return made;
}

// After the constraint is there.
void settle(const Fact& fact, const Scene& scene, Statements& all) {
  if (fact["type"] == "x") {
    if (!fact["options"].empty())
      all.push_back({"ALTER INDEX " + index_name(fact, scene.to) + " SET (" +
                         std::string(fact["options"]) + ")",
                     Lock::share_update_exclusive});
    if (!fact["tablespace"].empty())
      all.push_back({"ALTER INDEX " + index_name(fact, scene.to) + " SET TABLESPACE " +
                         std::string(fact["tablespace"]),
                     Lock::access_exclusive});
  }
  if (!fact["clustered"].empty())
    all.push_back(cluster_on(on_table(fact, scene.to), own_name(fact, scene.to)));
}

Statement take_over(const Fact& fact, const Scene& scene, const std::string& index) {
  Statement made;
  made.sql = alter_owner(fact, scene.to, true) + " ADD CONSTRAINT " + own_name(fact, scene.to) +
             (fact["type"] == "p" ? " PRIMARY KEY" : " UNIQUE") + " USING INDEX " + index +
             clause(" ", fact["deferrable"]);
  made.lock = Lock::access_exclusive;
  return made;
}

Statements create_key(const Fact& fact, const Scene& scene) {
  Statements all;
  const bool works = busy(fact, scene);
  const bool temporal = fact["columns"].ends_with(" WITHOUT OVERLAPS");
  if (const std::size_t known = index_for(fact, scene); known != none) {
    all.push_back(take_over(fact, scene, last_name(scene.from[known].object)));
  } else if (works && scene.online && fact["partitioned"].empty() && !temporal) {
    const std::string name = own_name(fact, scene.to);
    Statement built;
    built.sql = "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + on_table(fact, scene.to) +
                " USING btree (" + std::string(fact["columns"]) + ")" +
                clause(" INCLUDE (", fact["include"], ")") +
                (fact["nulls_not_distinct"].empty() ? "" : " NULLS NOT DISTINCT") +
                clause(" WITH (", fact["options"], ")") +
                clause(" TABLESPACE ", fact["tablespace"]);
    built.lock = Lock::share_update_exclusive;
    built.work = Work::build;
    built.hazards = Hazard::index_build | Hazard::non_transactional | Hazard::correctness;
    built.transactional = false;
    built.note = "Fails where rows are there that are not unique.";
    all.push_back(std::move(built));
    all.push_back(take_over(fact, scene, name));
  } else {
    Statement made;
    made.sql = alter_owner(fact, scene.to, true) + " ADD CONSTRAINT " + own_name(fact, scene.to) +
               " " + definition(fact);
    if (works) {
      made.lock = Lock::access_exclusive;
      if (fact["partitioned"].empty()) {
        made.work = Work::build;
        made.hazards = Hazard::index_build | Hazard::exclusive_lock | Hazard::correctness;
        made.note = "Fails where rows are there that are not unique.";
      }
    }
    all.push_back(std::move(made));
  }
  settle(fact, scene, all);
  return all;
}

// Those that have one of the name themselves, and are to have it from here alone, let go of theirs.
void take_from_children(const Fact& fact, const Scene& scene, Statements& all) {
  for (const std::size_t user : scene.to.users(scene.place_to(fact))) {
    const Fact& child = scene.to[user];
    if (child.kind != Kind::constraint || !child.derived || scene.made(user)) continue;
    const std::size_t own = scene.place_from(child);
    if (own == none || scene.from[own].derived || scene.from[own]["type"] != "c") continue;
    all.push_back(
        {alter_owner(child, scene.to, false) + " DROP CONSTRAINT " + own_name(child, scene.to),
         Lock::access_exclusive});
  }
}

Statements create_constraint(const Fact& fact, const Scene& scene) {
  if (key(fact)) return create_key(fact, scene);
  const std::string_view type = fact["type"];
  const bool domain = of_domain(fact, scene.to);
  // A foreign key of a partitioned table is its partitions' too; so is a check.
  const bool only = type == "x" || (type == "f" && !partitioned(fact, scene.to));
  const bool works = busy(fact, scene);
  const bool valid = fact["not_valid"].empty() && fact["not_enforced"].empty();
  const bool can_wait =
      (type == "c" ||
       (type == "f" && (!partitioned(fact, scene.to) || scene.from.version >= 180000)));
  const bool later = works && scene.online && valid && can_wait;
  Statement made;
  made.sql = alter_owner(fact, scene.to, only) + " ADD CONSTRAINT " + own_name(fact, scene.to) +
             " " + definition(fact) + (later || !fact["not_valid"].empty() ? " NOT VALID" : "");
  if (works) {
    made.lock = type == "f" ? Lock::share_row_exclusive : Lock::access_exclusive;
    if (domain) made.lock = Lock::share;
    if (type == "x") {
      made.work = Work::build;
      made.hazards = Hazard::index_build | Hazard::exclusive_lock | Hazard::correctness;
    } else if (valid && !later) {
      made.work = Work::scan;
      made.hazards = static_cast<Hazards>(Hazard::correctness);
      if (type == "c" && !domain) made.hazards = made.hazards | Hazard::exclusive_lock;
    }
    if (made.work != Work::none) made.note = "Fails where rows are there that it does not allow.";
  }
  Statements all;
  if (type == "c" && !domain) take_from_children(fact, scene, all);
  all.push_back(std::move(made));
  if (later) all.push_back(validation(fact, scene));
  settle(fact, scene, all);
  return all;
}

Statements drop_constraint(const Fact& fact, const Scene& scene) {
  Statement made;
  made.sql =
      alter_owner(fact, scene.from, false) + " DROP CONSTRAINT " + own_name(fact, scene.from);
  made.lock = of_domain(fact, scene.from) ? Lock::none : Lock::access_exclusive;
  if (key(fact) || fact["type"] == "x") made.hazards = static_cast<Hazards>(Hazard::index_dropped);
  return {std::move(made)};
}

bool storage(std::string_view property) {
  return property == "options" || property == "tablespace" || property == "clustered";
}

// It was its parent's alone; joined no more, it has become the table's own by that.
bool parted(const Fact& from, const Scene& scene) {
  for (const std::size_t sibling : scene.from.children(from.parent))
    if (scene.from[sibling].kind == Kind::inheritance &&
        scene.to.find(scene.from[sibling].address) == none)
      return true;
  return false;
}

Way constraint_way(const Difference& difference, const Scene& scene) {
  const Fact& from = difference.from;
  const Fact& to = difference.to;
  if (to.derived) return Way::in_place;
  const bool foreign = to["type"] == "f" && from["type"] == "f";
  const bool whole = !to["partitioned"].empty();
  for (const std::string_view each : difference.properties) {
    if (storage(each) && !(whole && each == "options")) continue;
    if (each == "not_valid" && to["not_valid"].empty() && to["not_enforced"].empty()) continue;
    if (each == "deferrable" && foreign) continue;
    if (each == "inherited" && parted(from, scene)) continue;
    return Way::replace;
  }
  return Way::in_place;
}

Statements alter_constraint(const Difference& difference, const Scene& scene) {
  const Fact& to = difference.to;
  Statements all;
  if (to.derived) return all;
  if (difference.differs("deferrable"))
    all.push_back({alter_owner(to, scene.to, false) + " ALTER CONSTRAINT " +
                       own_name(to, scene.to) + " " +
                       (to["deferrable"].empty()
                            ? std::string("NOT DEFERRABLE")
                            : std::string(to["deferrable"]) +
                                  (to["deferrable"] == "DEFERRABLE" ? " INITIALLY IMMEDIATE" : "")),
                   Lock::access_exclusive});
  if (difference.differs("not_valid")) all.push_back(validation(to, scene));
  alter_storage(difference, index_name(to, scene.to), all);
  if (difference.differs("clustered"))
    alter_cluster(difference, own_name(to, scene.to), scene, all);
  return all;
}

Statements rename_constraint(const Fact& from, const Fact& to, const Scene& scene) {
  return {{alter_owner(to, scene.to, false) + " RENAME CONSTRAINT " + own_name(from, scene.from) +
               " TO " + own_name(to, scene.to),
           of_domain(to, scene.to) ? Lock::none : Lock::access_exclusive}};
}

constexpr KindRules rules[] = {
    {Kind::constraint, "constraint", create_constraint, drop_constraint, constraint_way,
     alter_constraint, rename_constraint},
};

}  // namespace

std::span<const KindRules> constraint_kinds() {
  return rules;
}

}  // namespace copilot::diff
