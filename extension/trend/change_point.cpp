// Change points by ranks: binary segmentation with the most extreme Mann-Whitney statistic.
// Words: see change_point.hpp; a stretch is a range of places; the scan is the statistic of each way
// to cut a stretch in two.
// Values matter to the size of a shift only, never to its place: one wild value moves nothing.
#include "trend/change_point.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "trend/statistics.hpp"

namespace copilot::trend {

namespace {

constexpr std::size_t most_shifts = 16;
constexpr std::size_t small_stretch = 40;  // here chance is asked by shuffling
constexpr std::size_t shuffles = 399;

// Ranks from 1, centred to a mean of 0; equal values share theirs.
std::vector<double> centred_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  const double middle = (static_cast<double>(values.size()) + 1) / 2;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    const double shared = static_cast<double>(i + end + 1) / 2;
    for (; i < end; ++i) ranks[order[i]] = shared - middle;
  }
  return ranks;
}

struct Cut {
  std::size_t at = 0;
  double statistic = 0;  // in standard deviations
};

// How far the first k of n values, whose sum and sum of squares are given, are from what chance
// makes of it.
double statistic(double sum, double squares, std::size_t k, std::size_t n) {
  const auto left = static_cast<double>(k), all = static_cast<double>(n);
  return std::abs(sum) / std::sqrt(squares * left * (all - left) / (all * (all - 1)));
}

double squares_of(std::span<const double> centred) {
  double squares = 0;
  for (const double each : centred) squares += each * each;
  return squares;
}

// Of values whose mean is 0.
Cut sharpest_cut(std::span<const double> centred, std::size_t least) {
  const double squares = squares_of(centred);
  Cut best;
  if (squares == 0) return best;
  double sum = 0;
  for (std::size_t k = 1; k + least <= centred.size(); ++k) {
    sum += centred[k - 1];
    if (k < least) continue;
    const double here = statistic(sum, squares, k, centred.size());
    if (here > best.statistic) best = {k, here};
  }
  return best;
}

double statistic_at(std::span<const double> centred, std::size_t at) {
  const double squares = squares_of(centred);
  if (squares == 0) return 0;
  double sum = 0;
  for (std::size_t i = 0; i < at; ++i) sum += centred[i];
  return statistic(sum, squares, at, centred.size());
}

// The values themselves, without what is wild, centred: they see a high step of few places, which
// ranks make small.
std::vector<double> centred_values(std::span<const double> values) {
  constexpr double wild = 8;
  const double middle = median(values);
  double reach = wild * spread(values);
  if (reach == 0) {
    for (const double value : values) reach = std::max(reach, std::abs(value - middle));
  }
  std::vector<double> centred;
  double mean = 0;
  for (const double value : values) {
    centred.push_back(std::clamp(value - middle, -reach, reach));
    mean += centred.back() / static_cast<double>(values.size());
  }
  for (double& each : centred) each -= mean;
  return centred;
}

// How often chance alone makes a cut as sharp. By shuffling in small stretches; else as the maximum
// of a normed Brownian bridge is distributed (Miller and Siegmund 1982).
double chance(double z, std::vector<double> ranks, std::size_t least) {
  if (z < 2) return 1;
  if (ranks.size() > small_stretch) {
    const double edge = static_cast<double>(least) / static_cast<double>(ranks.size());
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    const double width = std::log((1 - edge) * (1 - edge) / (edge * edge));
    return std::min(1.0, density * ((z - 1 / z) * width + 4 / z));
  }
  Random random(ranks.size());
  std::size_t sharper = 0;
  for (std::size_t round = 0; round < shuffles; ++round) {
    for (std::size_t i = ranks.size(); i > 1; --i) std::swap(ranks[i - 1], ranks[random.below(i)]);
    if (sharpest_cut(ranks, least).statistic >= z - 1e-9) ++sharper;
  }
  return static_cast<double>(sharper + 1) / static_cast<double>(shuffles + 1);
}

// Of the values on the wrong side of the middle between both levels, the share, of the worse side.
double overlap(std::span<const double> before, std::span<const double> after, double from,
               double to) {
  const double middle = (from + to) / 2;
  const auto wrong = [&](std::span<const double> values, bool high) {
    const auto count = std::count_if(values.begin(), values.end(), [&](double value) {
      return high ? value > middle : value < middle;
    });
    return static_cast<double>(count) / static_cast<double>(values.size());
  };
  return std::max(wrong(before, to > from), wrong(after, to < from));
}

double noise(std::span<const double> before, std::span<const double> after) {
  const auto left = static_cast<double>(before.size()), right = static_cast<double>(after.size());
  return (spread(before) * left + spread(after) * right) / (left + right);
}

// The jump right at the cut. A drift has next to none there, however far its ends are apart.
double local_jump(std::span<const double> before, std::span<const double> after) {
  const std::size_t near = std::clamp<std::size_t>(std::min(before.size(), after.size()), 3, 10);
  return median(after.first(std::min(near, after.size()))) -
         median(before.last(std::min(near, before.size())));
}

class Segmentation {
 public:
  Segmentation(std::span<const double> values, const ShiftTest& test)
      : values_(values), test_(test) {}

