// ChangePoint: where the behaviour of a series shifted to another level.
// Words: a shift is the first place of the new level, with the medians of the stretches before and
// after it; a season is a cycle of so many places (a day, a week), which is no shift.
// An outlier, a season or a slow drift must not be called a shift.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace copilot::trend {

struct Shift {
  std::size_t at;  // the first place after it
  double before;   // medians, without the seasons
  double after;
  double confidence;  // 0..1
};

struct ShiftTest {
  std::size_t least = 3;                  // places on each side, at least
  double jump = 0;                        // smallest difference of medians that matters
  double noises = 3;                      // and how many spreads of the stretches it has to be
  double certainty = 0.95;                // against chance
  std::vector<std::size_t> seasons = {};  // cycles in places, shortest first
};

// In order of place; none where there is nothing to see.
std::vector<Shift> shifts(std::span<const double> values, const ShiftTest& test);

// The values without their seasons, of which there must be three whole cycles to be seen.
std::vector<double> without_seasons(std::span<const double> values,
                                    const std::vector<std::size_t>& seasons);

}  // namespace copilot::trend
