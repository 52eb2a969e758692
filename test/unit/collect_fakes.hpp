// A small collector and readings by hand, for the tests of collect/.
// Words: see collect/collector.hpp.
// No server here.
#pragma once

#include <initializer_list>
#include <map>
#include <random>
#include <vector>

#include "collect/changes.hpp"
#include "collect/sample.hpp"

namespace copilot::test {

inline constexpr collect::Metric some_metrics[] = {{"calls", "count", collect::Kind::counter, ""},
                                                   {"us", "us", collect::Kind::counter, ""},
                                                   {"bytes", "bytes", collect::Kind::gauge, ""},
                                                   {"at", "at", collect::Kind::gauge, ""},
                                                   {"highest", "count", collect::Kind::peak, ""}};
inline constexpr collect::Collector some_collector{"some", "", some_metrics};
inline constexpr std::size_t calls = 0, us = 1, bytes = 2, at = 3, highest = 4;
inline constexpr std::int64_t absent = collect::absent;

struct Reading {
  collect::Key key;
  std::vector<std::int64_t> values;
};

inline collect::Sample sample_of(const std::vector<Reading>& readings) {
  collect::Sample sample(some_collector);
  for (const Reading& each : readings)
    std::copy(each.values.begin(), each.values.end(), sample.add(each.key).begin());
  return sample;
}

// The row of a key, or null.
inline const std::int64_t* row_of(const collect::Changes& changes, collect::Key key) {
  for (std::size_t i = 0; i < changes.keys.size(); ++i)
    if (changes.keys[i] == key) return changes.row(i).data();
  return nullptr;
}

inline int marks_of(const collect::Changes& changes, collect::Key key) {
  for (std::size_t i = 0; i < changes.keys.size(); ++i)
    if (changes.keys[i] == key) return changes.marks[i];
  return -1;
}

}  // namespace copilot::test
