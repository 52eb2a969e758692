// Rules over counters and statistics: what no fresh server can show.
// Words: see lint/schema/counted.hpp; a day has 86400 seconds.
// Each rule has what must be told beside what must not.
#include <doctest/doctest.h>

#include "lint_fakes.hpp"

using namespace copilot;
using namespace copilot::test;
using base::Severity;

namespace {

constexpr double day = 86400;

catalog::Relation& used_table(LintSchema& schema, const std::string& name, double rows,
                              std::int64_t pages, catalog::Activity activity) {
  catalog::Relation& table = schema.table(name, {{"id", "bigint", true}, {"note", "text"}});
  table.rows = rows;
  table.pages = pages;
  activity.live_rows =
      activity.live_rows == 0 ? static_cast<std::int64_t>(rows) : activity.live_rows;
  table.activity = activity;
  return table;
}

base::Verdict verdict(const LintSchema& schema, const char* rule) {
  FakeInterrupts interrupts;
  const lint::Rule* found = lint::rule_named(rule);
  const lint::Subject subject(schema.model, {}, interrupts);
  return lint::judge_schema({&found, 1}, subject, lint::Settings({}), nullptr, interrupts)
      .front()
      .verdict;
}

}  // namespace

TEST_CASE("a window shorter than a week is too early, one that is not known is unknown") {
  for (const char* rule : {"table_never_read", "table_missing_index_by_stats"}) {
    LintSchema schema;
    used_table(schema, "log", 100000, 5000, {});
    schema.model.counted_seconds = 6 * day;
    CHECK(verdict(schema, rule).early());
    CHECK(*verdict(schema, rule).possible_in_seconds == doctest::Approx(day));
    schema.model.counted_seconds = -1;
    CHECK(verdict(schema, rule).status == base::Verdict::Status::unknown);
    CHECK_FALSE(verdict(schema, rule).early());
    schema.model.counted_seconds = 30 * day;
    for (catalog::Relation& table : schema.model.relations) table.activity.reset();
    CHECK(verdict(schema, rule).status == base::Verdict::Status::unknown);
  }
}

TEST_CASE("tables that nobody reads are told, small and read ones are not") {
  LintSchema schema;
  schema.model.counted_seconds = 30 * day;
  used_table(schema, "audit", 50000, 5000, {.writes = 70000});
  used_table(schema, "tiny", 100, 1, {});
  used_table(schema, "by_index", 50000, 5000, {.index_scans = 1});
  used_table(schema, "by_scan", 50000, 5000, {.seq_scans = 1});
  const auto found = schema.run("table_never_read");
  REQUIRE(found.size() == 1);
  CHECK(found[0].object == "public.audit");
  CHECK(found[0].severity == Severity::notice);
  CHECK(found[0].title == "Table public.audit was not read for 30 days");
  CHECK(found[0].evidence["writes"] == 70000);
  CHECK(schema.run("table_never_read", {{"rows", 10}}).size() == 2);
}

TEST_CASE("a partitioned table is read if one of its leaves is") {
  LintSchema schema;
  schema.model.counted_seconds = 30 * day;
  for (const bool read : {false, true}) {
    catalog::Relation& parent = schema.table(read ? "read" : "unread", {{"id", "bigint"}});
    parent.kind = 'p';
    const catalog::Oid oid = parent.oid;
    for (int i = 0; i < 2; ++i) {
      catalog::Relation& leaf = used_table(schema, (read ? "read_" : "unread_") + std::to_string(i),
                                           5000, 200, {.index_scans = read && i == 1 ? 3 : 0});
      leaf.partition = true;
      leaf.parents = {oid};
    }
  }
  const auto found = schema.run("table_never_read");
  REQUIRE(found.size() == 1);
  CHECK(found[0].object == "public.unread");
  CHECK(found[0].evidence["rows"] == 10000);
}

TEST_CASE("scans of whole tables are told where they are many, whole and most of all") {
  LintSchema schema;
  schema.model.counted_seconds = 10 * day;
  used_table(schema, "searched", 100000, 5000,
             {.seq_scans = 1000, .index_scans = 10, .seq_rows_read = 100000000});
  used_table(schema, "seldom", 100000, 5000, {.seq_scans = 100, .seq_rows_read = 10000000});
  used_table(schema, "indexed", 100000, 5000,
             {.seq_scans = 1000, .index_scans = 5000, .seq_rows_read = 100000000});
  used_table(schema, "limited", 100000, 5000, {.seq_scans = 1000, .seq_rows_read = 20000});
  used_table(schema, "small", 500, 10, {.seq_scans = 100000, .seq_rows_read = 50000000});
  const auto found = schema.run("table_missing_index_by_stats");
  REQUIRE(found.size() == 1);
  CHECK(found[0].object == "public.searched");
  CHECK(found[0].severity == Severity::warning);
  CHECK(found[0].confidence < 1);
  CHECK(found[0].title ==
        "Table public.searched is read as a whole 100 times a day, 99 % of all scans");
}

