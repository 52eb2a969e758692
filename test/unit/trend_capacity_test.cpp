// Capacity over planted series: days are counted from now, and what nobody sees any more has no date.
// Words: a planted series has a value a day; its age is how many days ago it ends.
// No server here.
#include <doctest/doctest.h>

#include "ambient_fakes.hpp"
#include "trend/capacity.hpp"
#include "trend/series.hpp"

using namespace copilot;
using trend::day;

namespace {

class PlantedDb final : public base::Db {
 public:
  double age = 0;  // days
  std::vector<std::string> asked;
  base::Server facts;

  const base::Server& server() override { return facts; }
  std::vector<base::Outcome> fetch(std::span<const base::Query>) override { return {}; }
  void stream(const base::Query& query, const Batch& batch) override {
    asked.push_back(query.sql);
    base::Rows rows({"object", "times", "values", "watched", "limit_value"});
    if (query.sql.find("'filesystem'") != std::string::npos) {
      std::string times, values, watched;
      for (int i = 0; i < 41; ++i) {
        const char* comma = i == 0 ? "{" : ",";
        const double at = 1000 - age - 40 + i;
        times +=
            comma + std::to_string(static_cast<base::Timestamp>(at * static_cast<double>(day)));
        values += comma + std::to_string(500 + 10 * i);
        watched += comma + std::string("1");
      }
      rows.add("/data");
      for (const std::string& each : {times, values, watched}) rows.add(each + "}");
      rows.add("1000");
    }
    batch(rows);
  }
};

base::Rows run(PlantedDb& db) {
  test::FakeInterrupts interrupts;
  test::FakeClock clock;
  clock.time = 1000 * day;
  return trend::capacity(db, clock, interrupts);
}

}  // namespace

TEST_CASE("days are counted from now, not from the last reading") {
  PlantedDb db;
  const base::Rows rows = run(db);
  CHECK(rows[0].real("days_left") == doctest::Approx(10));
  CHECK_FALSE(rows[0].boolean("stale"));
  db.age = 1.5;
  CHECK(run(db)[0].real("days_left") == doctest::Approx(8.5));
  CHECK(run(db)[0].text("reached_at") < rows[0].text("reached_at"));
}

TEST_CASE("what nobody has seen for days has no date") {
  PlantedDb db;
  db.age = 30;
  const base::Rows rows = run(db);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].boolean("stale"));
  for (const char* column : {"per_day", "days_left", "days_latest", "reached_at", "confidence"})
    CHECK(rows[0].null(column));
}
