// Baseline: findings that were there before, so that only new ones fail.
// Words: an entry is known by rule and object, and by its file where it has one; one entry knows
// every such finding. A stale entry is one that knows nothing any more.
// It must hold no text of a finding but its identity: it is kept beside the scripts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "result.hpp"

namespace copilot::client {

class Baseline {
 public:
  struct Entry {
    std::string file;  // empty: whatever the file
    std::string rule;
    std::string object;
    bool operator<(const Entry& other) const;
    bool operator==(const Entry& other) const = default;
  };

  Baseline() = default;
  // A JSON list of objects with file, rule and object. `name` is the file's, for messages.
  Baseline(std::string_view json, const std::string& name);
  // Of findings that have a column file, which may be null.
  explicit Baseline(const Result& findings);

  bool knows(const base::Rows& findings, std::size_t row) const;
  // Findings it does not know, in their order.
  Result unknown_of(const Result& findings) const;
  // Entries about these files (or about no file) that know none of the findings.
  std::size_t stale(const Result& findings, const std::vector<std::string>& files) const;

  std::string json() const;
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;  // sorted, each once
};

}  // namespace copilot::client
