// Writing indexes, attachments and statistics objects.
// Words: see kind.hpp; a swap builds the index under another name, drops the old one and takes its
// name over.
// An index that is attached goes with the one it is attached to: nothing else can drop it.
#include <algorithm>

#include "diff/kinds/index_sql.hpp"
#include "diff/kinds/on_table.hpp"

namespace copilot::diff {

namespace {

constexpr Hazards build_hazards = static_cast<Hazards>(Hazard::index_build);

Statement build(const Fact& fact, const Scene& scene, const std::string& name, bool concurrently) {
  const bool whole = !fact["partitioned"].empty();
  const bool unique = !fact["unique"].empty();
  Statement made;
  made.sql = std::string("CREATE ") + (unique ? "UNIQUE " : "") + "INDEX " +
             (concurrently ? "CONCURRENTLY " : "") + name + " ON " + (whole ? "ONLY " : "") +
             on_table(fact, scene.to) + " USING " + std::string(fact["method"]) + " (" +
             std::string(fact["keys"]) + ")" + clause(" INCLUDE (", fact["include"], ")") +
             (fact["nulls_not_distinct"].empty() ? "" : " NULLS NOT DISTINCT") +
             clause(" WITH (", fact["options"], ")") + clause(" TABLESPACE ", fact["tablespace"]) +
             clause(" WHERE ", fact["where"]);
  if (!busy(fact, scene)) return made;
  made.lock = concurrently ? Lock::share_update_exclusive : Lock::share;
  made.transactional = !concurrently;
  if (whole) return made;
  made.work = Work::build;
  made.hazards = build_hazards;
  if (concurrently) made.hazards = made.hazards | Hazard::non_transactional;
  if (unique) {
    made.hazards = made.hazards | Hazard::correctness;
    made.note = "Fails where rows are there that are not unique.";
  }
  return made;
}

// What no CREATE INDEX says.
void settle(const Fact& fact, const Scene& scene, Statements& all) {
  for (const auto& [column, target] : targets_of(fact["statistics"]))
    all.push_back(
        {"ALTER INDEX " + fact.object + " ALTER COLUMN " + column + " SET STATISTICS " + target,
         Lock::share_update_exclusive});
  if (!fact["clustered"].empty())
    all.push_back(cluster_on(on_table(fact, scene.to), last_name(fact.object)));
}

// Joined to its parent, the table would offer an older index that is alike: they change their parts.
void exchange(const Fact& fact, const Scene& scene, Statements& all) {
  if (!attached(fact, scene.to) || !busy(fact, scene)) return;
  bool joined = false;
  for (const std::size_t sibling : scene.to.children(fact.parent))
    joined = joined || (scene.to[sibling].kind == Kind::inheritance && scene.made(sibling));
  if (!joined) return;
  for (const std::size_t sibling : scene.to.children(fact.parent)) {
    const Fact& other = scene.to[sibling];
    if (other.kind != Kind::index || scene.made(sibling) || !alike(fact, other) ||
        attached(other, scene.to))
      continue;
    all.clear();
    all.push_back({"ALTER INDEX " + other.object + " RENAME TO " + last_name(fact.object),
                   Lock::share_update_exclusive});
    const bool concurrently = scene.online && other["partitioned"].empty();
    all.push_back(build(other, scene, last_name(other.object), concurrently));
    return;
  }
}

Statements create_index(const Fact& fact, const Scene& scene) {
  const bool concurrently = scene.online && busy(fact, scene) && fact["partitioned"].empty();
  Statements all{build(fact, scene, last_name(fact.object), concurrently)};
  exchange(fact, scene, all);
  settle(fact, scene, all);
  return all;
}

// A constraint whose index is attached to it: neither can be dropped before the other.
bool holds_constraint(const Fact& fact, const Scene& scene) {
  std::vector<std::size_t> open{scene.place_from(fact)};
  for (std::size_t next = 0; next < open.size(); ++next)
    for (const std::size_t user : scene.from.users(open[next])) {
      const Fact& part = scene.from[user];
      if (part.goes_with != open[next]) continue;
      if (part.kind == Kind::constraint) return true;
      open.push_back(user);
    }
  return false;
}

Statements drop_index(const Fact& fact, const Scene& scene) {
  if (becomes_constraint(fact, scene)) return {};
  const bool concurrently =
      scene.online && fact["partitioned"].empty() && !attached(fact, scene.from);
  Statement made;
  made.sql = std::string("DROP INDEX ") + (concurrently ? "CONCURRENTLY " : "") + fact.object;
  if (!fact["partitioned"].empty() && holds_constraint(fact, scene)) {
    made.sql += " CASCADE";
    made.note = "It takes along the constraints of the parts whose indexes are attached to it.";
  }
  made.lock = concurrently ? Lock::share_update_exclusive : Lock::access_exclusive;
  made.transactional = !concurrently;
  made.hazards = static_cast<Hazards>(Hazard::index_dropped);
  if (concurrently) made.hazards = made.hazards | Hazard::non_transactional;
  return {made};
}

bool can_swap(const Difference& difference, const Scene& scene) {
  const Fact& from = difference.from;
  const Fact& to = difference.to;
  return scene.online && from["partitioned"].empty() && to["partitioned"].empty() &&
         !attached(from, scene.from) && !attached(to, scene.to) &&
         scene.from.users(scene.place_from(from)).empty();
}

bool small(std::string_view property) {
  return property == "options" || property == "tablespace" || property == "statistics" ||
         property == "clustered" || property == "invalid";
}

Way index_way(const Difference& difference, const Scene& scene) {
  const bool whole = !difference.to["partitioned"].empty();
  const bool all_small =
      std::all_of(difference.properties.begin(), difference.properties.end(), small);
  if (all_small && !(whole && difference.differs("options"))) return Way::in_place;
  return can_swap(difference, scene) ? Way::in_place : Way::replace;
}

void swap(const Difference& difference, const Scene& scene, Statements& all) {
  const Fact& to = difference.to;
  const std::string schema = to.object.substr(0, to.object.size() - last_name(to.object).size());
  const std::string name = free_name(to, scene);
  all.push_back(build(to, scene, name, true));
  all.push_back({"DROP INDEX CONCURRENTLY " + difference.from.object, Lock::share_update_exclusive,
                 Work::none, Hazard::index_dropped | Hazard::non_transactional, false, false, ""});
  all.push_back({"ALTER INDEX " + schema + name + " RENAME TO " + last_name(to.object),
                 Lock::share_update_exclusive});
  settle(to, scene, all);
  // Those on both sides went with the old one; the others are written by themselves.
  for (const std::size_t child : scene.to.children(scene.place_to(to)))
    if (scene.place_from(scene.to[child]) != none)
      for (Statement& each : rules_of(scene.to[child].kind).create(scene.to[child], scene))
        all.push_back(std::move(each));
}

Statements alter_index(const Difference& difference, const Scene& scene) {
  const Fact& from = difference.from;
  const Fact& to = difference.to;
  Statements all;
  if (!std::all_of(difference.properties.begin(), difference.properties.end(), small)) {
    swap(difference, scene, all);
    return all;
  }
  if (difference.differs("invalid") && to["invalid"].empty())
    all.push_back(
        {std::string("REINDEX INDEX ") + (scene.online ? "CONCURRENTLY " : "") + from.object,
         scene.online ? Lock::share_update_exclusive : Lock::share, Work::build,
         scene.online ? Hazard::index_build | Hazard::non_transactional : build_hazards,
         !scene.online, false, "It is invalid: its build did not end."});
  alter_storage(difference, to.object, all);
  if (difference.differs("statistics")) {
    for (const auto& [column, target] : targets_of(from["statistics"]))
      all.push_back({"ALTER INDEX " + to.object + " ALTER COLUMN " + column + " SET STATISTICS -1",
                     Lock::share_update_exclusive});
    for (const auto& [column, target] : targets_of(to["statistics"]))
      all.push_back(
          {"ALTER INDEX " + to.object + " ALTER COLUMN " + column + " SET STATISTICS " + target,
           Lock::share_update_exclusive});
  }
  if (difference.differs("clustered")) alter_cluster(difference, last_name(to.object), scene, all);
  return all;
}

Statements rename_index(const Fact& from, const Fact& to, const Scene&) {
  return {{"ALTER INDEX " + from.object + " RENAME TO " + last_name(to.object),
           Lock::share_update_exclusive}};
}

Statements create_attachment(const Fact& fact, const Scene& scene) {
  for (const std::size_t used : fact.uses) {
    const Fact& whole = scene.to[used];
    if (used == fact.parent || (whole.kind != Kind::index && whole.kind != Kind::constraint))
      continue;
    return {{"ALTER INDEX " + index_name(whole, scene.to) + " ATTACH PARTITION " +
                 index_name(scene.parent_to(fact), scene.to),
             Lock::share_update_exclusive}};
  }
  return {};
}

// With its table's, or with either index.
Statements drop_attachment(const Fact&, const Scene&) {
  return {};
}

Statement statistics_target(const Fact& fact) {
  const std::string target = fact["target"].empty() ? "-1" : std::string(fact["target"]);
  return {"ALTER STATISTICS " + fact.object + " SET STATISTICS " + target,
          Lock::share_update_exclusive};
}

Statements create_statistics(const Fact& fact, const Scene& scene) {
  Statements all{{"CREATE STATISTICS " + fact.object + clause(" (", fact["kinds"], ")") + " ON " +
                      std::string(fact["on"]) + " FROM " + on_table(fact, scene.to),
                  Lock::share_update_exclusive}};
  if (!fact["target"].empty()) all.push_back(statistics_target(fact));
  return all;
}

Statements drop_statistics(const Fact& fact, const Scene&) {
  return {{"DROP STATISTICS " + fact.object, Lock::share_update_exclusive}};
}

Way statistics_way(const Difference& difference, const Scene&) {
  return difference.only("target") ? Way::in_place : Way::replace;
}

Statements alter_statistics(const Difference& difference, const Scene&) {
  return {statistics_target(difference.to)};
}

Statements rename_statistics(const Fact& from, const Fact& to, const Scene&) {
  return {{"ALTER STATISTICS " + from.object + " RENAME TO " + last_name(to.object),
           Lock::share_update_exclusive}};
}

constexpr KindRules rules[] = {
    {Kind::index, "index", create_index, drop_index, index_way, alter_index, rename_index},
    {Kind::index_attachment, "index attachment", create_attachment, drop_attachment},
    {Kind::statistics, "statistics", create_statistics, drop_statistics, statistics_way,
     alter_statistics, rename_statistics},
};

}  // namespace

std::span<const KindRules> index_kinds() {
  return rules;
}

}  // namespace copilot::diff
