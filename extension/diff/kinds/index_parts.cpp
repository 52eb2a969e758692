// IndexParts: rendering.
// Words: see index_parts.hpp.
// What it leaves out must be what the server takes when nothing is said.
#include "diff/kinds/index_parts.hpp"

#include "base/quote.hpp"

namespace copilot::diff {

using catalog::Field;
using catalog::Oid;

namespace {

constexpr Oid text_type = 25, varchar_type = 1043, default_collation = 100;

// anyarray, anyenum, anyrange, anymultirange, record.
bool of_many_types(Oid type) {
  return type == 2277 || type == 3500 || type == 3831 || type == 4537 || type == 2249;
}

}  // namespace

IndexParts::IndexParts(const Describer& describer) : describer_(describer) {
  if (const base::Rows* found = describer.rows("index_operator_classes")) {
    const Field oid(*found, "oid"), name(*found, "name"), usual(*found, "usual"),
        type(*found, "type");
    for (std::size_t row = 0; row < found->size(); ++row)
      operator_classes_[oid.number<Oid>(row)] = {name.view(row), usual.flag(row),
                                                 type.number<Oid>(row)};
  }
  if (const base::Rows* found = describer.rows("tablespaces")) {
    const Field oid(*found, "oid"), name(*found, "name");
    for (std::size_t row = 0; row < found->size(); ++row)
      tablespaces_[oid.number<Oid>(row)] = name.view(row);
  }
  if (const base::Rows* found = describer.rows("index_columns")) {
    const Field index(*found, "index"), number(*found, "number"), options(*found, "options"),
        target(*found, "statistics_target");
    for (std::size_t row = 0; row < found->size(); ++row) {
      IndexColumn& made = columns_[{index.number<Oid>(row), number.number<int>(row)}];
      if (!options.null(row)) made.options = options.texts(row);
      made.target = target.text(row);
    }
  }
}

std::string IndexParts::columns(const catalog::Relation& table, const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) {
    const catalog::Column* column = table.column(number);
    if (column == nullptr) continue;
    if (!text.empty()) text += ", ";
    text += base::quote_identifier(column->name);
  }
  return text;
}

std::string IndexParts::options(const std::vector<std::string>& stored) {
  std::string text;
  for (const std::string_view each : stored) {
    const std::size_t sign = each.find('=');
    if (sign == std::string_view::npos) continue;
    if (!text.empty()) text += ", ";
    text += base::quote_identifier(each.substr(0, sign)) + "=" +
            base::quote_literal(each.substr(sign + 1));
  }
  return text;
}

// Whether a class that is usual for one type is what the server takes for the other.
bool IndexParts::fits(Oid accepted, Oid type) const {
  for (int depth = 0; depth < 16; ++depth) {
    if (type == accepted || type == 0 || of_many_types(accepted)) return true;
    if (type == varchar_type && accepted == text_type) return true;
    const catalog::Type* known = describer_.model.type(type);
    if (known == nullptr || known->base == 0) return false;
    type = known->base;
  }
  return false;
}

std::string IndexParts::operator_class(Oid oid, Oid type, const std::string& given) const {
  const auto found = operator_classes_.find(oid);
  if (found == operator_classes_.end()) return {};
  const OperatorClass& known = found->second;
  if (given.empty() && known.usual && fits(known.type, type)) return {};
  return " " + std::string(known.name) + (given.empty() ? "" : " (" + given + ")");
}

std::string IndexParts::keys(const catalog::Index& index) const {
  const catalog::Relation* table = describer_.model.relation(index.table);
  if (table == nullptr) return {};
  std::string text;
  for (std::size_t i = 0; i < index.keys.size(); ++i) {
    const catalog::IndexKey& key = index.keys[i];
    if (!text.empty()) text += ", ";
    Oid type = 0, own_collation = default_collation;
    if (key.column != 0) {
      const catalog::Column* column = table->column(key.column);
      if (column != nullptr) {
        text += base::quote_identifier(column->name);
        type = column->type;
        own_collation = column->collation;
        if (own_collation == 0 && key.collation != 0)
          if (const catalog::Type* known = describer_.model.type(type))
            own_collation = known->collation;
      }
    } else {
      text += key.expression;
    }
    if (key.collation != 0 && key.collation != own_collation) {
      const std::string name = describer_.collation(key.collation);
      if (!name.empty()) text += " COLLATE " + name;
    }
    std::string given;
    if (!columns_.empty())
      if (const auto found = columns_.find({index.oid, static_cast<int>(i) + 1});
          found != columns_.end())
        given = options(found->second.options);
    text += operator_class(key.operator_class, type, given);
    if (key.descending) {
      text += key.nulls_first ? " DESC" : " DESC NULLS LAST";
    } else if (key.nulls_first) {
      text += " NULLS FIRST";
    }
  }
  return text;
}

std::string IndexParts::included(const catalog::Index& index) const {
  const catalog::Relation* table = describer_.model.relation(index.table);
  return table == nullptr ? std::string() : columns(*table, index.included);
}

std::string IndexParts::tablespace(const catalog::Index& index) const {
  const auto found = tablespaces_.find(index.tablespace);
  return found == tablespaces_.end() ? std::string() : base::quote_identifier(found->second);
}

std::string IndexParts::targets(const catalog::Index& index) const {
  std::string text;
  if (columns_.empty()) return text;
  for (std::size_t i = 1; i <= index.keys.size(); ++i) {
    const auto found = columns_.find({index.oid, static_cast<int>(i)});
    if (found == columns_.end() || found->second.target.empty()) continue;
    if (!text.empty()) text += ", ";
    text += std::to_string(i) + " " + found->second.target;
  }
  return text;
}

}  // namespace copilot::diff
