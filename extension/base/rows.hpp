// The result of a query: named columns of nullable text, held in an arena that has a cap.
// Words: a cell is one value in PostgreSQL's text form (ISO dates), UTF-8, NUL-terminated for C.
// Rows never convert silently: a cell that is not the asked-for type is an error, null stays null.
#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace copilot::base {

// Memory of one call. Past the cap it throws UserError 53200: a call never eats the server.
class Arena final : public std::pmr::memory_resource {
 public:
  static constexpr std::size_t default_cap = 256u << 20;

  explicit Arena(std::size_t cap = default_cap) : cap_(cap) {}
  std::size_t used() const { return used_; }

 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override;
  void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override;
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

  std::size_t cap_;
  std::size_t used_ = 0;
};

class Rows {
 public:
  class Row {
   public:
    Row(const Rows& rows, std::size_t index) : rows_(rows), index_(index) {}

    bool null(std::string_view column) const;
    // Null is the type's empty value here; ask null() where the difference matters.
    std::string text(std::string_view column) const;
    std::optional<std::int64_t> integer(std::string_view column) const;
    std::optional<double> real(std::string_view column) const;
    bool boolean(std::string_view column) const;

   private:
    std::string_view cell(std::string_view column) const;

    const Rows& rows_;
    std::size_t index_;
  };

  explicit Rows(std::vector<std::string> columns, std::size_t cap = Arena::default_cap);
  Rows(Rows&&) = default;
  // What stands in an arena goes before it, which the order of members does only at the end of life.
  Rows& operator=(Rows&& other) noexcept {
    cells_ = std::move(other.cells_);
    texts_ = std::move(other.texts_);
    arena_ = std::move(other.arena_);
    columns_ = std::move(other.columns_);
    return *this;
  }

  const std::vector<std::string>& columns() const { return columns_; }
  std::size_t width() const { return columns_.size(); }
  std::size_t size() const { return width() == 0 ? 0 : cells_.size() / width(); }
  bool empty() const { return size() == 0; }
  // The position of a column; an unknown name is a fault of the program.
  std::size_t position(std::string_view column) const;

  Row operator[](std::size_t row) const { return Row(*this, row); }
  // Null, or a NUL-terminated string that lives as long as the rows.
  const char* at(std::size_t row, std::size_t column) const {
    return cells_[row * width() + column];
  }

  // Cells are added row by row, left to right; the text is copied.
  void add(std::optional<std::string_view> cell);
  void append(const Rows& other);

 private:
  std::vector<std::string> columns_;
  std::unique_ptr<Arena> arena_;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> texts_;
  std::vector<const char*> cells_;
};

}  // namespace copilot::base