TEST_CASE("bloat is withheld where numbers are old, missing or small") {
  LintSchema schema;
  const auto plant = [&](const char* name, double rows, std::int64_t pages) -> catalog::Relation& {
    catalog::Relation& table = used_table(schema, name, rows, pages, {});
    for (catalog::Column& column : table.columns) {
      column.length = column.name == "id" ? std::int16_t{8} : std::int16_t{-1};
      column.align = column.name == "id" ? 'd' : 'i';
      column.statistics = catalog::ColumnStatistics{0, column.name == "id" ? 8 : 20, -1};
    }
    return table;
  };
  // 24 of header, 8, 20, a line pointer: 60 bytes a row, 136 rows a page.
  plant("bloated", 1000000, 100000);
  plant("full", 1000000, 7400);
  plant("filled_by_half", 1000000, 14800).options = {"fillfactor=50"};
  plant("little", 1000, 1000);
  plant("stale", 1000000, 100000).activity->live_rows = 3000000;
  plant("unanalysed", 1000000, 100000).columns[1].statistics.reset();
  const auto found = schema.run("table_bloat");
  REQUIRE(found.size() == 1);
  CHECK(found[0].object == "public.bloated");
  CHECK(found[0].confidence < 1);
  CHECK(found[0].evidence["wasted_percent"] == 92);
  // A small one too, but not what is as full as it was meant to be.
  CHECK(schema.run("table_bloat", {{"percent", 1}, {"bytes", 1}}).size() == 2);
}

TEST_CASE("bloat of indexes counts entries, and leaves partial ones alone") {
  LintSchema schema;
  catalog::Relation& table = used_table(schema, "t", 1000000, 20000, {});
  table.columns[0].length = 8;
  table.columns[0].align = 'd';
  table.columns[0].statistics = catalog::ColumnStatistics{0, 8, -1};
  const catalog::Oid oid = table.oid;
  const auto plant = [&](const char* name, std::int64_t pages, const char* predicate) {
    catalog::Index& index = schema.index(*schema.model.relation(oid), name, {1});
    index.rows = 1000000;
    index.pages = pages;
    index.predicate = predicate;
  };
  // 20 bytes an entry: 366 entries on a page that is filled to nine tenths.
  plant("bloated", 30000, "");
  plant("full", 2800, "");
  plant("random", 4200, "");
  plant("partial", 30000, "(id > 5)");
  const auto found = schema.run("index_bloat");
  REQUIRE(found.size() == 1);
  CHECK(found[0].object == "public.bloated");
  CHECK(found[0].fix == "REINDEX INDEX CONCURRENTLY public.bloated;");
}

TEST_CASE(
    "a full default partition and the end of a range are judged by the clock of the snapshot") {
  LintSchema schema;
  schema.model.taken_at = "2026-03-10T12:00:00Z";
  const auto plant = [&](const std::string& name, const char* from, const char* to,
                         std::int64_t writes) {
    catalog::Relation& parent = schema.table(name, {{"at", "date"}});
    parent.kind = 'p';
    const catalog::Oid oid = parent.oid;
    catalog::Relation& leaf = used_table(schema, name + "_1", 100, 1, {.writes = writes});
    leaf.partition = true;
    leaf.parents = {oid};
    leaf.partition_bound = std::string("FOR VALUES FROM ('") + from + "') TO ('" + to + "')";
  };
  plant("ended", "2026-02-01", "2026-03-01", 5);
  plant("ends_today", "2026-02-01", "2026-03-10", 5);
  plant("goes_on", "2026-03-01", "2026-04-01", 5);
  plant("zoned", "2026-02-01 00:00:00+05:30", "2026-03-01 00:00:00+05:30", 5);
  plant("odd", "2026-02-01 BC", "2026-03-01", 5);
  plant("archive", "2020-01-01", "2021-01-01", 0);
  CHECK(schema.run("partition_gap").size() == 3);
  schema.model.counted_seconds = 8 * day;
  const auto found = schema.run("partition_gap");
  REQUIRE(found.size() == 2);
  CHECK(found[0].object == "public.ended");
  CHECK(found[0].severity == Severity::warning);
  CHECK(found[1].object == "public.zoned");
}
