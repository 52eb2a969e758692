// Reading the bounds of partitions.
// Words: see partition_bounds.hpp.
// A year before Christ, or of more than four digits, or infinity is not compared.
#include "lint/schema/partition_bounds.hpp"

#include <charconv>
#include <chrono>
#include <tuple>

#include "base/sql_lexer.hpp"

namespace copilot::lint {

namespace {

using base::Token;
using base::TokenKind;

// Takes so many digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return {};
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + count, value);
  if (error != std::errc{} || end != text.data() + count || text.front() == '-') return {};
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// +HH, +HH:MM or +HH:MM:SS, as seconds.
std::optional<std::int64_t> take_offset(std::string_view& text) {
  const bool behind = !text.empty() && text.front() == '-';
  if (!behind && (text.empty() || text.front() != '+')) return 0;
  text.remove_prefix(1);
  std::int64_t seconds = 0, unit = 3600;
  do {
    const auto part = take_digits(text, 2);
    if (!part || unit == 0) return {};
    seconds += *part * unit;
    unit /= 60;
  } while (take(text, ':'));
  return behind ? -seconds : seconds;
}

std::int64_t take_fraction(std::string_view& text) {
  if (!take(text, '.')) return 0;
  std::int64_t value = 0, unit = 100000;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    value += (text.front() - '0') * unit;
    unit /= 10;
    text.remove_prefix(1);
  }
  return value;
}

std::optional<Bound> bound_of(const std::string& raw, bool quoted) {
  Bound bound;
  bound.text = raw;
  if (!quoted && (raw == "MINVALUE" || raw == "MAXVALUE")) {
    bound.end = raw == "MINVALUE" ? Bound::End::minimum : Bound::End::maximum;
    return bound;
  }
  const char* end = raw.data() + raw.size();
  const auto [read, error] = std::from_chars(raw.data(), end, bound.value);
  if (error == std::errc{} && read == end) return bound;
  const auto moment = microseconds(raw);
  if (!moment) return {};
  bound.time = true;
  bound.value = *moment;
  return bound;
}

// One value in parentheses.
std::optional<Bound> read_bound(base::SqlLexer& lexer) {
  if (lexer.text(lexer.next_significant()) != "(") return {};
  Token token = lexer.next_significant();
  std::string sign;
  if (lexer.text(token) == "-") {
    sign = "-";
    token = lexer.next_significant();
  }
  const bool quoted = token.kind == TokenKind::string;
  if (quoted && token.length < 2) return {};
  const std::string raw(quoted ? lexer.text(token).substr(1, token.length - 2) : lexer.text(token));
  if (lexer.text(lexer.next_significant()) != ")") return {};
  return bound_of(sign + raw, quoted);
}

}  // namespace

std::optional<std::int64_t> microseconds(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return {};
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return {};
  const auto day = take_digits(text, 2);
  if (!day) return {};
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return {};
  std::int64_t seconds =
      std::int64_t{86400} * std::chrono::sys_days(date).time_since_epoch().count();
  std::int64_t fraction = 0;
  if (take(text, ' ') || take(text, 'T')) {
    for (const int unit : {3600, 60, 1}) {
      const auto part = take_digits(text, 2);
      if (!part) return {};
      seconds += *part * unit;
      if (unit > 1 && !take(text, ':')) return {};
    }
    fraction = take_fraction(text);
    const auto offset = take_offset(text);
    if (!offset) return {};
    seconds -= *offset;
    take(text, 'Z');
  }
  if (!text.empty()) return {};
  return seconds * 1000000 + fraction;
}

bool Bound::operator<(const Bound& other) const {
  return std::tie(end, value) < std::tie(other.end, other.value);
}

bool Bound::operator==(const Bound& other) const {
  return end == other.end && value == other.value;
}

std::optional<Range> range_of(const catalog::Relation& partition) {
  base::SqlLexer lexer(partition.partition_bound);
  for (const char* word : {"FOR", "VALUES", "FROM"})
    if (lexer.text(lexer.next_significant()) != word) return {};
  const auto from = read_bound(lexer);
  if (!from || lexer.text(lexer.next_significant()) != "TO") return {};
  const auto to = read_bound(lexer);
  if (!to || lexer.next_significant().kind != TokenKind::end) return {};
  return Range{*from, *to, &partition};
}

}  // namespace copilot::lint
