// Names, types, roles and options of parse trees as base/ddl_parts.hpp has them.
// Words: what comes from a node is in the encoding of the database, what goes to a module in UTF-8.
// Nothing here knows whether what is named exists.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ddl.hpp"
#include "base/sql_lexer.hpp"
#include "pg/lint/parse_nodes.hpp"

namespace copilot::pg::parse {

// How the server that parses reads literals.
base::SqlDialect lexer_dialect();

std::string text_of(std::string_view text);
std::string text_of(const char* text);  // a null pointer is an empty text

base::ObjectName name_of(const RangeVar* relation);
base::ObjectName name_of(const List* names);
// A list of names, a relation, a type or a routine, whatever the grammar gave for an object.
base::ObjectName name_of_object(const Node* object);
std::vector<std::string> strings_of(const List* strings);

std::string role_of(const RoleSpec* role);  // CURRENT_USER and the like as they are written
std::vector<std::string> roles_of(const List* roles);

base::TypeName type_of(const TypeName* type);
// The types of arguments as format_type would write them; the list holds TypeName nodes.
std::string types_of(const List* types);

std::string value_of(const Node* value);  // of an option or a setting
std::vector<base::Option> options_of(const List* options);

base::ObjectKind kind_of(ObjectType type);
char persistence_of(const RangeVar* relation);

}  // namespace copilot::pg::parse
