// Convention: how a site writes its names, and whether a name is written so.
// Words: a style is a way to join words (snake_case); a template makes a name of the names of what it
// belongs to: idx_{table}_{columns}. A part that is not known matches anything.
// It must not judge names that PostgreSQL generates, unless it is told to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lint/parameters.hpp"

namespace copilot::lint {

enum class Keyed : unsigned char { index, unique, primary_key, foreign_key };

struct Parts {
  std::string table;
  std::vector<std::string> columns;  // empty: not known
  std::string foreign_table;
  std::vector<std::string> foreign_columns;
};

class Convention {
 public:
  explicit Convention(const Parameters& parameters);

  // Empty where the name is as it should be, else what it should be.
  std::string table_fault(std::string_view name) const { return style_fault(table_, name); }
  std::string column_fault(std::string_view name) const { return style_fault(column_, name); }
  std::string key_fault(std::string_view name, Keyed keyed, const Parts& parts) const;

 private:
  std::string style_fault(const std::string& style, std::string_view name) const;

  std::string table_, column_, templates_[4];
  bool generated_;
  std::vector<std::string> allowed_;
};

bool of_style(std::string_view style, std::string_view name);

}  // namespace copilot::lint
