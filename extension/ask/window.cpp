// Finds the window of time in a question, by the calendar of whoever asks.
// Words: see window.hpp; a local time is microseconds since 1970 as the wall clock shows it.
// It reads no clock but the one it is given.
#include "ask/window.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "ask/units.hpp"

namespace copilot::ask {
namespace {

using base::Timestamp;

constexpr Timestamp second = 1000000;
constexpr Timestamp hour = 3600 * second;
constexpr Timestamp day_length = 24 * hour;

template <std::size_t n>
bool among(std::string_view text, const std::array<std::string_view, n>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::string two_digits(Timestamp number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string clock_text(Timestamp time_of_day) {
  return two_digits(time_of_day / hour) + ":" + two_digits(time_of_day % hour / (60 * second));
}

struct ClockTime {
  Timestamp at = 0;       // since midnight
  bool sure = false;      // it cannot be another number
  bool half_day = false;  // "am" or "pm" was said
  std::size_t next = 0;
};

struct Anchor {
  Timestamp day = 0;  // days since 1970, local
  std::size_t position = 0;
  std::size_t next = 0;
};

class Finder {
 public:
  Finder(const std::vector<Token>& tokens, const base::Clock& clock)
      : tokens_(tokens), clock_(clock), now_(clock.now()) {
    const Timestamp local = now_ + clock.utc_offset(now_);
    today_ = local / day_length;
    anchor_ = find_anchor();
  }

  std::optional<Window> find() {
    if (auto found = compared()) return found;
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (auto found = clock_range(i)) return found;
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (auto found = part_of_day(i)) return found;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (auto found = event(i)) return found;
      if (auto found = since_clock(i)) return found;
      if (auto found = back(i)) return found;
      if (auto found = calendar(i)) return found;
    }
    return whole_day();
  }

 private:
  std::string_view word(std::size_t i) const {
    return i < tokens_.size() ? std::string_view(tokens_[i].plain()) : std::string_view();
  }

  // The moment of a local day and time; across a change of the clocks by the offset of that time.
  Timestamp moment(Timestamp day, Timestamp time_of_day) const {
    const Timestamp local = day * day_length + time_of_day;
    const Timestamp guess = local - clock_.utc_offset(now_);
    return local - clock_.utc_offset(guess);
  }

  std::string day_text(Timestamp day) const {
    if (day == today_) return "today";
    if (day == today_ - 1) return "yesterday";
    return date_text(day);
  }

  std::optional<Window> between(Timestamp from, Timestamp to, std::string words) const {
    if (from >= now_ || to <= from) return std::nullopt;
    Window window;
    window.words = std::move(words);
    const Timestamp end = std::min(to, now_);
    window.since = interval_since(from, end);
    if (to < now_) window.until = timestamp_text(to);
    return window;
  }

  std::optional<std::int64_t> number(std::size_t i, std::size_t digits) const {
    const std::string_view text = word(i);
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.size() != digits || parsed.ec != std::errc() || parsed.ptr != text.data() + digits)
      return std::nullopt;
    return value;
  }

  std::optional<Anchor> anchor_at(std::size_t i) const {
    static constexpr std::array<std::string_view, 7> weekdays = {
        "thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"};
    if (word(i) == "today") return Anchor{today_, i, i + 1};
    if (word(i) == "yesterday") return Anchor{today_ - 1, i, i + 1};
    for (std::size_t k = 0; k < weekdays.size(); ++k) {
      if (word(i) != weekdays[k]) continue;
      // 1970 began on a Thursday. The last such day, not today.
      const Timestamp ago = (today_ + 7 - static_cast<Timestamp>(k)) % 7;
      return Anchor{today_ - (ago == 0 ? 7 : ago), i, i + 1};
    }
    const auto year = number(i, 4), month = number(i + 1, 2), day = number(i + 2, 2);
    if (year && month && day && tokens_[i + 1].offset == tokens_[i].offset + 5 &&
        tokens_[i + 2].offset == tokens_[i].offset + 8) {
      const std::string text = std::string(word(i)) + "-" + std::string(word(i + 1)) + "-" +
                               std::string(word(i + 2)) + " 00:00:00+00";
      if (const auto midnight = timestamp(text))
        return Anchor{*midnight / day_length, i, i + 3};
    }
    return std::nullopt;
  }

  std::optional<Anchor> find_anchor() const {
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (const auto found = anchor_at(i)) return found;
    return std::nullopt;
  }

  // "10", "10:30", "10am", "2 pm", "noon".
  std::optional<ClockTime> clock_at(std::size_t i) const {
    std::string_view text = word(i);
    if (text == "noon") return ClockTime{12 * hour, true, true, i + 1};
    if (text == "midnight") return ClockTime{0, true, true, i + 1};
    ClockTime found;
    int hours = 0, minutes = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), hours);
    if (parsed.ec != std::errc() || hours < 0 || hours > 24) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
    if (text.starts_with(':')) {
      const auto rest = std::from_chars(text.data() + 1, text.data() + text.size(), minutes);
      if (rest.ec != std::errc() || rest.ptr != text.data() + 3 || minutes > 59)
        return std::nullopt;
      text.remove_prefix(3);
      if (text.starts_with(':')) text.remove_prefix(std::min<std::size_t>(3, text.size()));
      found.sure = true;
    }
    found.next = i + 1;
    std::string_view half = text;
    if (half.empty()) half = word(found.next);
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

