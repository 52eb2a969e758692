// Parameters: the values of a rule's parameters, its own or as copilot.rule_settings changes them.
// Words: see rule.hpp; a value has the type that its default has.
// A name that the rule does not declare is a fault of the program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/finding.hpp"

namespace copilot::lint {

class Parameters {
 public:
  explicit Parameters(base::Json values) : values_(std::move(values)) {}

  std::int64_t integer(const char* name) const;
  double real(const char* name) const;
  bool boolean(const char* name) const;
  std::string text(const char* name) const;
  std::vector<std::string> texts(const char* name) const;  // of an array of strings
  const base::Json& json(const char* name) const;

 private:
  base::Json values_;
};

}  // namespace copilot::lint
