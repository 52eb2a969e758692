// Plan: the steps that make the source look like the target, in an order in which they can be run.
// Words: a step is one statement with the object it is about; a change is add, drop, alter or rename.
// It must not run anything.
#pragma once

#include <string>
#include <vector>

#include "base/interrupts.hpp"
#include "diff/fact.hpp"
#include "diff/statement.hpp"

namespace copilot::diff {

struct Step {
  std::string object_type;
  std::string object;
  const char* change = "";
  std::string detail;
  Statement statement;
  double rows = -1;         // of what it works on, where known
  std::int64_t bytes = -1;  // likewise
};

struct Options {
  std::vector<std::string> schemas;  // as stored; empty: all
  bool online = true;
};

std::vector<Step> plan(const Facts& from, const Facts& to, const Options& options,
                       base::Interrupts& interrupts);

}  // namespace copilot::diff
