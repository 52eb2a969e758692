// Quoting.
// Words: see quote.hpp; the table holds the keywords of versions 13 to 18 that are not UNRESERVED.
// It must be sorted.
#include "base/quote.hpp"

#include <algorithm>
#include <iterator>

namespace copilot::base {

namespace {

constexpr std::string_view keywords[] = {"all",
                                         "analyse",
                                         "analyze",
                                         "and",
                                         "any",
                                         "array",
                                         "as",
                                         "asc",
                                         "asymmetric",
                                         "authorization",
                                         "between",
                                         "bigint",
                                         "binary",
                                         "bit",
                                         "boolean",
                                         "both",
                                         "case",
                                         "cast",
                                         "char",
                                         "character",
                                         "check",
                                         "coalesce",
                                         "collate",
                                         "collation",
                                         "column",
                                         "concurrently",
                                         "constraint",
                                         "create",
                                         "cross",
                                         "current_catalog",
                                         "current_date",
                                         "current_role",
                                         "current_schema",
                                         "current_time",
                                         "current_timestamp",
                                         "current_user",
                                         "dec",
                                         "decimal",
                                         "default",
                                         "deferrable",
                                         "desc",
                                         "distinct",
                                         "do",
                                         "else",
                                         "end",
                                         "except",
                                         "exists",
                                         "extract",
                                         "false",
                                         "fetch",
                                         "float",
                                         "for",
                                         "foreign",
                                         "freeze",
                                         "from",
                                         "full",
                                         "grant",
                                         "greatest",
                                         "group",
                                         "grouping",
                                         "having",
                                         "ilike",
                                         "in",
                                         "initially",
                                         "inner",
                                         "inout",
                                         "int",
                                         "integer",
                                         "intersect",
                                         "interval",
                                         "into",
                                         "is",
                                         "isnull",
                                         "join",
                                         "json",
                                         "json_array",
                                         "json_arrayagg",
                                         "json_exists",
                                         "json_object",
                                         "json_objectagg",
                                         "json_query",
                                         "json_scalar",
                                         "json_serialize",
                                         "json_table",
                                         "json_value",
                                         "lateral",
                                         "leading",
                                         "least",
                                         "left",
                                         "like",
                                         "limit",
                                         "localtime",
                                         "localtimestamp",
                                         "merge_action",
                                         "national",
                                         "natural",
                                         "nchar",
                                         "none",
                                         "normalize",
                                         "not",
                                         "notnull",
                                         "null",
                                         "nullif",
                                         "numeric",
                                         "offset",
                                         "on",
                                         "only",
                                         "or",
                                         "order",
                                         "out",
                                         "outer",
                                         "overlaps",
                                         "overlay",
                                         "placing",
                                         "position",
                                         "precision",
                                         "primary",
                                         "real",
                                         "references",
                                         "returning",
                                         "right",
                                         "row",
                                         "select",
                                         "session_user",
                                         "setof",
                                         "similar",
                                         "smallint",
                                         "some",
                                         "substring",
                                         "symmetric",
                                         "system_user",
                                         "table",
                                         "tablesample",
                                         "then",
                                         "time",
                                         "timestamp",
                                         "to",
                                         "trailing",
                                         "treat",
                                         "trim",
                                         "true",
                                         "union",
                                         "unique",
                                         "user",
                                         "using",
                                         "values",
                                         "varchar",
                                         "variadic",
                                         "verbose",
                                         "when",
                                         "where",
                                         "window",
                                         "with",
                                         "xmlattributes",
                                         "xmlconcat",
                                         "xmlelement",
                                         "xmlexists",
                                         "xmlforest",
                                         "xmlnamespaces",
                                         "xmlparse",
                                         "xmlpi",
                                         "xmlroot",
                                         "xmlserialize",
                                         "xmltable"};
static_assert(std::is_sorted(std::begin(keywords), std::end(keywords)));

bool plain(std::string_view name) {
  if (name.empty()) return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  if (!letter(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::string enclosed(std::string_view text, char quote) {
  std::string result(1, quote);
  for (char c : text) {
    if (c == quote) result += quote;
    result += c;
  }
  return result += quote;
}

}  // namespace

bool needs_quoting_as_keyword(std::string_view word) {
  return std::binary_search(std::begin(keywords), std::end(keywords), word);
}

std::string quote_identifier(std::string_view name) {
  return plain(name) && !needs_quoting_as_keyword(name) ? std::string(name) : enclosed(name, '"');
}

std::string quote_qualified(std::string_view schema, std::string_view name) {
  if (schema.empty()) return quote_identifier(name);
  return quote_identifier(schema) + "." + quote_identifier(name);
}

std::string quote_literal(std::string_view text) {
  std::string quoted = enclosed(text, '\'');
  if (text.find('\\') == std::string_view::npos) return quoted;
  std::string escaped = "E";
  for (char c : quoted) {
    if (c == '\\') escaped += c;
    escaped += c;
  }
  return escaped;
}

}  // namespace copilot::base
