// Gathering effects.
// Words: see effect_list.hpp.
// A reference to an effect must stay good while others are added.
#include "lint/script/effect_list.hpp"

#include <algorithm>

namespace copilot::lint {

Effect& EffectList::on(const Place& place, Lock lock) {
  std::string key = place.name.schema;
  key += '\0';
  key += place.name.name;
  const auto [found, added] = at_.try_emplace(std::move(key), effects_.size());
  if (added) {
    Effect& effect = effects_.emplace_back();
    effect.named = place.name;
    effect.relation = place.relation;
    effect.made_here = place.relation != 0 && scene_.made_here(place.relation);
    effect.made_in_transaction = place.relation != 0 && scene_.made_in_transaction(place.relation);
  }
  Effect& effect = effects_[found->second];
  effect.lock = std::max(effect.lock, lock);
  return effect;
}

void EffectList::reach_partitions(Effect& effect, catalog::Oid relation) {
  if (effect.partitions.empty()) effect.partitions = scene_.tree(relation);
}

std::vector<Effect> EffectList::take() {
  std::vector<Effect> all(std::make_move_iterator(effects_.begin()),
                          std::make_move_iterator(effects_.end()));
  std::stable_sort(all.begin(), all.end(),
                   [](const Effect& a, const Effect& b) { return a.lock > b.lock; });
  return all;
}

}  // namespace copilot::lint