  // What may follow two bare numbers that are times of the clock.
  bool ends_time(std::size_t i) const {
    static constexpr std::array<std::string_view, 15> words = {
        "today", "yesterday", "on",  "this", "last", "in",  "what", "why",
        "which", "who",       "how", "was",  "were", "did", "and"};
    return i >= tokens_.size() || among(word(i), words) || anchor_at(i).has_value();
  }

  // "between 10 and 12", "from 2 to 4 pm".
  std::optional<Window> clock_range(std::size_t i) const {
    if (word(i) != "between" && word(i) != "from") return std::nullopt;
    auto from = clock_at(i + 1);
    if (!from || (word(from->next) != "and" && word(from->next) != "to" &&
                  word(from->next) != "until" && word(from->next) != "till"))
      return std::nullopt;
    const auto to = clock_at(from->next + 1);
    if (!to) return std::nullopt;
    // "upgrade from 15 to 16" is no time.
    const bool meant = ends_time(to->next) && (word(i) == "between" || anchor_);
    if (!from->sure && !to->sure && !meant) return std::nullopt;
    if (to->half_day && !from->half_day && to->at >= 12 * hour && from->at < 12 * hour &&
        from->at + 12 * hour < to->at)
      from->at += 12 * hour;
    const Timestamp overnight = to->at <= from->at ? 1 : 0;
    const Timestamp day = anchor_                             ? anchor_->day
                          : moment(today_, from->at) < now_ ? today_
                                                              : today_ - 1;
    return between(moment(day, from->at), moment(day + overnight, to->at),
                   day_text(day) + ", " + clock_text(from->at) + " to " + clock_text(to->at));
  }

  struct Part {
    std::string_view word;
    Timestamp from, to;  // hours
  };

  // "this morning", "yesterday afternoon", "last night".
  std::optional<Window> part_of_day(std::size_t i) const {
    static constexpr std::array<Part, 5> parts = {{{"morning", 6, 12},
                                                   {"afternoon", 12, 18},
                                                   {"evening", 18, 24},
                                                   {"night", 20, 30},
                                                   {"overnight", 20, 30}}};
    const Part* part = nullptr;
    for (const Part& each : parts)
      if (word(i) == each.word) part = &each;
    if (part == nullptr && word(i) != "tonight") return std::nullopt;
    if (part == nullptr) part = &parts[3];
    const std::string_view before = i > 0 ? word(i - 1) : std::string_view();
    const bool night = part->to > 24;
    if (!anchor_ && before != "this" && before != "last" && word(i) != "tonight" &&
        word(i) != "overnight")
      return std::nullopt;
    Timestamp day = anchor_ ? anchor_->day : today_;
    // The night that is or was: the one that began yesterday, until this evening.
    if (!anchor_ && (before == "last" || (night && moment(today_, part->from * hour) >= now_)))
      --day;
    const bool on = i > 1 && word(i - 2) == "since" && before != "";
    const Timestamp from = moment(day, part->from * hour);
    const Timestamp to = on ? now_ : moment(day, part->to * hour);
    std::string words = (night ? "the night of " : "") + day_text(day) + ", " +
                        clock_text(part->from * hour) + " to " +
                        clock_text(part->to * hour % day_length);
    if (on) words = "since " + day_text(day) + ", " + clock_text(part->from * hour);
    return between(from, to, std::move(words));
  }

  // "since the deploy", "after the last restart".
  std::optional<Window> event(std::size_t i) const {
    if (!among<3>(word(i), {"since", "after", "from"})) return std::nullopt;
    std::size_t at = i + 1;
    while (among<5>(word(at), {"last", "latest", "this", "that", "recent"})) ++at;
    Window window;
    if (among<8>(word(at), {"deploy", "deployment", "deployed", "release", "rollout", "mark",
                            "deploys", "upgrade"})) {
      window.event = "mark";
      window.words = "since the last mark";
    } else if (among<3>(word(at), {"restart", "reboot", "restarted"})) {
      window.event = "restart";
      window.words = "since the last restart";
    } else {
      return std::nullopt;
    }
    return window;
  }

  // "since 14:00", "since yesterday 10 am", "around 10:30".
  std::optional<Window> since_clock(std::size_t i) const {
    const bool since = among<2>(word(i), {"since", "after"});
    const bool around = among<3>(word(i), {"around", "about", "at"});
    if (!since && !around) return std::nullopt;
    std::size_t at = i + 1;
    std::optional<Anchor> anchor = anchor_at(at);
    if (anchor) at = anchor->next;
    if (word(at) == "at") ++at;
    const auto time = clock_at(at);
    if (!time || !(time->sure || (since && time->next >= tokens_.size()))) return std::nullopt;
    if (!anchor) anchor = anchor_;
    const Timestamp day = anchor                             ? anchor->day
                          : moment(today_, time->at) < now_ ? today_
                                                            : today_ - 1;
    const Timestamp when = moment(day, time->at);
    const std::string words = day_text(day) + ", " + clock_text(time->at);
    if (since) return between(when, now_, "since " + words);
    return between(when - hour / 2, when + hour / 2, "around " + words);
  }

