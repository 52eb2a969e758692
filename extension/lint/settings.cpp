// Reading and checking settings.
// Words: see settings.hpp.
// An error must list what is allowed.
#include "lint/settings.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "lint/rules.hpp"

namespace copilot::lint {

namespace {

[[noreturn]] void refuse(const char* code, std::string message, std::string hint) {
  throw base::UserError{code, std::move(message), "", std::move(hint)};
}

const Parameter* find(const Rule& rule, std::string_view name) {
  for (const Parameter& parameter : rule.parameters)
    if (name == parameter.name) return &parameter;
  return nullptr;
}

std::string list(const Rule& rule) {
  if (rule.parameters.empty()) return "It has none.";
  std::string names;
  for (const Parameter& each : rule.parameters)
    names += (names.empty() ? "" : ", ") + std::string(each.name) + " (" + each.value + ")";
  return "It has " + names + ".";
}

bool all_texts(const base::Json& array) {
  return std::all_of(array.begin(), array.end(), [](const base::Json& e) { return e.is_string(); });
}

// Integers may stand for reals; lists of texts must stay such.
bool fits(const base::Json& value, const base::Json& pattern) {
  if (pattern.is_number_float()) return value.is_number();
  if (pattern.is_number()) return value.is_number_integer();
  if (pattern.is_array() && all_texts(pattern)) return value.is_array() && all_texts(value);
  return value.type() == pattern.type();
}

}  // namespace

void check(const Setting& setting) {
  const Rule* rule = rule_named(setting.rule);
  if (rule == nullptr)
    refuse(base::sqlstate::undefined_object, "rule \"" + setting.rule + "\" of lint does not exist",
           "The view copilot.rules lists the rules.");
  if (!setting.parameters.is_object())
    refuse(base::sqlstate::invalid_parameter_value, "parameters must be a JSON object",
           "For example '{\"name\": 1}'.");
  for (const auto& [name, value] : setting.parameters.items()) {
    const Parameter* parameter = find(*rule, name);
    if (parameter == nullptr)
      refuse(base::sqlstate::invalid_parameter_value,
             "rule \"" + setting.rule + "\" has no parameter \"" + name + "\"", list(*rule));
    if (!fits(value, base::Json::parse(parameter->value)))
      refuse(base::sqlstate::invalid_parameter_value,
             "parameter \"" + name + "\" of rule \"" + setting.rule + "\" cannot be " +
                 value.dump(-1, ' ', false, base::Json::error_handler_t::replace),
             "By default it is " + std::string(parameter->value) + ": " + parameter->meaning);
  }
}

const Setting* Settings::find(const Rule& rule) const {
  for (const Setting& row : rows_)
    if (row.rule == rule.identity.id) return &row;
  return nullptr;
}

bool Settings::enabled(const Rule& rule) const {
  const Setting* row = find(rule);
  return row != nullptr && row->enabled ? *row->enabled : rule.enabled;
}

Parameters Settings::parameters(const Rule& rule) const {
  base::Json values = base::Json::object();
  for (const Parameter& parameter : rule.parameters)
    values[parameter.name] = base::Json::parse(parameter.value);
  if (const Setting* row = find(rule))
    for (const auto& [name, value] : row->parameters.items())
      if (values.contains(name)) values[name] = value;
  return Parameters(std::move(values));
}

void Settings::apply(const Rule& rule, std::vector<base::Finding>& findings) const {
  const Setting* row = find(rule);
  if (row == nullptr || !row->severity) return;
  for (base::Finding& finding : findings)
    if (finding.severity != base::Severity::unknown) finding.severity = *row->severity;
}

}  // namespace copilot::lint
