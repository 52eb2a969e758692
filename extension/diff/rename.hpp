// Rename: facts that went and came under another name.
// Words: a rename is certain if everything but the name is the same, and one fact on each side has it; it is likely
// if what holds data went, and one like it came: that is told, never done.
// It must not guess: rows of one thing under the name of another are worse than rows lost.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "diff/comparison.hpp"

namespace copilot::diff {

// Pairs of places, source and target, of kinds that hold no data and can be renamed.
std::vector<std::pair<std::size_t, std::size_t>> certain_renames(
    const Facts& from, const Facts& to, const std::vector<std::size_t>& partners_to,
    const std::vector<std::size_t>& partners_from);

class LikelyRenames {
 public:
  explicit LikelyRenames(const Comparison& comparison);
  // For a table or column that is dropped for good: a sentence, or empty.
  std::string of(std::size_t from_place) const;

 private:
  const Comparison& comparison_;
  std::unordered_map<std::string, std::vector<std::size_t>>
      tables_;  // those that come, by their columns
};

}  // namespace copilot::diff
