// Truth tables of the rules on objects: sequences, indexes, databases near wraparound.
// Words: each case plants evidence and says what must be told, also that nothing must.
// No server here.
#include <doctest/doctest.h>

#include "advise_fakes.hpp"
#include "base/error.hpp"

using namespace copilot;
using namespace copilot::test;

namespace {

struct Sequence {
  std::string last = "1";
  std::string called = "t";
  std::string max = "9223372036854775807";
  std::string min = "1";
  std::string start = "1";
  std::string increment = "1";
  std::string cycles = "f";
  std::string readable = "t";
  std::string bits = "64";
  std::string column = "id";
};

base::Verdict judged(const Sequence& sequence, const std::string& failing = "") {
  FakeDb db({&advise::sequences_near_exhaustion});
  db.answers["sequences"] = [&] {
    const std::optional<std::string> table =
        sequence.column.empty() ? std::nullopt : std::optional<std::string>("public.t");
    const std::optional<std::string> column =
        sequence.column.empty() ? std::nullopt : std::optional<std::string>(sequence.column);
    return planted(
        {"oid", "name", "start_value", "min_value", "max_value", "increment", "cycles", "readable",
         "table_name", "column_name", "column_type", "bits"},
        {{"7", "public.s", sequence.start, sequence.min, sequence.max, sequence.increment,
          sequence.cycles, sequence.readable, table, column, "integer", sequence.bits}});
  };
  db.second = [&](const base::Query&) -> base::Outcome {
    if (!failing.empty()) return base::Failure{failing, "it is locked", "Ask again."};
    return planted({"key", "last_value", "is_called"},
                   {{"public.s", sequence.last, sequence.called}});
  };
  return db.verdict();
}

std::string sequence(const Sequence& given, const std::string& failing = "") {
  return told(judged(given, failing));
}

struct Index {
  std::optional<std::string> last_scan = {};  // days ago
  std::optional<std::string> made = {};
  std::string scans = "0";
  std::string counted = "400";
  std::string used_since = "400";
  std::string writes = "1000";
  std::string size = "20971520";
  std::string standbys = "0";
  std::string partitioned = "f";
  // What the history tells: nothing where there is none.
  std::optional<std::string> history_days = {};
  std::string complete = "t";
  std::string long_enough = "t";
  std::string there = "t";
  std::string recent_scans = "0";
};

std::optional<std::string> seconds(const std::optional<std::string>& days) {
  if (!days) return std::nullopt;
  return std::to_string(std::stod(*days) * 86400);
}

base::Verdict unused(const Index& index, int version = 170000, bool standby = false,
                     const std::string& failing = "") {
  FakeDb db({&advise::unused_indexes});
  db.facts.version = version;
  db.facts.standby = standby;
  db.facts.local = true;
  db.answers["index_history"] = [&] {
    return planted(
        {"history_seconds", "complete", "long_enough", "oid", "there", "scans", "counted"},
        {{seconds(index.history_days), index.complete, index.long_enough, "11", index.there,
          index.recent_scans, "t"}});
  };
  db.answers["droppable_indexes"] = [&] {
    return planted({"oid", "table_oid", "key", "index_name", "table_name", "partitioned", "leaves",
                    "scans", "writes", "estimated_bytes", "last_scan_seconds", "made_seconds",
                    "counted_seconds", "used_seconds", "standbys"},
                   {{"11", "10", "11", "public.i", "public.t", index.partitioned, "1", index.scans,
                     index.writes, "0", seconds(index.last_scan), seconds(index.made),
                     seconds(index.counted), seconds(index.used_since), index.standbys}});
  };
  db.second = [&](const base::Query&) -> base::Outcome {
    if (!failing.empty()) return base::Failure{failing, "it is locked", "Ask again."};
    return planted({"key", "definition", "size_bytes"},
                   {{"11",
                     std::string("CREATE INDEX i ON ") + (index.partitioned == "t" ? "ONLY " : "") +
                         "public.t (a)",
                     index.size}});
  };
  return db.verdict();
}

struct Broken {
  std::string partitioned = "f";
  std::string live = "t";
  std::string leftover = "f";
  std::string building = "f";
  std::string held = "f";
};

std::string invalid(const Broken& index, bool sees = true, base::Verdict* verdict = nullptr) {
  FakeDb db({&advise::invalid_indexes});
  db.facts.read_all_stats = sees;
  db.answers["invalid_indexes"] = [&] {
    return planted({"oid", "table_oid", "index_name", "table_name", "leftover_of_reindex",
                    "partitioned", "live", "written", "is_unique", "constrains", "partitions",
                    "attached", "in_work", "table_held"},
                   {{"11", "10", "public.i", "public.t", index.leftover, index.partitioned,
                     index.live, "t", "f", "f", "3", "1", index.building, index.held}});
  };
  db.second = [](const base::Query&) -> base::Outcome {
    return planted({"key", "definition", "size_bytes"},
                   {{"11", "CREATE INDEX i ON public.t (a)", "8192"}});
  };
  const base::Verdict found = db.verdict();
  if (verdict != nullptr) *verdict = found;
  return told(found);
}

struct Ages {
  std::string xid = "1000";
  std::string multixact = "0";
  std::string xid_start = "200000000";
};

base::Verdict wraparound(const Ages& ages, const std::vector<Session>& all = {},
                         const std::vector<Prepared>& two_phase = {},
                         std::initializer_list<Cells> slots = {}, bool sees = true) {
  FakeDb db({&advise::wraparound_distance});
  db.facts.read_all_stats = sees;
  db.answers["wraparound_databases"] = [&] {
    return planted({"database", "xid_age", "multixact_age", "here", "xid_start", "multixact_start"},
                   {{"shop", ages.xid, ages.multixact, "t", ages.xid_start, "400000000"}});
  };
  db.answers["wraparound_tables"] = [&] {
    return planted({"table_name", "xid_age", "multixact_age"},
                   {{"public.t", ages.xid, ages.multixact}});
  };
  db.answers["sessions"] = [&] { return sessions(all); };
  db.answers["prepared"] = [&] { return prepared(two_phase); };
  db.answers["replication_slots"] = [&] {
    return planted({"slot_name", "slot_type", "active", "xmin_age"}, slots);
  };
  return db.verdict();
}

}  // namespace