  std::vector<Shift> run() {
    std::vector<std::size_t> cuts = {0, values_.size()};
    // Each cut can open two more stretches; those that gave none are not asked again.
    std::vector<std::pair<std::size_t, std::size_t>> open = {{0, values_.size()}};
    while (!open.empty() && cuts.size() < most_shifts + 2) {
      const auto [from, to] = open.back();
      open.pop_back();
      const std::size_t cut = cut_of(from, to);
      if (cut == 0) continue;
      cuts.insert(std::upper_bound(cuts.begin(), cuts.end(), cut), cut);
      open.push_back({from, cut});
      open.push_back({cut, to});
    }
    std::vector<Shift> found;
    // Judged anew between their neighbours: what divided a long stretch may divide nothing in a
    // short one. The least sure goes first.
    while (cuts.size() > 2) {
      found.clear();
      std::size_t worst = 0;
      for (std::size_t i = 1; i + 1 < cuts.size(); ++i) {
        found.push_back(judge(cuts[i - 1], cuts[i], cuts[i + 1]));
        if (found.back().confidence < found[worst].confidence) worst = i - 1;
      }
      if (found[worst].confidence > 0) return found;
      cuts.erase(cuts.begin() + static_cast<std::ptrdiff_t>(worst) + 1);
    }
    return {};
  }

 private:
  std::size_t cut_of(std::size_t from, std::size_t to) const {
    if (to - from < 2 * test_.least) return 0;
    const auto stretch = values_.subspan(from, to - from);
    const std::vector<double> ranks = centred_ranks(stretch);
    const Cut by_rank = sharpest_cut(ranks, test_.least);
    const Cut by_value = sharpest_cut(centred_values(stretch), test_.least);
    if (by_value.at > 0) {
      const std::size_t at = sharpened(from, from + by_value.at, to);
      if (judge(from, at, to).confidence > 0) return at;
    }
    if (by_rank.at == 0 || chance(by_rank.statistic, ranks, test_.least) > loosest()) return 0;
    return sharpened(from, from + by_rank.at, to);
  }

  // Both may be off by some: the place that leaves the least deviation.
  std::size_t sharpened(std::size_t from, std::size_t cut, std::size_t to) const {
    const std::size_t first = std::max(from + test_.least, cut - std::min<std::size_t>(cut, 5));
    const std::size_t last = std::min(to - test_.least, cut + 5);
    std::size_t best = cut;
    double least = -1;
    for (std::size_t at = first; at <= last; ++at) {
      const double left = deviation(from, at) + deviation(at, to);
      if (least >= 0 && left >= least) continue;
      least = left;
      best = at;
    }
    return best;
  }

  double deviation(std::size_t from, std::size_t to) const {
    const auto stretch = values_.subspan(from, to - from);
    const double middle = median(stretch);
    double sum = 0;
    for (const double value : stretch) sum += std::abs(value - middle);
    return sum;
  }

  // A few places cannot be rare by their order alone; then the jump has to be far above the noise.
  double loosest() const { return std::max(1 - test_.certainty, 0.2); }

  Shift judge(std::size_t from, std::size_t at, std::size_t to) const {
    const auto before = values_.subspan(from, at - from), after = values_.subspan(at, to - at);
    Shift shift{at, median(before), median(after), 0};
    const double jump = std::abs(shift.after - shift.before);
    const double around = noise(before, after);
    if (jump == 0 || jump < test_.jump || jump < test_.noises * around) return shift;
    const double local = local_jump(before, after) / (shift.after - shift.before);
    const double mixed = overlap(before, after, shift.before, shift.after);
    if (local < 0.5 || mixed > 0.2) return shift;
    const std::vector<double> ranks = centred_ranks(values_.subspan(from, to - from));
    const double by_chance = chance(statistic_at(ranks, at - from), ranks, test_.least);
    const bool rare = by_chance <= 1 - test_.certainty;
    const bool far = mixed == 0 && by_chance <= loosest() && jump >= 8 * around;
    if (!rare && !far) return shift;
    const double separation = around == 0 ? 1 : 1 - std::exp(-jump / (2 * around));
    const double seen = 1 - 1 / static_cast<double>(std::min(before.size(), after.size()) + 1);
    shift.confidence =
        std::max(0.05, (1 - std::min(by_chance, 0.1)) * separation * (1 - mixed) * seen);
    return shift;
  }

  std::span<const double> values_;
  const ShiftTest& test_;
};

}  // namespace

std::vector<double> without_seasons(std::span<const double> values,
                                    const std::vector<std::size_t>& seasons) {
  constexpr std::size_t cycles = 3;
  std::vector<double> rest(values.begin(), values.end());
  for (const std::size_t season : seasons) {
    if (season < 2 || rest.size() < cycles * season) continue;
    const double level = median(rest);
    for (std::size_t phase = 0; phase < season; ++phase) {
      std::vector<double> same;
      for (std::size_t i = phase; i < rest.size(); i += season) same.push_back(rest[i]);
      const double above = median(same) - level;
      for (std::size_t i = phase; i < rest.size(); i += season) rest[i] -= above;
    }
  }
  return rest;
}

std::vector<Shift> shifts(std::span<const double> values, const ShiftTest& test) {
  const std::vector<double> rest = without_seasons(values, test.seasons);
  return Segmentation(rest, test).run();
}

}  // namespace copilot::trend
