// EffectList: the effects of one statement while they are gathered, one a relation.
// Words: see Effect in step.hpp; a weaker lock on the same relation adds nothing.
// It must not judge whether an effect matters.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "lint/script/scene.hpp"

namespace copilot::lint {

class EffectList {
 public:
  explicit EffectList(const Scene& scene) : scene_(scene) {}

  const Scene& scene() const { return scene_; }
  // The effect on a relation, with at least this lock.
  Effect& on(const Place& place, Lock lock);
  Effect& on(const base::ObjectName& name, Lock lock) { return on(scene_.place(name), lock); }
  Effect& on(const catalog::Relation& relation, Lock lock) {
    return on(scene_.place(relation), lock);
  }
  // What inherits from the relation is locked and touched as well.
  void reach_partitions(Effect& effect, catalog::Oid relation);
  // The strongest lock first; equals in the order they came in.
  std::vector<Effect> take();

 private:
  const Scene& scene_;
  std::deque<Effect> effects_;
  std::unordered_map<std::string, std::size_t> at_;
};

// Flags of an effect, with the first cause that is given.
inline void because(Effect& effect, const std::string& why) {
  if (effect.why.empty()) effect.why = why;
}

}  // namespace copilot::lint
