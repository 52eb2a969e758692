// The script of a migration: its first line, transactions, and steps that can lose data.
// Words: see diff/script.hpp.
// It must not need a kind of object: steps are made by hand.
#include "diff/script.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"

using namespace copilot;
using namespace copilot::diff;

namespace {

Step step(std::string sql) {
  Step made;
  made.object_type = "table";
  made.object = "public.t";
  made.change = "alter";
  made.statement.sql = std::move(sql);
  return made;
}

struct Pair {
  Pair() {
    from.name = "database \"a\"";
    to.name = "database \"b\"";
  }
  std::string script(const std::vector<Step>& steps, DataLoss loss = DataLoss::include,
                     bool online = true) const {
    Options options;
    options.online = online;
    return diff::script(from, to, steps, options, loss);
  }
  Facts from, to;
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

}  // namespace

TEST_CASE("the first line says which would change") {
  CHECK(Pair().script({}).starts_with(
      "-- This would change database \"a\" to look like database \"b\".\n"));
  Pair odd;
  odd.from.name = "database \"a\nDROP TABLE t;\"";
  CHECK(odd.script({}).starts_with("-- This would change database \"a DROP TABLE t;\" to"));
}

TEST_CASE("what is transactional stands in one transaction") {
  const std::string text = Pair().script({step("A"), step("B")});
  CHECK(count(text, "\nBEGIN;\n") == 1);
  CHECK(text.find("BEGIN;") < text.find("\nA;\n"));
  CHECK(text.find("\nB;\n") < text.find("COMMIT;"));
}

TEST_CASE("what cannot be in a transaction stands outside") {
  Step alone = step("B");
  alone.statement.transactional = false;
  const std::string text = Pair().script({step("A"), alone, step("C")});
  CHECK(count(text, "\nBEGIN;\n") == 2);
  CHECK(text.find("COMMIT;") < text.find("\nB;\n"));
}

TEST_CASE(
    "a validation keeps no lock of the steps before it, unless all is to be one transaction") {
  Step validation = step("B");
  validation.statement.work = Work::scan;
  validation.statement.lock = Lock::share_update_exclusive;
  CHECK(count(Pair().script({step("A"), validation, step("C")}), "\nBEGIN;\n") == 2);
  CHECK(count(Pair().script({step("A"), validation, step("C")}, DataLoss::include, false),
              "\nBEGIN;\n") == 1);
}

TEST_CASE("what must be committed before it is used ends the transaction") {
  Step value = step("A");
  value.statement.commits_first = true;
  CHECK(count(Pair().script({value, step("B")}), "\nCOMMIT;\n") == 2);
}

TEST_CASE("a step that can lose data is commented out, every line of it, or refused") {
  Step loss = step("DROP\nTABLE t");
  loss.statement.hazards = static_cast<Hazards>(Hazard::data_loss);
  CHECK(Pair().script({loss}, DataLoss::comment).find("\n-- DROP\n-- TABLE t;\n") !=
        std::string::npos);
  CHECK(Pair().script({loss}).find("\nDROP\nTABLE t;\n") != std::string::npos);
  CHECK_THROWS_AS(Pair().script({loss}, DataLoss::error), base::UserError);
  CHECK(Pair().script({step("A")}, DataLoss::error).find("\nA;\n") != std::string::npos);
}

TEST_CASE("how long a step works follows from what it works on") {
  Step scan = step("A");
  CHECK(std::string(duration(scan)) == "instant");
  scan.statement.work = Work::scan;
  CHECK(std::string(duration(scan)) == "unknown");
  scan.bytes = 8192;
  CHECK(std::string(duration(scan)) == "instant");
  scan.bytes = std::int64_t{1} << 40;
  CHECK(std::string(duration(scan)) == "minutes");
  scan.statement.work = Work::build;
  CHECK(std::string(duration(scan)) == "hours");
}
