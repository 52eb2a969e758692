// Series: one metric over time, bucket by bucket.
// Words: a point is what one object had in one bucket: a counter's growth, a gauge's last value, a peak's highest one.
// A gauge goes on into the next bucket until it changes or its object is gone; counters and peaks begin anew in each.
#pragma once

#include <vector>

#include "collect/totals.hpp"

namespace copilot::collect {

class Series {
 public:
  struct Point {
    Key key;
    std::int64_t value;
    bool reset;
  };

  // zeros: also where nothing happened, of what the readings knew.
  Series(const Collector& collector, std::size_t metric, Filter filter, bool zeros);

  bool gauge() const { return kind_ == Kind::gauge; }
  // The gauges before the first bucket: at once, or not at all.
  void begin(const Totals& before);
  // A chunk of this bucket, the oldest first.
  void add(const Chunk& chunk);
  // The points of this bucket; the next one begins.
  void end_bucket(std::vector<Point>& points);

 private:
  std::uint32_t row_of(Key key);

  std::size_t metric_;
  Kind kind_;
  Filter filter_;
  bool zeros_;
  bool known_ = false;
  KeyIndex keys_;
  std::vector<std::int64_t> values_;
  std::vector<std::uint8_t> resets_;
  std::vector<Chunk::Cell> cells_;
};

}  // namespace copilot::collect
