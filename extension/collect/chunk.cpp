// Chunk: the bytes.
// Words: a number is a varint, seven bits a byte, the lowest first; a gauge's is zigzagged. A gap is the distance to the
// row before, less one.
// The layout is for ever, as stored chunks have it: version, flags, known, groups of keys by scope, marks, columns.
#include "collect/chunk.hpp"

#include <bit>

#include "base/error.hpp"

namespace copilot::collect {

namespace {

constexpr char version = 1;
constexpr std::uint64_t full_flag = 1;

// How the rows of a column are told.
enum Rows : std::uint8_t { every, by_bit, by_gap };

[[noreturn]] void corrupt() {
  throw base::UserError{"XX001", "a chunk of the history is corrupted", "",
                        "Reports over other windows may still work. To begin anew, drop and create "
                        "the extension copilot."};
}

constexpr std::uint64_t zigzag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}

constexpr std::int64_t unzigzag(std::uint64_t number) {
  return static_cast<std::int64_t>(number >> 1 ^ (0 - (number & 1)));
}

// Only a gauge goes below zero.
constexpr std::uint64_t number_of(std::int64_t value, Kind kind) {
  return kind == Kind::gauge ? zigzag(value) : static_cast<std::uint64_t>(value);
}

constexpr std::int64_t value_of(std::uint64_t number, Kind kind) {
  return kind == Kind::gauge ? unzigzag(number) : static_cast<std::int64_t>(number);
}

void put(std::string& bytes, std::uint64_t number) {
  while (number >= 0x80) {
    bytes.push_back(static_cast<char>(number | 0x80));
    number >>= 7;
  }
  bytes.push_back(static_cast<char>(number));
}

std::size_t length_of(std::uint64_t number) {
  return number == 0 ? 1 : (static_cast<std::size_t>(std::bit_width(number)) + 6) / 7;
}

// Takes from the front of the bytes; damage is thrown.
class Reader {
 public:
  explicit Reader(std::string_view bytes)
      : at_(reinterpret_cast<const unsigned char*>(bytes.data())), end_(at_ + bytes.size()) {}

  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  std::uint64_t number() {
    if (at_ != end_ && *at_ < 0x80) return *at_++;
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at_ == end_) corrupt();
      const std::uint64_t byte = *at_++;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (shift == 63 && byte > 1) corrupt();
        return value;
      }
    }
    corrupt();
  }

  // A count of things that take at least a byte each.
  std::size_t count() {
    const std::uint64_t value = number();
    if (value > left()) corrupt();
    return value;
  }

  std::string_view take(std::size_t length) {
    if (length > left()) corrupt();
    const std::string_view bytes(reinterpret_cast<const char*>(at_), length);
    at_ += length;
    return bytes;
  }

 private:
  const unsigned char* at_;
  const unsigned char* end_;
};

// Groups of one scope: the distance of the scope, how many objects, and their distances.
void put_keys(std::string& bytes, const std::vector<Key>& keys) {
  std::size_t groups = 0;
  for (std::size_t i = 0; i < keys.size(); ++i)
    groups += i == 0 || keys[i].scope != keys[i - 1].scope;
  put(bytes, groups);
  std::uint64_t scope = 0;
  for (std::size_t i = 0; i < keys.size();) {
    std::size_t end = i + 1;
    while (end < keys.size() && keys[end].scope == keys[i].scope) ++end;
    put(bytes, keys[i].scope - scope);
    scope = keys[i].scope;
    put(bytes, end - i);
    put(bytes, keys[i].object);
    for (++i; i < end; ++i) put(bytes, keys[i].object - keys[i - 1].object - 1);
  }
}

std::vector<Key> take_keys(Reader& reader) {
  std::vector<Key> keys;
  Key key;
  const std::size_t groups = reader.count();
  for (std::size_t group = 0; group < groups; ++group) {
    const std::uint64_t step = reader.number();
    if (group > 0 && (step == 0 || key.scope + step < key.scope)) corrupt();
    key.scope += step;
    const std::size_t count = reader.count();
    if (count == 0) corrupt();
    key.object = reader.number();
    keys.push_back(key);
    for (std::size_t i = 1; i < count; ++i) {
      const std::uint64_t gap = reader.number();
      if (gap >= ~std::uint64_t{0} - key.object) corrupt();
      key.object += gap + 1;
      keys.push_back(key);
    }
  }
  return keys;
}

