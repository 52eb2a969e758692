// SET: names in lower case, values as they are written.
// Words: see parse_settings.hpp.
// A value that is computed is no value: then nothing is known of it.
#include "pg/lint/parse_settings.hpp"

#include <algorithm>
#include <string_view>

namespace copilot::pg::parse {

namespace {

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return text;
}

// A list of names as set_config has it, in one text: a, "B".
std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names;
  std::string name;
  bool quoted = false;
  bool any = false;
  const auto end = [&] {
    if (any) names.push_back(std::move(name));
    name.clear();
    any = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      if (quoted && i + 1 < text.size() && text[i + 1] == '"')
        name += text[++i];
      else
        quoted = !quoted;
      any = true;
    } else if (!quoted && c == ',') {
      end();
    } else if (quoted || (c != ' ' && c != '\t' && c != '\n')) {
      name += quoted ? c : lower_case(std::string(1, c))[0];
      any = true;
    }
  }
  end();
  return names;
}

}  // namespace

std::vector<std::string> values_of(const VariableSetStmt& node) {
  std::vector<std::string> values;
  for (const Node* value : Nodes<const Node>(node.args)) values.push_back(value_of(value));
  return values;
}

base::SetVariable set_variable(const VariableSetStmt& node) {
  base::SetVariable variable;
  variable.name = lower_case(text_of(node.name));
  variable.local = node.is_local;
  variable.reset =
      node.kind == VAR_RESET || node.kind == VAR_RESET_ALL || node.kind == VAR_SET_DEFAULT;
  if (node.kind == VAR_SET_VALUE) variable.values = values_of(node);
  return variable;
}

std::optional<base::SetVariable> set_config(const FuncCall& call) {
  const base::ObjectName name = name_of(call.funcname);
  if (name.name != "set_config" || length(call.args) != 3 ||
      (!name.schema.empty() && name.schema != "pg_catalog"))
    return std::nullopt;
  const auto argument = [&](int i) {
    return static_cast<const Node*>(call.args->elements[i].ptr_value);
  };
  const char* setting = constant_text(argument(0));
  const char* value = constant_text(argument(1));
  const std::optional<bool> local = truth_of(argument(2));
  if (setting == nullptr || value == nullptr || !local) return std::nullopt;
  base::SetVariable variable;
  variable.name = lower_case(text_of(setting));
  variable.local = *local;
  variable.values = variable.name == "search_path" ? split_names(text_of(value))
                                                   : std::vector<std::string>{text_of(value)};
  // As SET search_path = '' has it.
  if (variable.values.empty()) variable.values.emplace_back();
  return variable;
}

std::optional<base::SetVariable> set_config(const SelectStmt& node) {
  if (length(node.targetList) != 1 || node.fromClause != nullptr || node.op != SETOP_NONE)
    return std::nullopt;
  const auto* target = first<ResTarget>(node.targetList);
  if (tag(target) != T_ResTarget || tag(target->val) != T_FuncCall) return std::nullopt;
  return set_config(*reinterpret_cast<const FuncCall*>(target->val));
}

}  // namespace copilot::pg::parse
