// Writing columns and indexes.
// Words: see index_text.hpp.
// Operator classes that are every type's own are left out, as the server does.
#include "lint/schema/index_text.hpp"

#include <algorithm>
#include <string_view>

#include "base/quote.hpp"

namespace copilot::lint {

namespace {

constexpr std::string_view usual_classes[] = {
    "int2_ops",        "int4_ops",    "int8_ops",   "text_ops",   "bpchar_ops",  "timestamp_ops",
    "timestamptz_ops", "date_ops",    "time_ops",   "timetz_ops", "numeric_ops", "bool_ops",
    "uuid_ops",        "float4_ops",  "float8_ops", "oid_ops",    "bytea_ops",   "interval_ops",
    "inet_ops",        "array_ops",   "jsonb_ops",  "enum_ops",   "range_ops",   "char_ops",
    "name_ops",        "macaddr_ops", "bit_ops",    "varbit_ops", "record_ops",  "tsvector_ops"};

constexpr std::size_t longest_name = 63;

std::string options_text(const std::vector<std::string>& options) {
  std::string text;
  for (const std::string& each : options) text += (text.empty() ? "" : ", ") + each;
  return text.empty() ? "" : " WITH (" + text + ")";
}

std::string key_text(const catalog::Model& model, const catalog::Relation* table,
                     const catalog::IndexKey& key) {
  std::string text;
  if (key.column == 0) {
    text = "(" + key.expression + ")";
  } else if (table != nullptr) {
    text = column_list(*table, {&key.column, 1});
  }
  const auto named = model.operator_classes.find(key.operator_class);
  if (named != model.operator_classes.end() && !usual_class(model, key.operator_class))
    text += " " + base::quote_identifier(named->second);
  if (key.descending) text += key.nulls_first ? " DESC" : " DESC NULLS LAST";
  if (!key.descending && key.nulls_first) text += " NULLS FIRST";
  return text;
}

}  // namespace

bool usual_class(const catalog::Model& model, catalog::Oid operator_class) {
  const auto named = model.operator_classes.find(operator_class);
  return named != model.operator_classes.end() &&
         std::find(std::begin(usual_classes), std::end(usual_classes), named->second) !=
             std::end(usual_classes);
}

std::string column_list(const catalog::Relation& table, std::span<const int> columns) {
  std::string text;
  for (int number : columns) {
    const catalog::Column* column = table.column(number);
    if (!text.empty()) text += ", ";
    text += column != nullptr ? base::quote_identifier(column->name) : "#" + std::to_string(number);
  }
  return text;
}

std::string key_list(const catalog::Model& model, const catalog::Index& index) {
  const catalog::Relation* table = model.relation(index.table);
  std::string text;
  for (const catalog::IndexKey& key : index.keys)
    text += (text.empty() ? "" : ", ") + key_text(model, table, key);
  return text;
}

std::string index_definition(const catalog::Model& model, const catalog::Index& index,
                             const std::string& name, const std::string& predicate) {
  const catalog::Relation* table = model.relation(index.table);
  std::string sql = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
  if (!index.partitioned) sql += "CONCURRENTLY ";
  sql += base::quote_identifier(name) + " ON ";
  if (table != nullptr) sql += model.qualified(*table);
  sql += " USING " + index.method + " (" + key_list(model, index) + ")";
  if (!index.included.empty() && table != nullptr)
    sql += " INCLUDE (" + column_list(*table, index.included) + ")";
  if (index.nulls_not_distinct) sql += " NULLS NOT DISTINCT";
  sql += options_text(index.options);
  if (!predicate.empty()) sql += " WHERE " + predicate;
  return sql + ";";
}

std::string drop_of(const catalog::Model& model, const catalog::Index& index) {
  return std::string("DROP INDEX ") + (index.partitioned ? "" : "CONCURRENTLY ") +
         model.qualified(index) + ";";
}

std::string new_index_name(const catalog::Model& model, const catalog::Relation& table,
                           const std::string& middle) {
  const catalog::Schema* schema = model.schema(table.schema);
  std::string stem = table.name + "_" + middle;
  constexpr std::size_t room = longest_name - 8;
  if (stem.size() > room) {
    std::size_t end = room;
    while (end > 0 && (static_cast<unsigned char>(stem[end]) & 0xC0U) == 0x80U) --end;
    stem.resize(end);
  }
  std::string name = stem + "_idx";
  constexpr int tries = 100;
  for (int i = 1; i < tries && schema != nullptr; ++i) {
    if (model.find_index(schema->name, name, {}) == nullptr &&
        model.find_relation(schema->name, name, {}) == nullptr)
      break;
    name = stem + "_idx" + std::to_string(i);
  }
  return name;
}

base::Finding& report_index(const Subject& subject, Reporter& reporter, base::Severity severity,
                            const catalog::Index& index, const std::string& verdict) {
  const catalog::Model& model = subject.model();
  base::Finding& finding = reporter.add(severity, subject.about(index),
                                        "Index " + model.qualified(index) + " " + verdict);
  if (const catalog::Relation* table = model.relation(index.table))
    finding.evidence["table"] = model.qualified(*table);
  finding.evidence["keys"] = key_list(model, index);
  finding.fix_kind = "manual";
  return finding;
}

}  // namespace copilot::lint