TEST_CASE("sequences: far from the end, at 75 percent, at 95, at the end") {
  const Sequence int4{.max = "2147483647", .bits = "32"};
  auto at = [&](const char* last) {
    Sequence given = int4;
    given.last = last;
    return sequence(given);
  };
  CHECK(at("1500000000") == "passed");
  CHECK(at("1610612736") == "failed warning:public.s");
  CHECK(at("2040109466") == "failed critical:public.s");
  CHECK(judged({.last = "2147483647", .max = "2147483647", .bits = "32"}).findings[0].title ==
        "Sequence public.s of public.t.id is exhausted");
}

TEST_CASE("sequences: the last value that was not given out yet is left") {
  CHECK(judged({.last = "10", .called = "f", .max = "10"}).findings[0].evidence["values_left"] ==
        1);
  CHECK(judged({.last = "10", .called = "t", .max = "10"}).findings[0].evidence["values_left"] ==
        0);
}

TEST_CASE("sequences: the column's type may end first") {
  const base::Verdict verdict = judged({.last = "2147483000", .bits = "32"});
  CHECK(told(verdict) == "failed critical:public.s");
  CHECK(verdict.findings[0].title ==
        "Sequence public.s of public.t.id has used 99.99 % of its values");
  CHECK(verdict.findings[0].evidence["limit"] == 2147483647);
  CHECK(verdict.findings[0].evidence["limit_of"] == "column type");
  CHECK(verdict.findings[0].fix == "ALTER TABLE public.t ALTER COLUMN id TYPE bigint");
  CHECK(sequence({.last = "2147483000"}) == "passed");
}

TEST_CASE("sequences: a cycle ends only where the column's type ends first") {
  CHECK(sequence({.last = "100", .max = "100", .cycles = "t", .column = ""}) == "passed");
  CHECK(sequence({.last = "32767", .max = "32767", .cycles = "t", .bits = "16"}) == "passed");
  CHECK(sequence({.last = "32767", .max = "99999", .cycles = "t", .bits = "16"}) ==
        "failed critical:public.s");
}

TEST_CASE("sequences: downwards, in steps, from far") {
  const Sequence down{.last = "-90", .max = "-1", .min = "-100", .start = "-1", .increment = "-1"};
  CHECK(sequence(down) == "failed warning:public.s");
  CHECK(judged(down).findings[0].evidence["values_left"] == 10);
  CHECK(
      judged({.last = "91", .max = "100", .increment = "10"}).findings[0].evidence["values_left"] ==
      0);
  CHECK(
      sequence({.last = "2000000005", .max = "2147483647", .start = "2000000000", .bits = "32"}) ==
      "passed");
  CHECK(sequence({.last = "9223372036854775807"}) == "failed critical:public.s");
  CHECK(sequence({.last = "-9223372036854775808",
                  .max = "9223372036854775807",
                  .min = "-9223372036854775808",
                  .start = "-9223372036854775808"}) == "passed");
}

