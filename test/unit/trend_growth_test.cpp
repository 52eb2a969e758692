// Growth over planted series, and the names in statements.
// Words: a planted row has the arrays as the server writes them.
// No server here.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "ambient_fakes.hpp"
#include "base/error.hpp"
#include "trend/growth.hpp"
#include "trend/statement_tables.hpp"
#include "trend/tracked.hpp"

using namespace copilot;
using namespace copilot::trend;

namespace {

class PlantedDb final : public base::Db {
 public:
  base::Rows rows{{"object", "times", "values", "watched", "limit_value"}};
  base::Server facts;
  bool history = true;

  // A value a day, ending at day 100; watched all the time but where it says so.
  void plant(const std::string& object, const std::vector<double>& values,
             const std::vector<std::size_t>& unwatched = {}, double limit = 1000) {
    std::string times, cells, watched;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const char* comma = i == 0 ? "" : ",";
      times +=
          comma +
          std::to_string((100 - static_cast<long>(values.size()) + 1 + static_cast<long>(i)) * day);
      cells += comma + std::to_string(values[i]);
      const bool seen = std::find(unwatched.begin(), unwatched.end(), i) == unwatched.end();
      watched += comma + std::string(seen ? "1" : "0");
    }
    rows.add(object);
    for (const std::string& each : {times, cells, watched}) rows.add("{" + each + "}");
    rows.add(std::to_string(limit));
  }

  const base::Server& server() override { return facts; }
  void stream(const base::Query& query, const Batch& batch) override {
    if (query.sql.find("_history_span") == std::string::npos) return batch(rows);
    base::Rows span({"to_at"});
    span.add(history ? std::optional("1970-04-11") : std::nullopt);
    batch(span);
  }
  std::vector<base::Outcome> fetch(std::span<const base::Query>) override { return {}; }
};

std::vector<double> line(std::size_t days, double start, double step) {
  std::vector<double> values;
  for (std::size_t i = 0; i < days; ++i) values.push_back(start + step * static_cast<double>(i));
  return values;
}

base::Rows run(PlantedDb& db) {
  test::FakeInterrupts interrupts;
  return growth(db, "filesystem", 90, interrupts);
}

}  // namespace

TEST_CASE("a filesystem that grows has a day on which it is full") {
  PlantedDb db;
  db.plant("/data", line(41, 500, 2));
  const base::Rows rows = run(db);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].integer("size_bytes") == 580);
  CHECK(rows[0].real("per_day_bytes") == doctest::Approx(2));
  CHECK(rows[0].integer("expected_bytes") == 760);
  // 210 days after day 100 of 1970.
  CHECK(rows[0].text("full_at").substr(0, 10) == "1970-11-07");
  CHECK(rows[0].text("method") == "median week");
  CHECK(rows[0].real("history_days") == 40);
}

TEST_CASE("with too little history it says so, and when there is enough") {
  PlantedDb db;
  db.plant("/data", line(11, 500, 2));
  db.plant("/new", {500});
  const base::Rows rows = run(db);
  CHECK(rows[0].real("per_day_bytes") == doctest::Approx(2));
  CHECK(rows[0].null("expected_bytes"));
  CHECK(rows[0].null("full_at"));
  CHECK(rows[0].text("method") == "not enough history");
  CHECK(rows[0].text("possible_from").substr(0, 10) == "1970-04-15");
  CHECK(rows[1].null("per_day_bytes"));
}

TEST_CASE("days on which nobody watched are a straight line, not a standstill and a leap") {
  PlantedDb db;
  std::vector<double> values = line(41, 500, 2);
  for (std::size_t i = 20; i < 30; ++i) values[i] = values[19];
  db.plant("/data", values, {20, 21, 22, 23, 24, 25, 26, 27, 28, 29});
  CHECK(run(db)[0].real("per_day_bytes") == doctest::Approx(2).epsilon(0.01));
}

TEST_CASE("without any history it is an error, and not nothing") {
  PlantedDb db;
  CHECK(run(db).empty());
  db.history = false;
  CHECK_THROWS_AS(run(db), base::UserError);
}

TEST_CASE("a horizon that makes no sense is refused") {
  PlantedDb db;
  test::FakeInterrupts interrupts;
  CHECK_THROWS_AS(growth(db, "filesystem", 0, interrupts), base::UserError);
  CHECK_THROWS_AS(growth(db, "planet", 90, interrupts), base::UserError);
}

TEST_CASE("arrays of numbers are read, and nothing else") {
  CHECK(numbers_of("{}").empty());
  CHECK(numbers_of("{1,-2.5,1e+20}") == std::vector<double>{1, -2.5, 1e20});
  CHECK(std::isnan(numbers_of("{NULL,1}")[0]));
  CHECK(numbers_of("{NULL,1}")[1] == 1);
  CHECK_THROWS_AS(numbers_of("{a}"), std::logic_error);
  CHECK_THROWS_AS(numbers_of(""), std::logic_error);
}

TEST_CASE("the names in a statement") {
  using Names = std::vector<std::string>;
  CHECK(names_in("SELECT a FROM t") == Names{"select", "a", "from", "t"});
  CHECK(names_in("S.T s . t \"A \"\"b\".c 'no' -- no\n 5") == Names{"s.t", "\"A \"\"b\".c"});
  CHECK(names_in("a.b.c \"open") == Names{"a.b", "c"});
  CHECK(names_in("\"order\"") == Names{"order", "\"order\""});
  CHECK(names_in("").empty());
}
