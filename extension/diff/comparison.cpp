// Comparison: pairs, fates, and what follows from them.
// Words: see comparison.hpp and kind.hpp.
// Its work is linear in the facts and their uses.
#include "diff/comparison.hpp"

#include <algorithm>

#include "diff/array_casts.hpp"
#include "diff/rename.hpp"

namespace copilot::diff {

namespace {

// The names of the properties that differ; both lists are in the same order.
std::vector<std::string_view> differing(const Fact& from, const Fact& to) {
  std::vector<std::string_view> names;
  if (std::equal(from.properties.begin(), from.properties.end(), to.properties.begin(),
                 to.properties.end(), [](const Property& left, const Property& right) {
                   return left.name == right.name && left.value == right.value;
                 }))
    return names;
  for (const Property& each : from.properties)
    if (!same_arrays(to[each.name], each.value)) names.push_back(each.name);
  for (const Property& each : to.properties)
    if (from[each.name].empty()) names.push_back(each.name);
  return names;
}

// Reads columns when it is made, so that their type cannot change under it.
bool reader(Kind kind) {
  return kind == Kind::view || kind == Kind::materialized_view || kind == Kind::rule ||
         kind == Kind::policy || kind == Kind::trigger || kind == Kind::function ||
         kind == Kind::column || kind == Kind::publication;
}

}  // namespace

Comparison::Comparison(const Facts& from, const Facts& to, const std::vector<std::string>& schemas,
                       bool online, base::Interrupts& interrupts)
    : Scene(from, to, online), interrupts_(interrupts) {
  partners_to_.assign(from.size(), none);
  partners_from_.assign(to.size(), none);
  fates_.assign(from.size(), Fate::same);
  made_.assign(to.size(), false);
  inlined_.assign(to.size(), false);
  pair();
  judge(schemas);
  settle();
  choose_carriers();
  choose_inlined();
}

void Comparison::pair() {
  for (std::size_t place = 0; place < from.size(); ++place) {
    if (place % 4096 == 0) interrupts_.poll();
    const std::size_t partner = to.find(from[place].address);
    if (partner == none || to[partner].kind != from[place].kind) continue;
    partners_to_[place] = partner;
    partners_from_[partner] = place;
  }
  for (const auto& [place, partner] : certain_renames(from, to, partners_to_, partners_from_)) {
    partners_to_[place] = partner;
    partners_from_[partner] = place;
    fates_[place] = Fate::renamed;
  }
}

void Comparison::judge(const std::vector<std::string>& schemas) {
  auto asked = [&](const Facts& side, const Fact& fact) {
    return known(side, fact) && (schemas.empty() || std::find(schemas.begin(), schemas.end(),
                                                              fact.schema) != schemas.end());
  };
  for (std::size_t place = 0; place < from.size(); ++place) {
    if (place % 4096 == 0) interrupts_.poll();
    const Fact& fact = from[place];
    if (!asked(from, fact)) continue;
    const std::size_t partner = partners_to_[place];
    if (partner == none) {
      lose(place);
      continue;
    }
    if (fates_[place] == Fate::renamed) continue;
    const Fact& wanted = to[partner];
    const bool moved = (fact.parent == none) != (wanted.parent == none) ||
                       (fact.parent != none && partners_to_[fact.parent] != wanted.parent);
    if (moved) {
      lose(place);
      continue;
    }
    std::vector<std::string_view> names = differing(fact, wanted);
    if (names.empty()) continue;
    differences_[place] = std::move(names);
    const KindRules& rules = rules_of(fact.kind);
    switch (rules.way == nullptr ? Way::replace : rules.way(difference(place), *this)) {
      case Way::in_place:
        fates_[place] = Fate::altered;
        break;
      case Way::under_users:
        fates_[place] = Fate::under_users;
        break;
      case Way::rebuild:
        fates_[place] = Fate::rebuilt;
        break;
      case Way::replace:
        lose(place);
        break;
    }
  }
  for (std::size_t place = 0; place < to.size(); ++place)
    if (partners_from_[place] == none && asked(to, to[place])) make(place);
  for (std::size_t place = 0; place < from.size(); ++place) {
    if (fates_[place] == Fate::under_users) uncover(place, false);
    if (fates_[place] == Fate::rebuilt) rebuild(place);
  }
}

// What either side could not read differs in nothing that is known.
bool Comparison::known(const Facts& side, const Fact& fact) const {
  auto hidden = [](const Facts& facts, const Fact& each) {
    return facts.unknown_kinds.contains(each.kind) || facts.unknown_objects.contains(each.object);
  };
  if (from.gaps.empty() && to.gaps.empty()) return true;
  for (const Fact* each = &fact;; each = &side[each->parent]) {
    if (hidden(from, *each) || hidden(to, *each)) return false;
    if (each->parent == none) return true;
  }
}

void Comparison::lose(std::size_t place) {
  if (fates_[place] == Fate::gone) return;
  fates_[place] = Fate::gone;
  lost_.push_back(place);
}

void Comparison::make(std::size_t place) {
  std::vector<std::size_t> open{place};
  while (!open.empty()) {
    const std::size_t next = open.back();
    open.pop_back();
    if (made_[next]) continue;
    made_[next] = true;
    // What was moved here, or stands where something else is made anew.
    if (partners_from_[next] != none) lose(partners_from_[next]);
    for (const std::size_t child : to.children(next)) open.push_back(child);
  }
}

// What is altered and has let go of something that goes for good may stay: it is altered before.
void Comparison::settle() {
  while (!lost_.empty()) {
    const std::size_t place = lost_.back();
    lost_.pop_back();
    const bool for_good = partners_to_[place] == none;
    if (!for_good) make(partners_to_[place]);
    for (const std::size_t child : from.children(place)) lose(child);
    if (from[place].kind == Kind::index_attachment) detach(place);
    for (const std::size_t user : from.users(place))
      if (from[place].parent != user && !(for_good && fates_[user] != Fate::same)) lose(user);
  }
}

// Its table is taken out of the table it is part of.
bool Comparison::parted(std::size_t place) const {
  if (from[place].parent == none) return false;
  for (const std::size_t sibling : from.children(from[place].parent))
    if (from[sibling].kind == Kind::inheritance && gone(sibling)) return true;
  return false;
}

// An index that stays in its table lets go of the whole's index only when that goes.
void Comparison::detach(std::size_t place) {
  const std::size_t part = from[place].parent;
  if (fates_[part] == Fate::renamed || gone(from[part].parent) || parted(part)) return;
  for (const std::size_t used : from[place].uses)
    if (used != part && from[used].kind != Kind::inheritance) lose(used);
}

// What reads it must go. Whole: also what only holds values of its type.
void Comparison::uncover(std::size_t place, bool whole) {
  for (const std::size_t user : from.users(place)) {
    const Kind kind = from[user].kind;
    const bool holds = kind == Kind::index || kind == Kind::constraint || kind == Kind::statistics;
    if (reader(kind) || (kind == Kind::constraint && foreign_key(from, user)) || (whole && holds))
      lose(user);
  }
  if (!whole) return;
  for (const std::size_t child : from.children(place))
    if (from[child].kind == Kind::column_default) lose(child);
}

// Domains over it and composites with it are made anew in the same way.
void Comparison::rebuild(std::size_t place) {
  std::vector<std::size_t> open{place};
  while (!open.empty()) {
    const std::size_t next = open.back();
    open.pop_back();
    for (const std::size_t user : from.users(next)) {
      const Fact& fact = from[user];
      if (fact.kind == Kind::column && from[fact.parent].kind == Kind::table) {
        // What a table is divided by cannot change; its parts stay, and come back to it.
        const std::string list = ", " + std::string(from[fact.parent]["partition_types"]) + ",";
        if (list.find(", " + std::string(fact["type"]) + ",") != std::string::npos)
          lose(fact.parent);
        else if (fates_[user] != Fate::gone)
          uncover(user, true);
      } else if ((fact.kind == Kind::type || fact.kind == Kind::composite) &&
                 partners_to_[user] != none) {
        if (fates_[user] == Fate::rebuilt || fates_[user] == Fate::gone) continue;
        fates_[user] = Fate::rebuilt;
        differences_.try_emplace(user);
        open.push_back(user);
      } else {
        lose(user);
      }
    }
    for (const std::size_t child : from.children(next))
      if (from[child].kind != Kind::attribute) lose(child);
  }
}

bool Comparison::foreign_key(const Facts& facts, std::size_t place) const {
  const Fact& fact = facts[place];
  for (const std::size_t used : fact.uses) {
    const Fact& other = facts[used];
    const std::size_t table = other.kind == Kind::column ? other.parent : used;
    if (facts[table].kind == Kind::table && table != fact.parent) return true;
  }
  return fact["type"] == "f";
}

Difference Comparison::difference(std::size_t place) const {
  Difference made{from[place], to[partners_to_[place]], {}};
  if (const auto found = differences_.find(place); found != differences_.end())
    made.properties = found->second;
  return made;
}

// A derived column or check is brought by its parent, unless its table is joined to the parent only later.
bool Comparison::brought(std::size_t place) const {
  const Fact& fact = to[place];
  if (!fact.derived || fact.parent == none) return fact.derived;
  for (const std::size_t sibling : to.children(fact.parent))
    if (to[sibling].kind == Kind::inheritance && made_[sibling] && !inlined_[sibling])
      return fact.kind != Kind::column && !(fact.kind == Kind::constraint && fact["type"] == "c");
  return true;
}

bool Comparison::silent(std::size_t place) const {
  return inlined_[place] || brought(place);
}

// A foreign key between two tables that both go is dropped by itself: each would wait for the other.
void Comparison::choose_carriers() {
  carriers_.resize(from.size());
  for (std::size_t place = 0; place < from.size(); ++place) {
    carriers_[place] = place;
    if (!gone(place)) continue;
    const Fact& fact = from[place];
    if (fact.kind == Kind::constraint && foreign_key(from, place)) continue;
    if (fact.parent != none && gone(fact.parent))
      carriers_[place] = fact.parent;
    else if (fact.goes_with != none && gone(fact.goes_with) && !parted(place))
      carriers_[place] = fact.goes_with;
  }
  for (std::size_t& carrier : carriers_)
    for (int depth = 0; depth < 16 && carriers_[carrier] != carrier; ++depth)
      carrier = carriers_[carrier];
}

// Through what is made, does it need that the table is there?
bool Comparison::reaches(std::size_t place, std::size_t table) const {
  std::vector<std::size_t> open{place}, seen;
  while (!open.empty()) {
    const std::size_t next = open.back();
    open.pop_back();
    if (!made_[next] || std::find(seen.begin(), seen.end(), next) != seen.end()) continue;
    seen.push_back(next);
    for (const std::size_t used : to[next].uses) {
      if (used == table || (to[used].parent == table && next != place)) return true;
      if (to[used].parent == table) continue;
      open.push_back(used);
      if (to[used].parent != none) open.push_back(to[used].parent);
    }
    if (seen.size() > 10000) return true;
  }
  return false;
}

void Comparison::choose_inlined() {
  for (std::size_t place = 0; place < to.size(); ++place) {
    const Fact& fact = to[place];
    if (!made_[place] || fact.parent == none) continue;
    if (fact.kind == Kind::column || fact.kind == Kind::inheritance) {
      const bool table = to[fact.parent].kind == Kind::table && made_[fact.parent];
      const bool attached = fact.kind == Kind::inheritance && !fact["bound"].empty();
      inlined_[place] = table && !attached && !reaches(place, fact.parent);
    } else if (fact.kind == Kind::attribute) {
      inlined_[place] = made_[fact.parent];
    } else if (fact.kind == Kind::column_default) {
      const std::size_t table = to[fact.parent].parent;
      const bool written =
          table != none && made_[fact.parent] && (made_[table] || !brought(fact.parent));
      inlined_[place] = written && !reaches(place, table);
    } else if (fact.kind == Kind::constraint && to[fact.parent].kind == Kind::type) {
      const std::size_t before = partners_from_[fact.parent];
      const bool written =
          made_[fact.parent] || (before != none && fates_[before] == Fate::rebuilt);
      inlined_[place] = written && fact["not_valid"].empty() &&
                        std::none_of(fact.uses.begin(), fact.uses.end(), [&](std::size_t used) {
                          return used != fact.parent && reaches(used, fact.parent);
                        });
    }
  }
}

}  // namespace copilot::diff