TEST_CASE("sequences: who may not read it, or cannot for a lock, is told so") {
  const base::Verdict verdict = judged({.readable = "f"});
  CHECK(told(verdict) == "unknown unknown:public.s");
  CHECK(verdict.findings[0].fix.starts_with("Run GRANT SELECT ON SEQUENCE"));
  CHECK(sequence({}, base::sqlstate::lock_not_available) == "unknown unknown:public.s");
  CHECK(sequence({}, "42P01") == "passed");
}

TEST_CASE("unused_indexes: the time of the last use decides, from 35 days on") {
  CHECK(told(unused({.last_scan = "34", .scans = "9"})) == "passed");
  CHECK(told(unused({.last_scan = "36", .scans = "9"})) == "failed notice:public.i");
  CHECK(told(unused({.last_scan = "36", .scans = "9", .size = "2147483648"})) ==
        "failed warning:public.i");
}

TEST_CASE("unused_indexes: the finding has evidence, a check, a fix with its lock, and an undo") {
  const base::Finding finding = unused({.last_scan = "60", .scans = "9"}).findings.at(0);
  CHECK(finding.title == "Index public.i has not been used for 60 days and takes 20 MB");
  CHECK(finding.evidence["size_bytes"] == 20971520);
  CHECK(finding.evidence["table"] == "public.t");
  CHECK(finding.fix == "DROP INDEX CONCURRENTLY public.i");
  CHECK(finding.undo == "CREATE INDEX i ON public.t (a)");
  CHECK(finding.fix_lock.starts_with("SHARE UPDATE EXCLUSIVE"));
  CHECK(!finding.verify_sql.empty());
  const base::Finding parted = unused({.last_scan = "60", .partitioned = "t"}).findings.at(0);
  CHECK(parted.fix == "DROP INDEX public.i");
  CHECK(parted.undo == "CREATE INDEX i ON public.t (a)");
}

TEST_CASE("unused_indexes: never used needs its own age and the counters' age") {
  CHECK(told(unused({.made = "40"})) == "failed notice:public.i");
  CHECK(told(unused({.made = "34"})) == "unknown unknown:shop");
  CHECK(told(unused({.made = "40", .counted = "3"})) == "unknown unknown:shop");
  CHECK(told(unused({})) == "unknown unknown:shop");
  CHECK(unused({.made = "34"}).possible_in_seconds == doctest::Approx(86400));
}

TEST_CASE("unused_indexes: before 16 nothing tells, but that all use was recent") {
  CHECK(told(unused({.made = "400"}, 150000)) == "unknown unknown:shop");
  CHECK(told(unused({.scans = "5"}, 150000)) == "unknown unknown:shop");
  CHECK(told(unused({.scans = "5", .used_since = "20"}, 150000)) == "passed");
}

TEST_CASE("unused_indexes: before 16 the history tells, if it watched long enough") {
  CHECK(told(unused({.scans = "5", .history_days = "40"}, 150000)) == "failed notice:public.i");
  CHECK(told(unused({.scans = "5", .history_days = "40", .recent_scans = "1"}, 150000)) ==
        "passed");
  CHECK(told(unused({.scans = "5", .history_days = "40", .complete = "f"}, 150000)) ==
        "unknown unknown:shop");
  CHECK(told(unused({.scans = "5", .history_days = "40", .there = "f"}, 150000)) ==
        "unknown unknown:shop");
  // Never scanned, by counters as old: gaps do not matter, its age does.
  CHECK(told(unused({.history_days = "40", .complete = "f"}, 150000)) == "failed notice:public.i");
  CHECK(told(unused({.counted = "9", .history_days = "40", .complete = "f"}, 150000)) ==
        "unknown unknown:shop");
  CHECK(told(unused({.history_days = "40", .complete = "f", .there = "f"}, 150000)) ==
        "unknown unknown:shop");
  const base::Verdict early =
      unused({.scans = "5", .history_days = "10", .complete = "f", .there = "f"}, 150000);
  CHECK(early.possible_in_seconds == doctest::Approx(25 * 86400));
  const base::Verdict never = unused(
      {.scans = "5", .history_days = "10", .complete = "f", .long_enough = "f", .there = "f"},
      150000);
  CHECK(!never.possible_in_seconds);
  CHECK(never.findings.at(0).fix.find("copilot.retention") != std::string::npos);
}

