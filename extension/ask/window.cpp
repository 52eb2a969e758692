// Finds the window of time in a question, by the calendar of whoever asks.
// Words: see window.hpp; a local time is microseconds since 1970 as the wall clock shows it.
// It reads no clock but the one it is given.
#include "ask/window.hpp"

#include <algorithm>
#include <array>

#include "ask/time_words.hpp"
#include "ask/units.hpp"

namespace copilot::ask {
namespace {

using base::Timestamp;

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
  std::string_view word(std::size_t i) const { return ask::word(tokens_, i); }
  std::optional<Anchor> anchor_at(std::size_t i) const {
    return ask::anchor_at(tokens_, i, today_);
  }
  std::optional<ClockTime> clock_at(std::size_t i) const { return ask::clock_at(tokens_, i); }

  // Back from now.
  std::optional<Window> amount(std::size_t i) const {
    const auto length = length_at(tokens_, i);
    if (!length) return std::nullopt;
    Window window;
    window.since = length->interval;
    window.words = "the last " + length->words;
    return window;
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
    return base::date_text(day);
  }

  std::optional<Window> between(Timestamp from, Timestamp to, std::string words) const {
    if (from >= now_ || to <= from) return std::nullopt;
    Window window;
    window.words = std::move(words);
    const Timestamp end = std::min(to, now_);
    window.since = interval_since(from, end);
    if (to < now_) window.until = base::timestamp_text(to);
    return window;
  }

  std::optional<Anchor> find_anchor() const {
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (const auto found = anchor_at(i)) return found;
    return std::nullopt;
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
    const Timestamp day = anchor_                           ? anchor_->day
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
    const Timestamp day = anchor                            ? anchor->day
                          : moment(today_, time->at) < now_ ? today_
                                                            : today_ - 1;
    const Timestamp when = moment(day, time->at);
    const std::string words = day_text(day) + ", " + clock_text(time->at);
    if (since) return between(when, now_, "since " + words);
    return between(when - hour / 2, when + hour / 2, "around " + words);
  }

  // "last 2 hours", "past day", "within 24h", "since 3 days".
  std::optional<Window> back(std::size_t i) const {
    if (!among<7>(word(i), {"last", "past", "previous", "within", "since", "recent", "for"}))
      return std::nullopt;
    if (among<2>(word(i), {"since", "for"}) && is_unit_of_time(word(i + 1))) return std::nullopt;
    // "for 5 minutes" is how long something takes.
    if (word(i) == "for") return std::nullopt;
    return amount(i + 1);
  }

  // "this week", "this month".
  std::optional<Window> calendar(std::size_t i) const {
    if (word(i) != "this") return std::nullopt;
    if (word(i + 1) == "week") {
      const Timestamp monday = today_ - (today_ + 3) % 7;
      return between(moment(monday, 0), now_, "since monday, " + base::date_text(monday));
    }
    if (word(i + 1) == "month") {
      const std::string date = base::date_text(today_).substr(0, 8) + "01";
      const auto first = timestamp(date + " 00:00:00+00");
      return between(moment(*first / day_length, 0), now_, "since " + date);
    }
    if (word(i + 1) == "hour") return amount(i + 1);
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
        window.since = "24 hours";
        window.words = "the last 24 hours";
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
