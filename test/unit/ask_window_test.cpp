// The window of a question, by a wall clock that is two hours ahead of UTC.
// Words: it is Sunday 2026-03-01, 14:30 local time unless a test says otherwise.
// No server here, no real clock.
#include <doctest/doctest.h>

#include "ambient_fakes.hpp"
#include "ask/units.hpp"
#include "ask/window.hpp"

using namespace copilot;

namespace {

// "since UNTIL: words", or nothing.
std::string window(const char* question, const char* now = "2026-03-01 12:30:00+00") {
  test::FakeClock clock;
  clock.time = *ask::timestamp(now);
  clock.offset = 2 * 3600 * INT64_C(1000000);
  const auto found = ask::find_window(ask::normalise(question).tokens, clock);
  if (!found) return "";
  std::string text = found->since;
  if (!found->until.empty()) text += " until " + found->until.substr(0, 19);
  if (!found->event.empty()) text += found->event;
  return text + ": " + found->words;
}

}  // namespace

TEST_CASE("a length of time goes back from now") {
  CHECK(window("slowest queries in the last 2 hours") == "2 hours: the last 2 hours");
  CHECK(window("what was slow within 24h?") == "24 hours: the last 24 hours");
  CHECK(window("errors in the past day") == "1 day: the last day");
  CHECK(window("most used tables last week") == "1 week: the last week");
  CHECK(window("writes in the last three days") == "3 days: the last 3 days");
  CHECK(window("since 3 days") == "3 days: the last 3 days");
}

TEST_CASE("days are those of the calendar where the question is asked") {
  CHECK(window("what was slow today?") == "870 minutes: today");
  CHECK(window("what changed since yesterday?") == "2310 minutes: since yesterday");
  CHECK(window("top queries yesterday") == "24 hours until 2026-02-28 22:00:00: yesterday");
  CHECK(window("top queries on friday") == "24 hours until 2026-02-27 22:00:00: 2026-02-27");
  CHECK(window("since sunday") == "10950 minutes: since 2026-02-22");
  CHECK(window("waits on 2026-02-20") == "24 hours until 2026-02-20 22:00:00: 2026-02-20");
  CHECK(window("this week") == "9510 minutes: since monday, 2026-02-23");
  CHECK(window("this month") == "870 minutes: since 2026-03-01");
}

TEST_CASE("parts of a day") {
  CHECK(window("what was slow this morning?") ==
        "6 hours until 2026-03-01 10:00:00: today, 06:00 to 12:00");
  CHECK(window("what happened last night?") ==
        "10 hours until 2026-03-01 04:00:00: the night of yesterday, 20:00 to 06:00");
  CHECK(window("yesterday afternoon") ==
        "6 hours until 2026-02-28 16:00:00: yesterday, 12:00 to 18:00");
  CHECK(window("since this morning") == "510 minutes: since today, 06:00");
  CHECK(window("this afternoon") == "150 minutes: today, 12:00 to 18:00");
  CHECK(window("this evening") == "");
  CHECK(window("what runs tonight", "2026-03-01 20:00:00+00") ==
        "2 hours: the night of today, 20:00 to 06:00");
  CHECK(window("what ran last night", "2026-03-01 20:00:00+00") ==
        "10 hours until 2026-03-01 04:00:00: the night of yesterday, 20:00 to 06:00");
}

TEST_CASE("times of the clock belong to the last day on which they came") {
  CHECK(window("what was slow between 10 and 12?") ==
        "2 hours until 2026-03-01 10:00:00: today, 10:00 to 12:00");
  CHECK(window("between 16:00 and 17:30 what was slow") ==
        "90 minutes until 2026-02-28 15:30:00: yesterday, 16:00 to 17:30");
  CHECK(window("yesterday between 10 and 12") ==
        "2 hours until 2026-02-28 10:00:00: yesterday, 10:00 to 12:00");
  CHECK(window("from 1 to 2 pm") == "1 hour until 2026-03-01 12:00:00: today, 13:00 to 14:00");
  CHECK(window("between 22:00 and 2:00") ==
        "4 hours until 2026-03-01 00:00:00: yesterday, 22:00 to 02:00");
  CHECK(window("between 14:00 and 15:00") == "30 minutes: today, 14:00 to 15:00");
  CHECK(window("since 10 am") == "270 minutes: since today, 10:00");
  CHECK(window("since yesterday 18:00") == "1230 minutes: since yesterday, 18:00");
  CHECK(window("what happened around 10:30") ==
        "1 hour until 2026-03-01 09:00:00: around today, 10:30");
}

TEST_CASE("numbers that are no time stay what they are") {
  for (const char* question :
       {"how do I upgrade from 15 to 16", "tables between 10 and 20 GB", "at 100 connections",
        "queries longer than 5 minutes", "sessions idle for 10 minutes", "top 10 queries",
        "move data from 10 to 12 partitions", "between 10 and 20 connections", "is it slow?"}) {
    CAPTURE(question);
    CHECK(window(question) == "");
  }
}

TEST_CASE("a comparison is with the same length of time before") {
  CHECK(window("why is it slower than yesterday?") ==
        "24 hours: the last 24 hours, against the same time before");
  CHECK(window("compared to last week") == "1 week: the last week, against the same time before");
  CHECK(window("slower than an hour ago") == "1 hour: the last hour, against the same time before");
}

TEST_CASE("an event is looked up in the changes") {
  CHECK(window("what got slower since the deploy?") == "mark: since the last mark");
  CHECK(window("after the last restart") == "restart: since the last restart");
}

TEST_CASE("dates are written and read alike") {
  for (const std::int64_t day : {-141427, -1, 0, 59, 60, 11016, 20513, 47847}) {
    const std::string text = base::timestamp_text(day * INT64_C(86400000000) + 3723000004);
    CHECK(text.ends_with(" 01:02:03.000004+00"));
    CHECK(ask::timestamp(text) == day * INT64_C(86400000000) + 3723000004);
  }
  CHECK(base::date_text(20513) == "2026-03-01");
  CHECK(base::date_text(11016) == "2000-02-29");
}