TEST_CASE("unused_indexes: tiny ones, and small ones that no write pays for") {
  CHECK(told(unused({.last_scan = "60", .size = "8192"})) == "passed");
  CHECK(told(unused({.last_scan = "60", .size = "65536"})) == "failed notice:public.i");
  CHECK(told(unused({.last_scan = "60", .writes = "0", .size = "1048576"})) == "passed");
  CHECK(told(unused({.last_scan = "60", .writes = "0"})) == "failed notice:public.i");
}

TEST_CASE("unused_indexes: standbys may use it; a standby cannot judge") {
  const base::Finding finding = unused({.last_scan = "60", .standbys = "2"}).findings.at(0);
  CHECK(finding.confidence < 0.7);
  CHECK(finding.title.find("on this server") != std::string::npos);
  CHECK(told(unused({.last_scan = "60"}, 170000, true)) == "not_applicable");
}

TEST_CASE("unused_indexes: a locked one is unknown, a dropped one is nothing") {
  CHECK(told(unused({.last_scan = "60"}, 170000, false, "55P03")) == "unknown unknown:public.i");
  CHECK(told(unused({.last_scan = "60"}, 170000, false, "42P01")) == "passed");
}

TEST_CASE("invalid_indexes: what is left behind, not what is being built") {
  base::Verdict verdict;
  CHECK(invalid({}, true, &verdict) == "failed warning:public.i");
  CHECK(verdict.findings[0].fix == "REINDEX INDEX CONCURRENTLY public.i");
  CHECK(invalid({.building = "t"}) == "passed");
  CHECK(invalid({.leftover = "t"}, true, &verdict) == "failed warning:public.i");
  CHECK(verdict.findings[0].fix == "DROP INDEX CONCURRENTLY public.i");
  CHECK(verdict.findings[0].undo == "CREATE INDEX i ON public.t (a)");
  CHECK(invalid({.live = "f"}, true, &verdict) == "failed warning:public.i");
  CHECK(verdict.findings[0].fix == "DROP INDEX CONCURRENTLY public.i");
  CHECK(invalid({.partitioned = "t"}) == "failed notice:public.i");
}

TEST_CASE("invalid_indexes: who cannot see a build does not guess") {
  CHECK(invalid({.held = "t"}, true) == "failed warning:public.i");
  CHECK(invalid({.held = "t"}, false) == "unknown unknown:public.i");
  CHECK(invalid({}, false) == "failed warning:public.i");
}

TEST_CASE("wraparound: by the distance to the end, not by where autovacuum begins") {
  CHECK(told(wraparound({})) == "passed");
  CHECK(told(wraparound({.xid = "250000000"})) == "passed");
  CHECK(told(wraparound({.xid = "1199999999"})) == "passed");
  CHECK(told(wraparound({.xid = "1200000000"})) == "failed warning:shop");
  CHECK(told(wraparound({.xid = "1600000000"})) == "failed critical:shop");
  CHECK(told(wraparound({.xid = "1000", .multixact = "1600000000"})) ==
        "failed critical:shop (multixact)");
}

TEST_CASE("wraparound: where autovacuum is told to start later, its work begins later") {
  CHECK(told(wraparound({.xid = "1550000000", .xid_start = "1500000000"})) == "passed");
  CHECK(told(wraparound({.xid = "1600000000", .xid_start = "1500000000"})) ==
        "failed critical:shop");
  CHECK(told(wraparound({.xid = "1900000000", .xid_start = "2000000000"})) ==
        "failed critical:shop");
}

TEST_CASE("wraparound: the cause is named, whoever it is") {
  const Ages old{.xid = "1300000000"};
  const auto holder = [&](const base::Verdict& verdict) {
    return verdict.findings.at(0).evidence.value("held_back_by", "");
  };
  CHECK(holder(wraparound(old)).empty());
  CHECK(holder(wraparound(old, {{.pid = 5, .xmin_age = 1'200'000'000}})) ==
        "session 5 of app@shop/web");
  CHECK(holder(wraparound(old, {{.pid = 5, .xmin_age = 1000}})).empty());
  CHECK(holder(wraparound(old, {}, {{"g", 9, 1'200'000'000}})) == "prepared transaction g");
  CHECK(holder(wraparound(old, {}, {}, {{"dead", "physical", "f", "1250000000"}})) ==
        "inactive replication slot dead");
  CHECK(holder(wraparound(old, {{.xmin_age = 1'100'000'000, .backend_type = "walsender"}}))
            .find("hot_standby_feedback") != std::string::npos);
  const base::Finding blind = wraparound(old, {}, {}, {}, false).findings.at(0);
  CHECK(blind.severity == base::Severity::warning);
  CHECK(!blind.caveats.empty());
}