void put_marks(std::string& bytes, const std::vector<std::uint8_t>& marks) {
  std::size_t count = 0;
  for (const std::uint8_t each : marks) count += each != 0;
  put(bytes, count);
  std::size_t next = 0;
  for (std::size_t row = 0; row < marks.size(); ++row) {
    if (marks[row] == 0) continue;
    put(bytes, row - next);
    put(bytes, marks[row]);
    next = row + 1;
  }
}

std::vector<std::uint8_t> take_marks(Reader& reader, std::size_t rows) {
  const std::size_t count = reader.count();
  if (count == 0) return {};
  std::vector<std::uint8_t> marks(rows);
  std::size_t row = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t gap = reader.number();
    if (row >= rows || gap >= rows - row) corrupt();
    row += gap;
    const std::uint64_t value = reader.number();
    if (value > 0xff) corrupt();
    marks[row++] = static_cast<std::uint8_t>(value);
  }
  return marks;
}

void put_column(std::string& bytes, const Changes& changes, std::size_t metric) {
  const std::size_t rows = changes.keys.size();
  std::size_t count = 0;
  std::size_t gaps = 0;
  std::size_t next = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    if (changes.row(row)[metric] == absent) continue;
    ++count;
    gaps += length_of(row - next);
    next = row + 1;
  }
  if (count == 0) return;
  const std::size_t bits = (rows + 7) / 8;
  const Rows how = count == rows ? every : gaps + length_of(count) < bits ? by_gap : by_bit;
  std::string column(1, static_cast<char>(how));
  if (how == by_bit) {
    column.resize(1 + bits);
    for (std::size_t row = 0; row < rows; ++row)
      if (changes.row(row)[metric] != absent)
        column[1 + row / 8] = static_cast<char>(column[1 + row / 8] | 1 << row % 8);
  } else if (how == by_gap) {
    put(column, count);
    next = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      if (changes.row(row)[metric] == absent) continue;
      put(column, row - next);
      next = row + 1;
    }
  }
  for (std::size_t row = 0; row < rows; ++row)
    if (changes.row(row)[metric] != absent)
      put(column, number_of(changes.row(row)[metric], changes.collector->metrics[metric].kind));
  put(bytes, metric);
  put(bytes, column.size());
  bytes += column;
}

}  // namespace

std::string encode(const Changes& changes) {
  std::string bytes(1, version);
  put(bytes, changes.full ? full_flag : 0);
  put(bytes, changes.known);
  put_keys(bytes, changes.keys);
  put_marks(bytes, changes.marks);
  for (std::size_t metric = 0; metric < changes.width(); ++metric)
    put_column(bytes, changes, metric);
  return bytes;
}

Chunk::Chunk(const Collector& collector, std::string_view bytes) : collector_(&collector) {
  Reader reader(bytes);
  if (reader.take(1)[0] != version) corrupt();
  full_ = (reader.number() & full_flag) != 0;
  known_ = reader.number();
  keys_ = take_keys(reader);
  marks_ = take_marks(reader, keys_.size());
  while (reader.left() > 0) {
    const std::uint64_t metric = reader.number();
    const std::string_view column = reader.take(reader.count());
    if (!columns_.empty() && metric <= columns_.back().metric) corrupt();
    columns_.push_back({metric, column});
  }
}

void Chunk::read(std::size_t metric, std::vector<Cell>& cells) const {
  cells.clear();
  const Column* found = nullptr;
  for (const Column& each : columns_)
    if (each.metric == metric) found = &each;
  if (found == nullptr) return;
  Reader reader(found->bytes);
  const std::size_t rows = keys_.size();
  const auto how = static_cast<std::uint8_t>(reader.take(1)[0]);
  if (how == every) {
    if (rows > reader.left()) corrupt();
    cells.reserve(rows);
    for (std::size_t row = 0; row < rows; ++row)
      cells.push_back({static_cast<std::uint32_t>(row), 0});
  } else if (how == by_bit) {
    const std::string_view bits = reader.take((rows + 7) / 8);
    for (std::size_t row = 0; row < rows; ++row)
      if ((static_cast<unsigned char>(bits[row / 8]) >> row % 8 & 1) != 0)
        cells.push_back({static_cast<std::uint32_t>(row), 0});
  } else if (how == by_gap) {
    const std::size_t count = reader.count();
    std::size_t row = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t gap = reader.number();
      if (row >= rows || gap >= rows - row) corrupt();
      row += gap;
      cells.push_back({static_cast<std::uint32_t>(row++), 0});
    }
  } else {
    corrupt();
  }
  const Kind kind = collector_->metrics[metric].kind;
  for (Cell& each : cells) each.value = value_of(reader.number(), kind);
  if (reader.left() > 0) corrupt();
}

}  // namespace copilot::collect
