// TimeWords: reads them off the tokens.
// Words: see time_words.hpp.
// What could be something else is left to the caller to believe.
#include "ask/time_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "ask/units.hpp"

namespace copilot::ask {
namespace {

using base::Timestamp;

std::optional<std::int64_t> number(const std::vector<Token>& tokens, std::size_t i,
                                   std::size_t digits) {
  const std::string_view text = word(tokens, i);
  std::int64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.size() != digits || parsed.ec != std::errc() || parsed.ptr != text.data() + digits)
    return std::nullopt;
  return value;
}

struct Unit {
  std::string_view words;
  const char* name;
};

const Unit* unit_named(std::string_view text) {
  static constexpr std::array<Unit, 6> units = {{{" s sec secs second seconds ", "second"},
                                                 {" m min mins minute minutes ", "minute"},
                                                 {" h hr hrs hour hours ", "hour"},
                                                 {" d day days ", "day"},
                                                 {" w week weeks ", "week"},
                                                 {" month months ", "month"}}};
  if (text.empty()) return nullptr;
  const std::string sought = ' ' + std::string(text) + ' ';
  for (const Unit& each : units)
    if (each.words.find(sought) != std::string_view::npos) return &each;
  return nullptr;
}

Length length(std::int64_t count, const Unit& unit) {
  const std::string plural = std::string(unit.name) + (count == 1 ? "" : "s");
  const std::string interval = std::to_string(count) + " " + plural;
  return {interval, count == 1 ? plural : interval};
}

}  // namespace

std::string_view word(const std::vector<Token>& tokens, std::size_t i) {
  return i < tokens.size() ? std::string_view(tokens[i].plain()) : std::string_view();
}

std::optional<Anchor> anchor_at(const std::vector<Token>& tokens, std::size_t i, Timestamp today) {
  static constexpr std::array<std::string_view, 7> weekdays = {
      "thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"};
  if (word(tokens, i) == "today") return Anchor{today, i, i + 1};
  if (word(tokens, i) == "yesterday") return Anchor{today - 1, i, i + 1};
  for (std::size_t k = 0; k < weekdays.size(); ++k) {
    if (word(tokens, i) != weekdays[k]) continue;
    // 1970 began on a Thursday. The last such day, not today.
    const Timestamp ago = (today + 7 - static_cast<Timestamp>(k)) % 7;
    return Anchor{today - (ago == 0 ? 7 : ago), i, i + 1};
  }
  const auto year = number(tokens, i, 4), month = number(tokens, i + 1, 2),
             day = number(tokens, i + 2, 2);
  if (year && month && day && tokens[i + 1].offset == tokens[i].offset + 5 &&
      tokens[i + 2].offset == tokens[i].offset + 8) {
    const std::string text = std::string(word(tokens, i)) + "-" + std::string(word(tokens, i + 1)) +
                             "-" + std::string(word(tokens, i + 2)) + " 00:00:00+00";
    if (const auto midnight = timestamp(text)) return Anchor{*midnight / day_length, i, i + 3};
  }
  return std::nullopt;
}

std::optional<ClockTime> clock_at(const std::vector<Token>& tokens, std::size_t i) {
  std::string_view text = word(tokens, i);
  if (text == "noon") return ClockTime{12 * hour, true, true, i + 1};
  if (text == "midnight") return ClockTime{0, true, true, i + 1};
  ClockTime found;
  int hours = 0, minutes = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), hours);
  if (parsed.ec != std::errc() || hours < 0 || hours > 24) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  if (text.starts_with(':')) {
    const auto rest = std::from_chars(text.data() + 1, text.data() + text.size(), minutes);
    if (rest.ec != std::errc() || rest.ptr != text.data() + 3 || minutes > 59) return std::nullopt;
    text.remove_prefix(3);
    if (text.starts_with(':')) text.remove_prefix(std::min<std::size_t>(3, text.size()));
    found.sure = true;
  }
  found.next = i + 1;
  std::string_view half = text;
  if (half.empty()) half = word(tokens, found.next);
  if (half == "am" || half == "pm") {
    if (hours > 12) return std::nullopt;
    hours = hours % 12 + (half == "pm" ? 12 : 0);
    found.sure = found.half_day = true;
    if (text.empty()) ++found.next;
  } else if (!text.empty()) {
    return std::nullopt;
  } else if (half == "o'clock" || half == "oclock" || half == "uhr") {
    found.sure = true;
    ++found.next;
  }
  found.at = hours * hour + minutes * 60 * second;
  if (found.at > day_length) return std::nullopt;
  return found;
}

std::optional<Length> length_at(const std::vector<Token>& tokens, std::size_t i) {
  if (const Unit* unit = unit_named(word(tokens, i)); unit && word(tokens, i).size() > 2)
    return length(1, *unit);
  const std::string_view text = word(tokens, i);
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  std::string_view name = text;
  if (parsed.ec != std::errc()) {
    static constexpr std::array<std::string_view, 9> words = {
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
    const auto found = std::find(words.begin(), words.end(), text);
    if (found == words.end()) return std::nullopt;
    value = 2 + static_cast<double>(found - words.begin());
    name = {};
  } else {
    name.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  }
  if (!(value > 0 && value < 1e6)) return std::nullopt;
  const Unit* unit = unit_named(name.empty() ? word(tokens, i + 1) : name);
  if (unit == nullptr) return std::nullopt;
  if (value == static_cast<double>(static_cast<std::int64_t>(value)))
    return length(static_cast<std::int64_t>(value), *unit);
  const std::string text_of = std::to_string(value) + " " + unit->name + "s";
  return Length{text_of, text_of};
}

bool is_unit_of_time(std::string_view word) {
  return unit_named(word) != nullptr;
}

}  // namespace copilot::ask
