// IndexParts: the pieces of an index as SQL writes them, of the model's parts.
// Words: a key is a column or an expression, with its collation, operator class and direction where
// they are not the usual ones.
// It must not ask the server: a schema has more indexes than anything else.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "diff/describer.hpp"

namespace copilot::diff {

class IndexParts {
 public:
  explicit IndexParts(const Describer& describer);

  std::string keys(const catalog::Index& index) const;
  std::string included(const catalog::Index& index) const;
  std::string tablespace(const catalog::Index& index) const;  // empty: the database's
  std::string targets(const catalog::Index& index) const;     // number target, ...

  // Each quoted, with commas.
  static std::string columns(const catalog::Relation& table, const std::vector<int>& numbers);
  // name='value', ...
  static std::string options(const std::vector<std::string>& stored);

 private:
  struct OperatorClass {
    std::string_view name;
    bool usual = false;
    catalog::Oid type = 0;
  };
  struct IndexColumn {
    std::vector<std::string> options;
    std::string target;
  };

  std::string operator_class(catalog::Oid oid, catalog::Oid type, const std::string& given) const;
  bool fits(catalog::Oid accepted, catalog::Oid type) const;

  const Describer& describer_;
  std::unordered_map<catalog::Oid, OperatorClass> operator_classes_;
  std::unordered_map<catalog::Oid, std::string_view> tablespaces_;
  std::map<std::pair<catalog::Oid, int>, IndexColumn> columns_;
};

}  // namespace copilot::diff
