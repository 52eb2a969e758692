// Unchanged: leaves rows out of a sample that are as in the pass before, so that a large sample is never built.
// Words: see last_pass.hpp; what is offered is a whole row, in the order of the reading.
// It leaves out nothing where every row has something to say: in a baseline, in the first pass of a day, and with peaks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "collect/sample.hpp"

namespace copilot::collect {

class LastPass;

class Unchanged final : public Sieve {
 public:
  Unchanged(LastPass& last, const Collector& collector, std::int64_t now);

  bool same(Key key, std::span<const std::int64_t> values) override;
  void added() override { order_.push_back(0); }

  bool active() const override { return active_; }
  // For every row that was read: the last pass's where it was left out, 0 for the next of the sample.
  const std::vector<std::uint32_t>& order() const override { return order_; }
  bool in_order() const override { return in_order_; }

 private:
  const LastPass& last_;
  std::size_t collector_;  // in the directory
  bool active_;
  bool in_order_ = true;
  std::uint32_t expected_ = 0;
  std::vector<std::uint32_t> order_;
};

}  // namespace copilot::collect
