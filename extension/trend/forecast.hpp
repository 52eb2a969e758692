// Forecast: how a daily series will go on, with how sure that is.
// Words: the band is what lies between the tenth and the ninetieth percentile; backtest is how far a
// method was off where the rest of the history is known; a restart is a day from which on the series
// behaves differently, so that what came before tells nothing.
// Below 14 days there is no forecast, however smooth they look.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace copilot::trend {

inline constexpr double days_needed = 14;

struct Band {
  double low, expected, high;
};

// In days from the end of the series; nothing is never, as far as was looked.
struct Reach {
  std::optional<double> earliest, expected, latest;
};

class Forecast {
 public:
  explicit Forecast(std::vector<double> daily);

  bool possible() const { return method_ != nullptr; }
  double days() const { return daily_.empty() ? 0 : static_cast<double>(daily_.size() - 1); }
  double last() const { return daily_.back(); }

  // What follows holds where it is possible.
  const char* method() const { return method_; }
  std::optional<std::size_t> restart() const { return restart_; }  // how many days ago
  double per_day(double horizon) const;
  double confidence() const { return confidence_; }
  // The value in so many days.
  Band in(double days) const;
  // When the value rises to a limit; never, where it went down about as often as up: noise leads nowhere.
  Reach reached(double limit, double within_days) const;

 private:
  using Paths = std::vector<std::vector<double>>;  // for each a value for each week from now

  void choose(std::span<const double> values);
  Paths paths(double days) const;
  double expected(double days) const;
  bool rises() const;

  std::vector<double> daily_;
  std::vector<double> recent_;  // after the restart
  const char* method_ = nullptr;
  std::size_t chosen_ = 0;
  std::size_t period_ = 0;
  std::optional<std::size_t> restart_;
  std::vector<double> weekly_noise_;  // increments of a week, less their median
  std::vector<double> slope_errors_;  // of the method, a day
  double confidence_ = 0;
};

}  // namespace copilot::trend
