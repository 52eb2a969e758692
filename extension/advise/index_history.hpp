// IndexHistory: what the history tells of the use of indexes, where the server itself does not say when one was last used.
// Words: an index is watched if it was there when the window of 35 days began, and every pass since is known.
// It must not take a gap for disuse.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/rule.hpp"

namespace copilot::advise {

// Before version 16, on copilot's own server.
extern const base::EvidenceQuery index_history_query;

class IndexHistory {
 public:
  explicit IndexHistory(const base::Evidence& evidence);

  bool kept() const { return kept_; }
  // Whether the history is kept as long as it takes.
  bool long_enough() const { return long_enough_; }
  // When the window will be covered, if it is not yet.
  std::optional<double> possible_in_seconds() const;
  // Whether any of these was scanned in the window; nothing where that is not known.
  std::optional<bool> scanned(const std::vector<std::int64_t>& indexes) const;
  // Whether all of these were there when the window began.
  bool all_were_there(const std::vector<std::int64_t>& indexes) const;

 private:
  struct Seen {
    std::int64_t scans;
    bool there;  // when the window began
    bool counted;
  };

  bool kept_ = false;
  bool long_enough_ = false;
  bool complete_ = false;
  double seconds_ = 0;
  std::map<std::int64_t, Seen> seen_;
};

}  // namespace copilot::advise
