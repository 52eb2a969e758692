// Names of parse trees: conversion to UTF-8, types as format_type writes them.
// Words: see parse_names.hpp.
// It must not look anything up: %TYPE and names without a schema stay what they are.
#include "pg/lint/parse_names.hpp"

#include <algorithm>
#include <iterator>

#include "base/quote.hpp"
#include "pg/encoding.hpp"
#include "pg/guard.hpp"

namespace copilot::pg::parse {

namespace {

struct Synonym {
  const char* name;
  const char* shown;
  const char* after = "";  // the modifier
};

// As format_type has them.
constexpr Synonym synonyms[] = {{"int2", "smallint"},
                                {"int4", "integer"},
                                {"int8", "bigint"},
                                {"float4", "real"},
                                {"float8", "double precision"},
                                {"bool", "boolean"},
                                {"bpchar", "character"},
                                {"varchar", "character varying"},
                                {"varbit", "bit varying"},
                                {"decimal", "numeric"},
                                {"numeric", "numeric"},
                                {"interval", "interval"},
                                {"bit", "bit"},
                                {"time", "time", " without time zone"},
                                {"timetz", "time", " with time zone"},
                                {"timestamp", "timestamp", " without time zone"},
                                {"timestamptz", "timestamp", " with time zone"}};

std::string modifiers_text(const base::TypeName& type, std::string_view shown) {
  // The grammar gives char one; the fields of an interval are not for people.
  if (type.modifiers.empty() || shown == "interval") return {};
  if (shown == "character" && type.modifiers == std::vector<int>{1}) return "(1)";
  std::string text = "(";
  for (const int modifier : type.modifiers) {
    if (text.size() > 1) text += ',';
    text += std::to_string(modifier);
  }
  return text + ')';
}

std::string shown_type(const base::TypeName& type, const TypeName& node) {
  std::string text;
  if (node.pct_type) {
    for (const Node* part : Nodes<const Node>(node.names)) {
      if (!text.empty()) text += '.';
      text += base::quote_identifier(text_of(string_of(part)));
    }
    return text + "%TYPE";
  }
  const bool built_in = type.name.schema.empty() || type.name.schema == "pg_catalog";
  const auto* synonym =
      std::find_if(std::begin(synonyms), std::end(synonyms),
                   [&](const Synonym& each) { return built_in && type.name.name == each.name; });
  if (synonym != std::end(synonyms)) {
    text = synonym->shown;
    text += modifiers_text(type, synonym->shown) + synonym->after;
  } else {
    if (!built_in) text = base::quote_identifier(type.name.schema) + '.';
    text += base::quote_identifier(type.name.name) + modifiers_text(type, type.name.name);
  }
  if (type.dimensions > 0) text += "[]";
  return text;
}

}  // namespace

base::SqlDialect lexer_dialect() {
  return {standard_conforming_strings, PG_VERSION_NUM >= 160000};
}

// What is ASCII is the same in every encoding of a server.
std::string text_of(std::string_view text) {
  std::string copy(text);
  const int encoding = GetDatabaseEncoding();
  if (encoding == PG_UTF8 || std::none_of(copy.begin(), copy.end(),
                                          [](char c) { return static_cast<signed char>(c) < 0; }))
    return copy;
  const char* raw = copy.c_str();
  return guard([raw]() noexcept { return module_text(raw); });
}

std::string text_of(const char* text) {
  return text == nullptr ? std::string() : text_of(std::string_view(text));
}

base::ObjectName name_of(const RangeVar* relation) {
  if (relation == nullptr) return {};
  return {text_of(relation->schemaname), text_of(relation->relname)};
}

// Of database.schema.name the database is left out.
base::ObjectName name_of(const List* names) {
  base::ObjectName name;
  for (const Node* part : Nodes<const Node>(names)) {
    name.schema = std::move(name.name);
    name.name = text_of(string_of(part));
  }
  return name;
}

base::ObjectName name_of_object(const Node* object) {
  switch (tag(object)) {
    case T_RangeVar:
      return name_of(reinterpret_cast<const RangeVar*>(object));
    case T_List:
      return name_of(reinterpret_cast<const List*>(object));
    case T_TypeName:
      return name_of(reinterpret_cast<const TypeName*>(object)->names);
    case T_ObjectWithArgs:
      return name_of(reinterpret_cast<const ObjectWithArgs*>(object)->objname);
    case T_String:
      return {{}, text_of(string_of(object))};
    case T_RoleSpec:
      return {{}, role_of(reinterpret_cast<const RoleSpec*>(object))};
    default:
      return {};
  }
}

std::vector<std::string> strings_of(const List* strings) {
  std::vector<std::string> texts;
  for (const Node* each : Nodes<const Node>(strings)) texts.push_back(text_of(string_of(each)));
  return texts;
}

std::string role_of(const RoleSpec* role) {
  if (role == nullptr) return {};
  switch (role->roletype) {
    case ROLESPEC_CSTRING:
      return text_of(role->rolename);
    case ROLESPEC_CURRENT_ROLE:
      return "current_role";
    case ROLESPEC_CURRENT_USER:
      return "current_user";
    case ROLESPEC_SESSION_USER:
      return "session_user";
    case ROLESPEC_PUBLIC:
      return "public";
  }
  return {};
}

std::vector<std::string> roles_of(const List* roles) {
  std::vector<std::string> names;
  for (const RoleSpec* each : Nodes<const RoleSpec>(roles)) names.push_back(role_of(each));
  return names;
}

base::TypeName type_of(const TypeName* node) {
  base::TypeName type;
  if (node == nullptr) return type;
  type.name = name_of(node->names);
  for (const Node* modifier : Nodes<const Node>(node->typmods)) {
    if (tag(modifier) != T_A_Const) continue;
    const auto* value = reinterpret_cast<const A_Const*>(modifier);
    if (!value->isnull && tag(&value->val.node) == T_Integer)
      type.modifiers.push_back(value->val.ival.ival);
  }
  type.dimensions = length(node->arrayBounds);
  type.set_of = node->setof;
  type.text = shown_type(type, *node);
  return type;
}

std::string types_of(const List* types) {
  std::string text;
  for (const TypeName* type : Nodes<const TypeName>(types)) {
    if (!text.empty()) text += ", ";
    text += type_of(type).text;
  }
  return text;
}

std::string value_of(const Node* value) {
  switch (tag(value)) {
    case T_String:
      return text_of(string_of(value));
    case T_Integer:
      return std::to_string(reinterpret_cast<const Integer*>(value)->ival);
    case T_Float:
      return reinterpret_cast<const Float*>(value)->fval;
    case T_Boolean:
      return reinterpret_cast<const Boolean*>(value)->boolval ? "true" : "false";
    case T_BitString:
      return reinterpret_cast<const BitString*>(value)->bsval;
    case T_TypeName:
      return type_of(reinterpret_cast<const TypeName*>(value)).text;
    case T_A_Const: {
      const Node* inner = constant(*reinterpret_cast<const A_Const*>(value));
      return inner == nullptr ? std::string() : value_of(inner);
    }
    case T_TypeCast:  // SET TIME ZONE INTERVAL '...'
      return value_of(reinterpret_cast<const TypeCast*>(value)->arg);
    case T_List: {
      const base::ObjectName name = name_of(reinterpret_cast<const List*>(value));
      return name.schema.empty() ? name.name : name.schema + '.' + name.name;
    }
    default:
      return {};
  }
}

std::vector<base::Option> options_of(const List* options) {
  std::vector<base::Option> list;
  for (const DefElem* option : Nodes<const DefElem>(options)) {
    std::string name = text_of(option->defname);
    if (option->defnamespace != nullptr) name = text_of(option->defnamespace) + '.' + name;
    list.push_back({std::move(name), value_of(option->arg)});
  }
  return list;
}

char persistence_of(const RangeVar* relation) {
  return relation == nullptr ? 'p' : relation->relpersistence;
}

base::ObjectKind kind_of(ObjectType type) {
  using Kind = base::ObjectKind;
  switch (type) {
    case OBJECT_TABLE:
      return Kind::table;
    case OBJECT_COLUMN:
      return Kind::column;
    case OBJECT_INDEX:
      return Kind::index;
    case OBJECT_VIEW:
      return Kind::view;
    case OBJECT_MATVIEW:
      return Kind::materialized_view;
    case OBJECT_FOREIGN_TABLE:
      return Kind::foreign_table;
    case OBJECT_SEQUENCE:
      return Kind::sequence;
    case OBJECT_TYPE:
      return Kind::type;
    case OBJECT_DOMAIN:
      return Kind::domain;
    case OBJECT_SCHEMA:
      return Kind::schema;
    case OBJECT_FUNCTION:
      return Kind::function;
    case OBJECT_PROCEDURE:
      return Kind::procedure;
    case OBJECT_ROUTINE:
      return Kind::routine;
    case OBJECT_AGGREGATE:
      return Kind::aggregate;
    case OBJECT_TRIGGER:
      return Kind::trigger;
    case OBJECT_EVENT_TRIGGER:
      return Kind::event_trigger;
    case OBJECT_POLICY:
      return Kind::policy;
    case OBJECT_RULE:
      return Kind::rule;
    case OBJECT_TABCONSTRAINT:
      return Kind::constraint;
    case OBJECT_DOMCONSTRAINT:
      return Kind::domain_constraint;
    case OBJECT_EXTENSION:
      return Kind::extension;
    case OBJECT_ROLE:
      return Kind::role;
    case OBJECT_DATABASE:
      return Kind::database;
    case OBJECT_TABLESPACE:
      return Kind::tablespace;
    case OBJECT_COLLATION:
      return Kind::collation;
    case OBJECT_CAST:
      return Kind::cast;
    case OBJECT_OPERATOR:
      return Kind::operator_;
    case OBJECT_OPCLASS:
      return Kind::operator_class;
    case OBJECT_OPFAMILY:
      return Kind::operator_family;
    case OBJECT_LANGUAGE:
      return Kind::language;
    case OBJECT_PUBLICATION:
      return Kind::publication;
    case OBJECT_SUBSCRIPTION:
      return Kind::subscription;
    case OBJECT_FOREIGN_SERVER:
      return Kind::foreign_server;
    case OBJECT_FDW:
      return Kind::foreign_data_wrapper;
    case OBJECT_USER_MAPPING:
      return Kind::user_mapping;
    case OBJECT_STATISTIC_EXT:
      return Kind::statistics;
    case OBJECT_TSCONFIGURATION:
    case OBJECT_TSDICTIONARY:
    case OBJECT_TSPARSER:
    case OBJECT_TSTEMPLATE:
      return Kind::text_search;
    case OBJECT_TRANSFORM:
      return Kind::transform;
    case OBJECT_ACCESS_METHOD:
      return Kind::access_method;
    case OBJECT_LARGEOBJECT:
      return Kind::large_object;
    case OBJECT_ATTRIBUTE:
      return Kind::attribute;
    case OBJECT_DEFACL:
      return Kind::default_privileges;
    default:
      return Kind::other;
  }
}

}  // namespace copilot::pg::parse
