// Field: one column of a section's rows, read fast, by its position.
// Words: a cell that is null gives what the builder says is usual.
// A cell that is not what it must be is a fault of a snapshot that travelled: UserError, never a guess.
#pragma once

#include <charconv>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/rows.hpp"
#include "catalog/objects.hpp"

namespace copilot::catalog {

// The catalogs, by the oid of their class.
namespace classes {
inline constexpr Oid type = 1247, function = 1255, relation = 1259, attribute_default = 2604,
                     constraint = 2606, schema = 2615, rewrite = 2618, trigger = 2620,
                     extension = 3079, policy = 3256, collation = 3456, publication = 6104,
                     publication_relation = 6106;
}

[[noreturn]] void refuse_cell(std::string_view column, std::string_view cell);

class Field {
 public:
  // Throws UserError where the rows have no such column.
  Field(const base::Rows& rows, std::string_view column);

  const char* raw(std::size_t row) const { return rows_.at(row, position_); }
  std::size_t position() const { return position_; }
  bool null(std::size_t row) const { return raw(row) == nullptr; }
  std::string_view view(std::size_t row) const {
    const char* cell = raw(row);
    return cell == nullptr ? std::string_view() : std::string_view(cell);
  }
  std::string text(std::size_t row) const { return std::string(view(row)); }
  bool flag(std::size_t row, bool usual = false) const {
    const char* cell = raw(row);
    return cell == nullptr ? usual : *cell == 't';
  }
  char letter(std::size_t row, char usual = 0) const {
    const char* cell = raw(row);
    return cell == nullptr || *cell == 0 ? usual : *cell;
  }
  template <class Number>
  Number number(std::size_t row, Number usual = 0) const {
    const char* cell = raw(row);
    if (cell == nullptr) return usual;
    Number value{};
    const char* end = cell + std::strlen(cell);
    const auto read = std::from_chars(cell, end, value);
    if (read.ec != std::errc() || read.ptr != end) refuse_cell(column_, cell);
    return value;
  }
  // Of an array, {1,2}, or of a vector, 1 2.
  template <class Number>
  std::vector<Number> numbers(std::size_t row) const {
    std::vector<Number> all;
    const char* cell = raw(row);
    if (cell == nullptr) return all;
    const char* end = cell + std::strlen(cell);
    for (const char* at = cell; at < end;) {
      if (*at == '{' || *at == '}' || *at == ',' || *at == ' ') {
        ++at;
        continue;
      }
      Number value{};
      const auto read = std::from_chars(at, end, value);
      if (read.ec != std::errc()) refuse_cell(column_, cell);
      all.push_back(value);
      at = read.ptr;
    }
    return all;
  }
  // Of an array of texts; elements that are null are left out.
  std::vector<std::string> texts(std::size_t row) const;

 private:
  const base::Rows& rows_;
  std::size_t position_;
  std::string_view column_;
};

}  // namespace copilot::catalog
