// Bodies: in SQL by the parser, in PL/pgSQL by parse_plpgsql; blocks within blocks up to a depth.
// Words: see parse_body.hpp.
// A body that does not parse must not make its statement fail: each text is parsed in an attempt.
#include "pg/lint/parse_body.hpp"

#include <algorithm>

#include "pg/ambient.hpp"
#include "pg/attempt.hpp"
#include "pg/guard.hpp"
#include "pg/lint/parse_settings.hpp"

namespace copilot::pg::parse {

namespace {

constexpr int deepest = 8;

// No schema of a user, so that what is found is PostgreSQL's own. RESET gives back the session's.
void take_setting(Body& body, const base::SetVariable& variable) {
  if (variable.name != "search_path" && !(variable.name.empty() && variable.reset)) return;
  body.search_path_set =
      !variable.reset && !variable.values.empty() &&
      std::all_of(variable.values.begin(), variable.values.end(), [](const std::string& schema) {
        return schema.empty() || schema == "pg_catalog" || schema == "pg_temp";
      });
}

void take(Body& body, const Found& found, const Source& source) {
  for (base::Call& call : calls_of(found, source)) {
    call.search_path_set = body.search_path_set;
    body.calls.push_back(std::move(call));
  }
  for (const RangeVar* each : Nodes<const RangeVar>(found.changed))
    body.relations.push_back({name_of(each), true, source.line(each->location)});
  for (const RangeVar* each : Nodes<const RangeVar>(found.relations))
    body.relations.push_back({name_of(each), false, source.line(each->location)});
  for (const Node* each : Nodes<const Node>(found.strings)) {
    const std::string_view text = string_of(each);
    if (text.size() < NAMEDATALEN && body.literals.size() < 1000)
      body.literals.push_back(text_of(text));
  }
}

void read_block(Body& body, const DoStmt& node, const Source& source, int depth) {
  std::string language = "plpgsql";
  const char* text = nullptr;
  int line = 0;
  for (const DefElem* option : Nodes<const DefElem>(node.args)) {
    if (std::string_view(option->defname) == "language") {
      language = value_of(option->arg);
    } else if (std::string_view(option->defname) == "as") {
      text = string_of(option->arg);
      line = source.line(option->location);
    }
  }
  if (text != nullptr) read_body(body, language, text, line, depth + 1);
}

void read_statement(Body& body, const Node* node, const Source& source, int depth) {
  switch (tag(node)) {
    case T_SelectStmt:
      take(body, walk(node), source);
      if (const auto setting = set_config(*reinterpret_cast<const SelectStmt*>(node)))
        take_setting(body, *setting);
      break;
    case T_InsertStmt:
    case T_UpdateStmt:
    case T_DeleteStmt:
    case T_MergeStmt:
    case T_PLAssignStmt:
    case T_ReturnStmt:
      take(body, walk(node), source);
      break;
    case T_CallStmt:
      take(body,
           walk(reinterpret_cast<const Node*>(reinterpret_cast<const CallStmt*>(node)->funccall)),
           source);
      break;
    case T_CreateTableAsStmt:
      take(body, walk(reinterpret_cast<const CreateTableAsStmt*>(node)->query), source);
      break;
    case T_ViewStmt:
      take(body, walk(reinterpret_cast<const ViewStmt*>(node)->query), source);
      break;
    case T_ExplainStmt:
      read_statement(body, reinterpret_cast<const ExplainStmt*>(node)->query, source, depth);
      break;
    case T_VariableSetStmt:
      take_setting(body, set_variable(*reinterpret_cast<const VariableSetStmt*>(node)));
      break;
    case T_DoStmt:
      read_block(body, *reinterpret_cast<const DoStmt*>(node), source, depth);
      break;
    case T_TruncateStmt:
      for (const RangeVar* each :
           Nodes<const RangeVar>(reinterpret_cast<const TruncateStmt*>(node)->relations))
        body.relations.push_back({name_of(each), true, source.line(each->location)});
      break;
    case T_AlterTableStmt: {
      const RangeVar* table = reinterpret_cast<const AlterTableStmt*>(node)->relation;
      body.relations.push_back({name_of(table), false, source.line(table->location)});
      break;
    }
    default:
      break;
  }
}

}  // namespace

const List* parsed(std::string_view text, RawParseMode mode) {
  ServerInterrupts().poll();  // a body can hold as many statements as a script
  const std::string copy(text);
  const char* raw = copy.c_str();
  const List* statements = nullptr;
  attempt([&] { statements = guard([=]() noexcept { return raw_parser(pstrdup(raw), mode); }); });
  return statements;
}

void read_statements(Body& body, const List* statements, const Source& source, int depth) {
  for (const RawStmt* each : Nodes<const RawStmt>(statements))
    read_statement(body, each->stmt, source, depth);
}

void read_parsed_body(Body& body, const Node* tree, const Source& source) {
  if (tag(tree) != T_List) {
    read_statement(body, tree, source, 0);
    return;
  }
  for (const Node* each : Nodes<const Node>(reinterpret_cast<const List*>(tree)))
    read_parsed_body(body, each, source);
}

void read_body(Body& body, const std::string& language, std::string_view text, int line,
               int depth) {
  if (depth >= deepest) return;
  if (language == "sql") {
    const List* statements = parsed(text, RAW_PARSE_DEFAULT);
    const Source source(text, line);
    read_statements(body, statements, source, depth);
  } else if (language == "plpgsql") {
    read_plpgsql(body, text, line, depth);
  }
}

}  // namespace copilot::pg::parse
