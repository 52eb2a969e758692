// Indexes in SQL: options, clustering, and those that constraints take over.
// Words: see index_sql.hpp.
// An option's value may hold a comma, within its quotes.
#include "diff/kinds/index_sql.hpp"

#include "diff/kinds/on_table.hpp"

namespace copilot::diff {

namespace {

// At ", " outside of quotes; each part at the first sign.
Pairs pairs_of(std::string_view text, char sign) {
  Pairs all;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size() && !text.empty(); ++i) {
    if (i < text.size() && text[i] == '\'') quoted = !quoted;
    if (i < text.size() && (quoted || text[i] != ',')) continue;
    const std::string_view part = text.substr(begin, i - begin);
    const std::size_t at = part.find(sign);
    if (at != std::string_view::npos) all.emplace_back(part.substr(0, at), part.substr(at + 1));
    begin = i + 2;
  }
  return all;
}

const std::string* value_of(const Pairs& pairs, const std::string& name) {
  for (const auto& [known, value] : pairs)
    if (known == name) return &value;
  return nullptr;
}

// Others want the table for themselves.
bool gentle(const std::string& option) {
  return option == "fillfactor" || option == "deduplicate_items";
}

bool same(const Fact& index, const Fact& constraint) {
  return !index["unique"].empty() && index["method"] == "btree" && index["where"].empty() &&
         index["invalid"].empty() && index["partitioned"].empty() &&
         constraint["partitioned"].empty() && index["keys"] == constraint["columns"] &&
         index["include"] == constraint["include"] &&
         index["nulls_not_distinct"] == constraint["nulls_not_distinct"] &&
         index["options"] == constraint["options"] &&
         index["tablespace"] == constraint["tablespace"];
}

}  // namespace

Pairs options_of(std::string_view text) {
  return pairs_of(text, '=');
}

Pairs targets_of(std::string_view text) {
  return pairs_of(text, ' ');
}

Statement cluster_on(const std::string& table, const std::string& index) {
  return {"ALTER TABLE " + table + " CLUSTER ON " + index, Lock::share_update_exclusive};
}

// The last one to say so wins, so that nothing is taken back where another one is clustered on.
void alter_cluster(const Difference& difference, const std::string& name, const Scene& scene,
                   Statements& all) {
  const Fact& to = difference.to;
  const std::string table = on_table(to, scene.to);
  if (!to["clustered"].empty()) {
    all.push_back(cluster_on(table, name));
    return;
  }
  for (const std::size_t sibling : scene.to.children(to.parent))
    if (!scene.to[sibling]["clustered"].empty()) return;
  all.push_back({"ALTER TABLE " + table + " SET WITHOUT CLUSTER", Lock::share_update_exclusive});
}

void alter_storage(const Difference& difference, const std::string& index, Statements& all) {
  if (difference.differs("options")) {
    const Pairs from = options_of(difference.from["options"]),
                to = options_of(difference.to["options"]);
    // What is set goes to the end: where that is another order, all is set anew.
    Pairs kept, added;
    for (const auto& each : from)
      if (const std::string* value = value_of(to, each.first); value && *value == each.second)
        kept.push_back(each);
    for (const auto& each : to)
      if (const std::string* value = value_of(from, each.first); !value || *value != each.second)
        added.push_back(each);
    Pairs after = kept;
    after.insert(after.end(), added.begin(), added.end());
    const bool anew = after != to;
    std::string set, reset;
    Lock lock = Lock::share_update_exclusive;
    for (const auto& [name, value] : anew ? to : added) {
      set += (set.empty() ? "" : ", ") + name + "=" + value;
      if (!gentle(name)) lock = Lock::access_exclusive;
    }
    for (const auto& [name, value] : from) {
      if (!anew && value_of(to, name) != nullptr) continue;
      reset += (reset.empty() ? "" : ", ") + name;
      if (!gentle(name)) lock = Lock::access_exclusive;
    }
    if (!reset.empty()) all.push_back({"ALTER INDEX " + index + " RESET (" + reset + ")", lock});
    if (!set.empty()) all.push_back({"ALTER INDEX " + index + " SET (" + set + ")", lock});
  }
  if (difference.differs("tablespace")) {
    const std::string_view to = difference.to["tablespace"];
    all.push_back({"ALTER INDEX " + index + " SET TABLESPACE " +
                       (to.empty() ? std::string("pg_default") : std::string(to)),
                   Lock::access_exclusive, Work::rewrite,
                   Hazard::rewrite | Hazard::exclusive_lock});
  }
}

std::size_t index_for(const Fact& constraint, const Scene& scene) {
  if (constraint["type"] != "p" && constraint["type"] != "u") return none;
  if (!scene.made(scene.place_to(constraint)) || scene.made(constraint.parent)) return none;
  const std::size_t table = scene.place_from(scene.parent_to(constraint));
  if (table == none || scene.gone(table)) return none;
  const std::string name = own_name(constraint, scene.to);
  std::size_t best = none;
  for (const std::size_t place : scene.from.children(table)) {
    const Fact& index = scene.from[place];
    if (index.kind != Kind::index || !scene.gone(place) || !same(index, constraint)) continue;
    if (scene.place_to(index) != none || attached(index, scene.from)) continue;
    bool whole = true;
    for (const std::size_t used : index.uses) whole = whole && !scene.gone(used);
    // The first of two that want it takes it.
    for (const std::size_t sibling : scene.to.children(constraint.parent)) {
      const Fact& other = scene.to[sibling];
      if (&other == &constraint) break;
      whole = whole && !(other.kind == Kind::constraint && scene.made(sibling) &&
                         (other["type"] == "p" || other["type"] == "u") && same(index, other));
    }
    if (!whole) continue;
    if (last_name(index.object) == name) return place;
    if (best == none) best = place;
  }
  return best;
}

bool becomes_constraint(const Fact& index, const Scene& scene) {
  const std::size_t place = scene.place_from(index);
  if (index["unique"].empty() || index.parent == none) return false;
  const std::size_t table = scene.place_to(scene.parent_from(index));
  if (table == none) return false;
  for (const std::size_t child : scene.to.children(table))
    if (scene.to[child].kind == Kind::constraint && index_for(scene.to[child], scene) == place)
      return true;
  return false;
}

}  // namespace copilot::diff
