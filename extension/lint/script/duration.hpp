// duration: how long work on a table takes, as a class; nobody knows it better than by its size.
// Words: instant is below a second, then seconds, minutes, hours; without a size it is unknown.
// It must not look more exact than it is: the assumed speeds are part of the answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lint/script/step.hpp"

namespace copilot::lint {

// What a table holds, with its partitions where a statement reaches them.
struct Size {
  std::optional<std::int64_t> bytes;  // of the heap and TOAST; from the pages, where not measured
  double rows = -1;                   // below 0: unknown
};

Size size_of(const catalog::Model& model, const Effect& effect);

// instant, seconds, minutes, hours, or unknown.
const char* duration_class(const Effect& effect, const Size& size);

// What the classes are computed from, as a sentence.
const char* duration_assumptions();

}  // namespace copilot::lint
