// Settings: which rules are on, with what parameters, as the rows of copilot.rule_settings say.
// Words: what a row leaves out is the rule's own. A rule that no row names is as it comes.
// What a row says is checked when it is written; a rule that is gone since then is passed over.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.hpp"
#include "lint/parameters.hpp"
#include "lint/rule.hpp"

namespace copilot::lint {

struct Setting {
  std::string rule;
  std::optional<bool> enabled;
  base::Json parameters = base::Json::object();
  std::optional<base::Severity> severity;
};

// Throws UserError for a rule, a parameter or a severity that does not exist, or a value of another
// type than the parameter's default.
void check(const Setting& setting);

class Settings {
 public:
  explicit Settings(std::vector<Setting> rows) : rows_(std::move(rows)) {}

  bool enabled(const Rule& rule) const;
  Parameters parameters(const Rule& rule) const;
  // Gives findings the severity that a row asks for; what is unknown stays so.
  void apply(const Rule& rule, std::vector<base::Finding>& findings) const;

 private:
  const Setting* find(const Rule& rule) const;

  std::vector<Setting> rows_;
};

}  // namespace copilot::lint
