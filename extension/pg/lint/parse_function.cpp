// Functions: their options, and their bodies by parse_body.
// Words: see parse_function.hpp.
// A body in a language other than SQL and PL/pgSQL stays a text.
#include "pg/lint/parse_function.hpp"

#include <string_view>

#include "pg/lint/parse_body.hpp"
#include "pg/lint/parse_settings.hpp"

namespace copilot::pg::parse {

namespace {

// What follows AS in the source, so that lines of the body are lines of the script.
int line_of_body(const Source& source, const DefElem& as) {
  std::size_t token = source.token_at(as.location);
  if (source.is(token, "as")) ++token;
  return source.line_of(token);
}

base::Option setting_of(const Node* node) {
  const auto* set = reinterpret_cast<const VariableSetStmt*>(node);
  base::Option option{text_of(set->name), {}};
  for (const std::string& value : values_of(*set)) {
    if (!option.value.empty()) option.value += ", ";
    option.value += value;
  }
  return option;
}

std::string input_types(const List* parameters) {
  std::string text;
  for (const FunctionParameter* each : Nodes<const FunctionParameter>(parameters)) {
    if (each->mode == FUNC_PARAM_OUT || each->mode == FUNC_PARAM_TABLE) continue;
    if (!text.empty()) text += ", ";
    text += type_of(each->argType).text;
  }
  return text;
}

}  // namespace

base::StatementBody create_function(Statement& statement, const CreateFunctionStmt& node) {
  base::CreateFunction function;
  function.name = name_of(node.funcname);
  function.procedure = node.is_procedure;
  function.replace = node.replace;
  function.arguments = input_types(node.parameters);
  function.result = type_of(node.returnType);
  function.language = "sql";
  const char* body = nullptr;
  int line = statement.ddl.line;
  for (const DefElem* option : Nodes<const DefElem>(node.options)) {
    const std::string_view name = option->defname;
    if (name == "language") {
      function.language = value_of(option->arg);
    } else if (name == "as" && tag(option->arg) == T_List) {
      body = string_of(first<Node>(reinterpret_cast<const List*>(option->arg)));
      line = line_of_body(statement.source, *option);
    } else if (name == "security") {
      function.security_definer = value_of(option->arg) == "true";
    } else if (name == "volatility") {
      function.volatility = value_of(option->arg) == "immutable" ? 'i'
                            : value_of(option->arg) == "stable"  ? 's'
                                                                 : 'v';
    } else if (name == "set") {
      function.settings.push_back(setting_of(option->arg));
    }
  }
  for (const FunctionParameter* each : Nodes<const FunctionParameter>(node.parameters))
    mention(statement, each->defexpr);
  function.body = text_of(body);
  function.sql_body = node.sql_body != nullptr;
  Body facts;
  if (function.sql_body)
    read_parsed_body(facts, node.sql_body, statement.source);
  else if (body != nullptr)
    read_body(facts, function.language, body, line);
  function.body_calls = std::move(facts.calls);
  function.body_dynamic = facts.dynamic;
  for (base::Reference& each : facts.relations) statement.ddl.relations.push_back(std::move(each));
  return function;
}

base::StatementBody alter_function(Statement&, const AlterFunctionStmt& node) {
  base::AlterFunction function;
  function.name = name_of(node.func->objname);
  function.arguments = types_of(node.func->objargs);
  for (const DefElem* action : Nodes<const DefElem>(node.actions)) {
    const std::string_view name = action->defname;
    if (name == "security") {
      function.security_definer = value_of(action->arg) == "true";
    } else if (name == "set") {
      const auto* set = reinterpret_cast<const VariableSetStmt*>(action->arg);
      if (set->kind == VAR_RESET_ALL)
        function.resets.emplace_back();
      else if (set->kind == VAR_RESET || set->kind == VAR_SET_DEFAULT)
        function.resets.push_back(text_of(set->name));
      else
        function.settings.push_back(setting_of(action->arg));
    }
  }
  return function;
}

base::StatementBody do_block(Statement& statement, const DoStmt& node) {
  base::DoBlock block;
  block.language = "plpgsql";
  const char* body = nullptr;
  int line = statement.ddl.line;
  for (const DefElem* option : Nodes<const DefElem>(node.args)) {
    if (std::string_view(option->defname) == "language") {
      block.language = value_of(option->arg);
    } else if (std::string_view(option->defname) == "as") {
      body = string_of(option->arg);
      line = line_of_body(statement.source, *option);
    }
  }
  Body facts;
  if (body != nullptr) read_body(facts, block.language, body, line);
  block.body_calls = std::move(facts.calls);
  block.body_dynamic = facts.dynamic;
  for (base::Reference& each : facts.relations) statement.ddl.relations.push_back(std::move(each));
  for (std::string& each : facts.literals) statement.ddl.literals.push_back(std::move(each));
  return block;
}

}  // namespace copilot::pg::parse
