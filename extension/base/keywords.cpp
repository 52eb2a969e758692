// The tables.
// Words: see keywords.hpp.
// They must be sorted.
#include "base/keywords.hpp"

#include <algorithm>
#include <iterator>

namespace copilot::base {

namespace {

constexpr std::string_view reserved[] = {"all",          "analyse",
                                         "analyze",      "and",
                                         "any",          "array",
                                         "as",           "asc",
                                         "asymmetric",   "both",
                                         "case",         "cast",
                                         "check",        "collate",
                                         "column",       "constraint",
                                         "create",       "current_catalog",
                                         "current_date", "current_role",
                                         "current_time", "current_timestamp",
                                         "current_user", "default",
                                         "deferrable",   "desc",
                                         "distinct",     "do",
                                         "else",         "end",
                                         "except",       "false",
                                         "fetch",        "for",
                                         "foreign",      "from",
                                         "grant",        "group",
                                         "having",       "in",
                                         "initially",    "intersect",
                                         "into",         "lateral",
                                         "leading",      "limit",
                                         "localtime",    "localtimestamp",
                                         "not",          "null",
                                         "offset",       "on",
                                         "only",         "or",
                                         "order",        "placing",
                                         "primary",      "references",
                                         "returning",    "select",
                                         "session_user", "some",
                                         "symmetric",    "system_user",
                                         "table",        "then",
                                         "to",           "trailing",
                                         "true",         "union",
                                         "unique",       "user",
                                         "using",        "variadic",
                                         "when",         "where",
                                         "window",       "with"};
constexpr std::string_view type_or_function[] = {
    "authorization", "binary", "collation", "concurrently", "cross",   "current_schema",
    "freeze",        "full",   "ilike",     "inner",        "is",      "isnull",
    "join",          "left",   "like",      "natural",      "notnull", "outer",
    "overlaps",      "right",  "similar",   "tablesample",  "verbose"};
constexpr std::string_view column_name[] = {
    "between",       "bigint",         "bit",           "boolean",        "char",
    "character",     "coalesce",       "dec",           "decimal",        "exists",
    "extract",       "float",          "greatest",      "grouping",       "inout",
    "int",           "integer",        "interval",      "json",           "json_array",
    "json_arrayagg", "json_exists",    "json_object",   "json_objectagg", "json_query",
    "json_scalar",   "json_serialize", "json_table",    "json_value",     "least",
    "merge_action",  "national",       "nchar",         "none",           "normalize",
    "nullif",        "numeric",        "out",           "overlay",        "position",
    "precision",     "real",           "row",           "setof",          "smallint",
    "substring",     "time",           "timestamp",     "treat",          "trim",
    "values",        "varchar",        "xmlattributes", "xmlconcat",      "xmlelement",
    "xmlexists",     "xmlforest",      "xmlnamespaces", "xmlparse",       "xmlpi",
    "xmlroot",       "xmlserialize",   "xmltable"};
static_assert(std::is_sorted(std::begin(reserved), std::end(reserved)));
static_assert(std::is_sorted(std::begin(type_or_function), std::end(type_or_function)));
static_assert(std::is_sorted(std::begin(column_name), std::end(column_name)));

}  // namespace

Keyword keyword(std::string_view word) {
  if (std::binary_search(std::begin(reserved), std::end(reserved), word)) return Keyword::reserved;
  if (std::binary_search(std::begin(type_or_function), std::end(type_or_function), word))
    return Keyword::type_or_function;
  if (std::binary_search(std::begin(column_name), std::end(column_name), word))
    return Keyword::column_name;
  return Keyword::none;
}

}  // namespace copilot::base
