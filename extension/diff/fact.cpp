// Facts: a schema's facts, found by address, by catalog row, and by what uses them.
// Words: see fact.hpp.
// It must not keep two facts of one address.
#include "diff/fact.hpp"

#include <algorithm>

namespace copilot::diff {

std::size_t Facts::add(Fact fact) {
  list_.push_back(std::move(fact));
  const auto [known, fresh] = by_address_.try_emplace(list_.back().address, list_.size() - 1);
  if (!fresh) list_.pop_back();
  return known->second;
}

void Facts::place(catalog::Oid catalog, catalog::Oid oid, int part, std::size_t fact) {
  if (fact == none) return;
  if (part == 0)
    whole_.try_emplace(key(catalog, oid), fact);
  else
    parts_.try_emplace({key(catalog, oid), part}, fact);
}

std::size_t Facts::at(catalog::Oid catalog, catalog::Oid oid, int part) const {
  if (part != 0) {
    const auto found = parts_.find({key(catalog, oid), part});
    if (found != parts_.end()) return found->second;
  }
  const auto found = whole_.find(key(catalog, oid));
  return found == whole_.end() ? none : found->second;
}

std::size_t Facts::find(std::string_view address) const {
  const auto found = by_address_.find(address);
  return found == by_address_.end() ? none : found->second;
}

void Facts::use(std::size_t dependent, std::size_t referenced) {
  if (dependent == none || referenced == none || dependent == referenced) return;
  list_[dependent].uses.push_back(referenced);
}

void Facts::finish() {
  children_.assign(list_.size(), {});
  users_.assign(list_.size(), {});
  for (std::size_t place = 0; place < list_.size(); ++place) {
    Fact& fact = list_[place];
    std::sort(fact.uses.begin(), fact.uses.end());
    fact.uses.erase(std::unique(fact.uses.begin(), fact.uses.end()), fact.uses.end());
    if (fact.parent != none) children_[fact.parent].push_back(place);
    for (const std::size_t used : fact.uses) users_[used].push_back(place);
  }
}

}  // namespace copilot::diff
