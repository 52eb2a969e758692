// Parameters: how a sequence counts, with what its fact leaves out.
// Words: see the manual, CREATE SEQUENCE.
// It must not hold what a sequence has come to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "diff/fact.hpp"

namespace copilot::diff {

struct Parameters {
  std::string type;
  std::int64_t increment = 1;
  std::int64_t minimum = 1;
  std::int64_t maximum = 0;
  std::int64_t start = 1;
  std::int64_t cache = 1;
  bool cycle = false;
};

// What CREATE SEQUENCE takes where nothing is said; an empty type is bigint.
Parameters usual_parameters(std::string_view type, std::int64_t increment);
Parameters parameters(const Fact& sequence);

}  // namespace copilot::diff
