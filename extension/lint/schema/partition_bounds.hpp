// The bounds of range partitions over one column, as far as they can be compared.
// Words: a range goes from its lower bound up to, and without, its upper one.
// What cannot be compared for certain must not be: then it is no range.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/model.hpp"

namespace copilot::lint {

struct Bound {
  enum class End : signed char { minimum = -1, value = 0, maximum = 1 };
  End end = End::value;
  bool time = false;  // a date or a time
  std::int64_t value =
      0;             // the number, or microseconds since 1970, in UTC where an offset is given
  std::string text;  // as it is shown

  bool operator<(const Bound& other) const;
  bool operator==(const Bound& other) const;
};

struct Range {
  Bound from, to;
  const catalog::Relation* partition = nullptr;
};

// Of FOR VALUES FROM (...) TO (...), in PostgreSQL's own writing, with one value on each side.
std::optional<Range> range_of(const catalog::Relation& partition);

// A date or a time as PostgreSQL writes it in ISO style, or as a Snapshot does.
std::optional<std::int64_t> microseconds(std::string_view text);

}  // namespace copilot::lint
