// Checking arguments.
// Words: see finding_filter.hpp.
// It must say what is allowed, and tell a category that does not exist from one without rules yet.
#include "base/finding_filter.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text_array.hpp"

namespace copilot::base {

namespace {

template <class List>
std::string in_words(const List& names) {
  std::string words;
  for (const auto& name : names) words += (words.empty() ? "" : ", ") + std::string(name);
  return words;
}

bool has_rules(const Rules& rules, const std::string& category) {
  return std::any_of(rules.begin(), rules.end(),
                     [&](const Rule* rule) { return category == rule->category; });
}

void check(const Rules& rules, const std::string& category) {
  const auto known = categories();
  if (std::none_of(known.begin(), known.end(), [&](const char* name) { return category == name; }))
    throw UserError{sqlstate::invalid_parameter_value,
                    "\"" + category + "\" is not a category of findings", "",
                    "Allowed are " + in_words(known) + "."};
  if (has_rules(rules, category)) return;
  std::vector<std::string> with_rules;
  for (const char* name : known)
    if (has_rules(rules, name)) with_rules.emplace_back(name);
  throw UserError{sqlstate::feature_not_supported,
                  "this version of copilot has no rules of category \"" + category + "\"", "",
                  "Categories with rules are " + in_words(with_rules) + "."};
}

}  // namespace

Rules rules_in(const Rules& rules, const std::optional<std::vector<std::string>>& categories) {
  if (!categories) return rules;
  for (const std::string& category : *categories) check(rules, category);
  Rules wanted;
  for (const Rule* rule : rules)
    if (std::find(categories->begin(), categories->end(), rule->category) != categories->end())
      wanted.push_back(rule);
  return wanted;
}

std::optional<std::vector<std::string>> categories_from(const std::optional<std::string>& array) {
  if (!array) return std::nullopt;
  std::vector<std::string> names;
  for (auto& element : parse_text_array(*array)) {
    if (!element)
      throw UserError{sqlstate::invalid_parameter_value, "a category must not be null", "",
                      "Allowed are " + in_words(categories()) + "."};
    names.push_back(std::move(*element));
  }
  if (names.empty())
    throw UserError{sqlstate::invalid_parameter_value, "categories must not be an empty list", "",
                    "Leave it out for all, or name some of " + in_words(categories()) + "."};
  return names;
}

Filter filter_from(const std::optional<std::string>& min_severity,
                   const std::optional<std::string>& object) {
  Filter filter;
  const auto severity = min_severity ? severity_named(*min_severity) : std::nullopt;
  if (!severity)
    throw UserError{sqlstate::invalid_parameter_value,
                    min_severity ? "\"" + *min_severity + "\" is not a severity"
                                 : "min_severity must not be null",
                    "", "Allowed are critical, warning, unknown, notice."};
  filter.at_least = *severity;
  filter.object = object;
  return filter;
}

}  // namespace copilot::base
