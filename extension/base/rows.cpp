// Rows: storage and the few conversions that readers of a result need.
// Words: see rows.hpp.
// It must not guess: a malformed number throws.
#include "base/rows.hpp"

#include <charconv>
#include <cstring>
#include <new>
#include <stdexcept>

#include "base/error.hpp"

namespace copilot::base {

void* Arena::do_allocate(std::size_t bytes, std::size_t alignment) {
  if (bytes > cap_ - used_)
    throw UserError{sqlstate::out_of_memory, "the result is larger than copilot keeps in memory",
                    "The limit of one call is " + std::to_string(cap_ >> 20) + " MB.",
                    "Ask for fewer rows (max_rows), or for one object."};
  void* memory = ::operator new(bytes, std::align_val_t(alignment));
  used_ += bytes;
  return memory;
}

void Arena::do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) {
  ::operator delete(memory, std::align_val_t(alignment));
  used_ -= bytes;
}

Rows::Rows(std::vector<std::string> columns, std::size_t cap)
    : columns_(std::move(columns)),
      arena_(std::make_unique<Arena>(cap)),
      texts_(std::make_unique<std::pmr::monotonic_buffer_resource>(arena_.get())) {}

std::size_t Rows::position(std::string_view column) const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i] == column) return i;
  throw std::logic_error("a result has no column " + std::string(column));
}

void Rows::add(std::optional<std::string_view> cell) {
  if (!cell) {
    cells_.push_back(nullptr);
    return;
  }
  auto* copy = static_cast<char*>(texts_->allocate(cell->size() + 1, 1));
  std::memcpy(copy, cell->data(), cell->size());
  copy[cell->size()] = '\0';
  cells_.push_back(copy);
}

void Rows::append(const Rows& other) {
  for (const char* cell : other.cells_)
    add(cell == nullptr ? std::nullopt : std::optional<std::string_view>(cell));
}

std::string_view Rows::Row::cell(std::string_view column) const {
  const char* value = rows_.at(index_, rows_.position(column));
  return value == nullptr ? std::string_view() : std::string_view(value);
}

bool Rows::Row::null(std::string_view column) const {
  return rows_.at(index_, rows_.position(column)) == nullptr;
}

std::string Rows::Row::text(std::string_view column) const {
  return std::string(cell(column));
}

template <class Number>
static std::optional<Number> parse(std::string_view text, std::string_view column) {
  Number value{};
  auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size())
    throw std::logic_error("column " + std::string(column) + " is not a number");
  return value;
}

std::optional<std::int64_t> Rows::Row::integer(std::string_view column) const {
  if (null(column)) return std::nullopt;
  return parse<std::int64_t>(cell(column), column);
}

std::optional<double> Rows::Row::real(std::string_view column) const {
  if (null(column)) return std::nullopt;
  return parse<double>(cell(column), column);
}

bool Rows::Row::boolean(std::string_view column) const {
  return cell(column) == "t";
}

}  // namespace copilot::base