  struct Unit {
    std::string_view words;
    const char* name;
  };

  const Unit* unit_named(std::string_view text) const {
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

  static Window back_by(std::int64_t count, const Unit& unit) {
    const std::string plural = std::string(unit.name) + (count == 1 ? "" : "s");
    Window window;
    window.since = std::to_string(count) + " " + plural;
    window.words = "the last " + (count == 1 ? plural : window.since);
    return window;
  }

  // "10 minutes", "24h", "hour".
  std::optional<Window> amount(std::size_t i) const {
    if (const Unit* unit = unit_named(word(i)); unit && word(i).size() > 2)
      return back_by(1, *unit);
    const std::string_view text = word(i);
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
    const Unit* unit = unit_named(name.empty() ? word(i + 1) : name);
    if (unit == nullptr) return std::nullopt;
    if (value == static_cast<double>(static_cast<std::int64_t>(value)))
      return back_by(static_cast<std::int64_t>(value), *unit);
    Window window;
    window.since = std::to_string(value) + " " + unit->name + "s";
    window.words = "the last " + window.since;
    return window;
  }

  // "last 2 hours", "past day", "within 24h", "since 3 days".
  std::optional<Window> back(std::size_t i) const {
    if (!among<7>(word(i), {"last", "past", "previous", "within", "since", "recent", "for"}))
      return std::nullopt;
    if (among<2>(word(i), {"since", "for"}) && unit_named(word(i + 1))) return std::nullopt;
    // "for 5 minutes" is how long something takes.
    if (word(i) == "for") return std::nullopt;
    return amount(i + 1);
  }

  // "this week", "this month".
  std::optional<Window> calendar(std::size_t i) const {
    if (word(i) != "this") return std::nullopt;
    if (word(i + 1) == "week") {
      const Timestamp monday = today_ - (today_ + 3) % 7;
      return between(moment(monday, 0), now_, "since monday, " + date_text(monday));
    }
    if (word(i + 1) == "month") {
      const std::string date = date_text(today_).substr(0, 8) + "01";
      const auto first = timestamp(date + " 00:00:00+00");
      return between(moment(*first / day_length, 0), now_, "since " + date);
    }
    if (word(i + 1) == "hour") return back_by(1, *unit_named("hour"));
    return std::nullopt;
  }

  std::optional<Window> whole_day() const {
    if (!anchor_) return std::nullopt;
    const std::string_view before = anchor_->position > 0 ? word(anchor_->position - 1) : "";
    const bool since = among<3>(before, {"since", "after", "from"});
    const Timestamp from = moment(anchor_->day, 0);
    if (since || anchor_->day == today_)
      return between(from, now_, (since ? "since " : "") + day_text(anchor_->day));
    return between(from, moment(anchor_->day + 1, 0), day_text(anchor_->day));
  }

  // "slower than yesterday", "compared to last week".
  std::optional<Window> compared() const {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const bool than = among<3>(word(i), {"than", "vs", "versus"});
      const bool compared = word(i) == "compared" && among<2>(word(i + 1), {"to", "with"});
      if (!than && !compared) continue;
      std::size_t at = i + (than ? 1 : 2);
      Window window;
      if (word(at) == "yesterday") {
        window = back_by(24, *unit_named("hour"));
      } else if (among<6>(word(at),
                          {"before", "usual", "usually", "normal", "normally", "earlier"})) {
        window.words = "the last hour";
        window.since = "1 hour";
      } else {
        // "longer than 5 minutes" compares with no other time.
        const bool last = among<2>(word(at), {"last", "previous"});
        if (last) ++at;
        const auto found = amount(at);
        if (!found || !(last || word(at + 1) == "ago" || word(at + 2) == "ago")) continue;
        window = *found;
      }
      window.compare = true;
      window.words += ", against the same time before";
      return window;
    }
    return std::nullopt;
  }

  const std::vector<Token>& tokens_;
  const base::Clock& clock_;
  Timestamp now_;
  Timestamp today_;
  std::optional<Anchor> anchor_;
};

}  // namespace

std::optional<Window> find_window(const std::vector<Token>& tokens, const base::Clock& clock) {
  return Finder(tokens, clock).find();
}

std::string interval_since(Timestamp from, Timestamp now) {
  const Timestamp seconds = std::max<Timestamp>(1, (now - from + second - 1) / second);
  if (seconds == 3600) return "1 hour";
  if (seconds % 3600 == 0) return std::to_string(seconds / 3600) + " hours";
  if (seconds % 60 == 0) return std::to_string(seconds / 60) + " minutes";
  return std::to_string(seconds) + " seconds";
}

}  // namespace copilot::ask
