// WorkerMessage: numbers of 32 bits and texts with their length before them.
// Words: an absent text has a length of its own.
// It must not trust a length.
#include "pg/worker_message.hpp"

#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace copilot::pg {

namespace {

constexpr std::uint32_t absent = UINT32_MAX;
constexpr std::size_t good_size = 1u << 20;

void put(std::string& bytes, std::size_t number) {
  const auto small = static_cast<std::uint32_t>(number);
  bytes.append(reinterpret_cast<const char*>(&small), sizeof small);
}

void put(std::string& bytes, std::optional<std::string_view> text) {
  if (!text) return put(bytes, absent);
  put(bytes, text->size());
  bytes.append(*text);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_(bytes) {}

  std::string_view take(std::size_t count) {
    if (count > left_.size()) throw std::logic_error("a message between processes is cut off");
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  std::uint32_t number() {
    std::uint32_t number;
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number;
  }
  std::optional<std::string_view> text() {
    const std::uint32_t size = number();
    if (size == absent) return std::nullopt;
    return take(size);
  }
  std::string word() { return std::string(text().value_or("")); }

 private:
  std::string_view left_;
};

Reader after_kind(std::string_view reply) {
  Reader reader(reply);
  reader.take(1);
  return reader;
}

}  // namespace

std::string write_request(std::span<const base::Query> queries) {
  std::string bytes;
  put(bytes, queries.size());
  for (const base::Query& query : queries) {
    put(bytes, std::optional<std::string_view>(query.sql));
    put(bytes, query.parameters.size());
    for (const auto& parameter : query.parameters)
      put(bytes, std::optional<std::string_view>(parameter));
  }
  return bytes;
}

std::vector<base::Query> read_request(std::string_view bytes) {
  Reader reader(bytes);
  std::vector<base::Query> queries;
  for (std::uint32_t left = reader.number(); left > 0; --left) {
    base::Query query;
    query.sql = reader.word();
    for (std::uint32_t parameters = reader.number(); parameters > 0; --parameters) {
      const auto text = reader.text();
      query.parameters.push_back(text ? std::optional<std::string>(*text) : std::nullopt);
    }
    queries.push_back(std::move(query));
  }
  return queries;
}

std::string write_reply(Reply kind) {
  return std::string(1, static_cast<char>(kind));
}

std::string write_failure(const base::UserError& failure) {
  std::string bytes = write_reply(Reply::failed);
  for (const std::string* each : {&failure.code, &failure.message, &failure.detail, &failure.hint})
    put(bytes, std::optional<std::string_view>(*each));
  return bytes;
}

std::string write_rows(const base::Rows& rows, std::size_t& first) {
  std::string head = write_reply(Reply::rows);
  put(head, rows.width());
  for (const std::string& column : rows.columns())
    put(head, std::optional<std::string_view>(column));
  std::string cells;
  std::size_t count = 0;
  for (; first < rows.size() && cells.size() < good_size; ++first, ++count)
    for (std::size_t column = 0; column < rows.width(); ++column) {
      const char* cell = rows.at(first, column);
      put(cells, cell == nullptr ? std::nullopt : std::optional<std::string_view>(cell));
    }
  put(head, count);
  return head + cells;
}

Reply kind_of(std::string_view reply) {
  return static_cast<Reply>(Reader(reply).take(1).front());
}

base::UserError read_failure(std::string_view reply) {
  Reader reader = after_kind(reply);
  base::UserError failure;
  for (std::string* each : {&failure.code, &failure.message, &failure.detail, &failure.hint})
    *each = reader.word();
  return failure;
}

base::Rows read_rows(std::string_view reply) {
  Reader reader = after_kind(reply);
  std::vector<std::string> columns;
  for (std::uint32_t left = reader.number(); left > 0; --left) columns.push_back(reader.word());
  const std::size_t width = columns.size();
  base::Rows rows(std::move(columns));
  const std::size_t cells = reader.number() * width;
  for (std::size_t i = 0; i < cells; ++i) rows.add(reader.text());
  return rows;
}

}  // namespace copilot::pg
