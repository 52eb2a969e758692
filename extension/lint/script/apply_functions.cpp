// What CREATE and ALTER FUNCTION leave behind.
// Words: see apply.hpp and functions.hpp.
// Two functions of one name differ by their argument types, however those are spelled.
#include <algorithm>
#include <utility>

#include "base/sql_lexer.hpp"
#include "lint/script/apply.hpp"
#include "lint/script/functions.hpp"
#include "lint/script/making.hpp"
#include "lint/script/type_change.hpp"

namespace copilot::lint {

namespace {

// One type as it is written in a list: schema.name(modifiers)[].
base::TypeName written_type(std::string_view text) {
  base::TypeName type;
  base::SqlLexer lexer(text);
  for (base::Token token = lexer.next_significant(); token.kind != base::TokenKind::end;
       token = lexer.next_significant()) {
    std::string word(lexer.text(token));
    if (word == ".") {
      type.name.schema = std::exchange(type.name.name, "");
    } else if (word == "[") {
      ++type.dimensions;
    } else if (token.kind == base::TokenKind::quoted_identifier && word.size() > 1) {
      type.name.name = word.substr(1, word.size() - 2);
    } else if (token.kind == base::TokenKind::identifier) {
      if (!type.name.name.empty()) type.name.name += ' ';
      type.name.name += word;
    }
  }
  return type;
}

std::string setting(const base::Option& option) {
  return option.name + "=" + option.value;
}

void set_settings(std::vector<std::string>& settings, const std::vector<base::Option>& options) {
  for (const base::Option& option : options) {
    std::erase_if(settings,
                  [&](const std::string& each) { return each.starts_with(option.name + "="); });
    settings.push_back(setting(option));
  }
}

}  // namespace

std::vector<catalog::Oid> argument_types(const Scene& scene, const std::string& arguments) {
  std::vector<catalog::Oid> types;
  std::size_t from = 0;
  int depth = 0;
  const auto take = [&](std::size_t to) {
    const ResolvedType resolved =
        resolve_type(scene, written_type(std::string_view(arguments).substr(from, to - from)));
    types.push_back(resolved.type == nullptr ? 0 : resolved.type->oid);
    from = to + 1;
  };
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (arguments[at] == '(') ++depth;
    if (arguments[at] == ')') --depth;
    if (arguments[at] == ',' && depth == 0) take(at);
  }
  if (!arguments.empty()) take(arguments.size());
  return types;
}

const catalog::Function* find_function(const Scene& scene, const base::ObjectName& name,
                                       const std::string& arguments) {
  const std::vector<catalog::Oid> types = argument_types(scene, arguments);
  const catalog::Function* by_name = nullptr;
  int named = 0;
  for (const catalog::Function& each : scene.model().functions) {
    if (each.dropped || each.name != name.name) continue;
    const std::string schema = scene.schema_name(each.schema);
    const bool seen = name.schema.empty() ? std::find(scene.path().begin(), scene.path().end(),
                                                      schema) != scene.path().end()
                                          : schema == name.schema;
    if (!seen) continue;
    if (each.argument_types == types) return &each;
    by_name = &each;
    ++named;
  }
  return arguments.empty() && named == 1 ? by_name : nullptr;
}

void apply_create_function(const base::CreateFunction& statement, Scene& scene) {
  const base::ObjectName name{scene.new_schema(statement.name), statement.name.name};
  const catalog::Function* known = find_function(scene, name, statement.arguments);
  const std::vector<catalog::Oid> types = argument_types(scene, statement.arguments);
  const bool same = known != nullptr && known->argument_types == types;
  catalog::Function function;
  if (same) function = *known;
  function.schema = schema_for(name, scene);
  function.name = name.name;
  function.statement = scene.statement();
  function.kind = statement.procedure ? 'p' : 'f';
  function.language = statement.language;
  if (!same) function.arguments = statement.arguments;
  function.argument_types = types;
  const ResolvedType result = resolve_type(scene, statement.result);
  function.result = result.type == nullptr ? 0 : result.type->oid;
  function.result_set = statement.result.set_of;
  function.volatility = statement.volatility;
  function.security_definer = statement.security_definer;
  function.settings.clear();
  set_settings(function.settings, statement.settings);
  function.source = statement.body;
  function.sql_body = statement.sql_body;
  if (same) {
    *scene.model().change_function(known->oid) = std::move(function);
    return;
  }
  function.acl.grants.push_back({0, 0, "EXECUTE", false});
  scene.made(scene.model().add(std::move(function)).oid);
}

void apply_alter_function(const base::AlterFunction& statement, Scene& scene) {
  const catalog::Function* known = find_function(scene, statement.name, statement.arguments);
  if (known == nullptr) return;
  catalog::Function& function = *scene.model().change_function(known->oid);
  function.statement = scene.statement();
  if (statement.security_definer) function.security_definer = *statement.security_definer;
  set_settings(function.settings, statement.settings);
  for (const std::string& name : statement.resets) {
    if (name.empty()) function.settings.clear();
    std::erase_if(function.settings,
                  [&](const std::string& each) { return each.starts_with(name + "="); });
  }
}

}  // namespace copilot::lint
