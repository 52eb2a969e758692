// Answers: every kind of them, over planned reports and findings.
// Words: a desk is all that an answer needs; a busy one has something to tell in every report.
// No server here.
#include <doctest/doctest.h>

#include <cctype>
#include <set>

#include "ask/ask.hpp"
#include "ask/units.hpp"
#include "ask_fakes.hpp"

using namespace copilot;

namespace {

struct Desk {
  test::FakeReports reports;
  test::FakeFindings findings;
  test::FakeNames names;
  test::FakeClock clock;
  test::FakeInterrupts interrupts;

  Desk() { clock.time = *ask::timestamp("2026-03-01 12:00:00+00"); }

  base::Json ask(std::string_view question, const base::Json& context = nullptr) {
    return ask::answer(question, context, reports, findings, names, clock, interrupts);
  }
};

std::string verdict(const base::Json& answer) {
  return answer["verdict"].get<std::string>();
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

bool any_has(const base::Json& list, std::string_view part) {
  return has(list.dump(), part);
}

const std::vector<std::string> query_columns = {
    "rank",  "queryid",           "database",     "role",
    "calls", "total_time_ms",     "mean_time_ms", "share_percent",
    "rows",  "cache_hit_percent", "temp_bytes",   "wal_bytes",
    "query", "window_from",       "window_to",    "window_complete"};

Desk busy() {
  Desk desk;
  desk.reports.plan(
      "top_queries", query_columns,
      {{"1", "77", "shop", "app", "1200", "84000", "70", "61.5", "1200", "71", "2097152", "0",
        "SELECT * FROM orders WHERE note LIKE $1", "2026-03-01 11:50:00+00",
        "2026-03-01 12:00:00+00", "t"},
       {"2", "78", "shop", "app", "9000", "9000", "1", "6.6", "9000", "100", "0", "0",
        "UPDATE items SET n = n + $1", "2026-03-01 11:50:00+00", "2026-03-01 12:00:00+00", "t"}});
  desk.reports.plan("locks",
                    {"depth", "pid", "root_pid", "waiting_for", "held_mode", "wait_mode", "object",
                     "waited", "transaction_age", "role", "application", "state", "query"},
                    {{"0", "4711", "4711", "", "RowExclusiveLock", "", "public.orders", "",
                      "00:12:30", "app", "worker", "idle in transaction", "UPDATE orders"},
                     {"1", "4712", "4711", "4711", "RowExclusiveLock", "ShareLock", "public.orders",
                      "00:00:40", "00:00:41", "app", "web", "active", "UPDATE orders"}});
  desk.reports.plan("connections",
                    {"by", "name", "total", "active", "idle", "idle_in_transaction", "oldest",
                     "limit_total", "used_percent"},
                    {{"all", "all", "88", "5", "80", "3", "2026-03-01 10:00:00+00", "97", "90.7"},
                     {"database", "shop", "80", "5", "73", "2", "2026-03-01 10:00:00+00", "", ""}});
  desk.reports.plan("activity",
                    {"pid", "database", "role", "application", "client", "state", "wait", "since",
                     "transaction_age", "blocked_by", "query"},
                    {{"4712", "shop", "app", "web", "local", "active", "Lock: transactionid",
                      "2026-03-01 11:59:20+00", "00:00:41", "{4711}", "UPDATE orders"},
                     {"4711", "shop", "app", "worker", "local", "idle in transaction", "",
                      "2026-03-01 11:47:30+00", "00:12:30", "", "UPDATE orders"}});
  desk.reports.plan("memory", {"what", "bytes", "source", "detail"},
                    {{"memory the server may use", "8589934592", "memory.max", "a limit"},
                     {"shared_buffers", "134217728", "shared_buffers", "the cache"},
                     {"swap the server may use", "", "", "unknown: not said"}});
  desk.reports.plan(
      "buffer_cache",
      {"name", "cached_bytes", "share_percent", "cached_percent", "dirty_bytes", "hot_percent"},
      {{"public.orders", "67108864", "50", "12.5", "0", "40"}});
  desk.reports.plan(
      "settings",
      {"name", "value", "unit", "default_value", "source", "source_file", "source_line",
       "pending_restart", "context", "description"},
      {{"work_mem", "64MB", "kB", "4MB", "configuration file", "/etc/postgresql.conf", "12", "f",
        "user", "Memory for sorts."},
       {"max_connections", "100", "", "100", "default", "", "", "t", "postmaster", "Connections."},
       {"log_min_duration_statement", "-1", "ms", "-1", "default", "", "", "f", "superuser",
        "Logs slow statements."}});
  desk.reports.plan(
      "table_sizes",
      {"table_name", "partitions", "total_bytes", "table_bytes", "index_bytes", "toast_bytes",
       "rows_estimate", "growth_per_day_bytes", "exact"},
      {{"public.orders", "0", "1288490189", "858993459", "429496730", "0", "1200000", "", "t"},
       {"public.items", "12", "104857600", "94371840", "10485760", "0", "", "", "f"}});
  desk.reports.plan("database_sizes",
                    {"database", "size_bytes", "share_percent", "growth_per_day_bytes"},
                    {{"shop", "2147483648", "80", ""},
                     {"postgres", "536870912", "20", ""},
                     {"secret", "", "", ""}});
  desk.reports.plan(
      "table_usage",
      {"table_name", "reads", "writes", "seq_scans", "index_scans", "rows_read", "rows_inserted",
       "rows_updated", "rows_deleted", "hot_update_percent", "read_share_percent",
       "cache_hit_percent", "window_from", "window_to", "window_complete"},
      {{"public.orders", "5000", "300", "500", "4500", "600000000", "100", "200", "0", "50", "94",
        "88", "2026-03-01 11:50:00+00", "2026-03-01 12:00:00+00", "t"},
       {"public.old", "0", "0", "0", "0", "0", "0", "0", "0", "", "", "", "2026-03-01 11:50:00+00",
        "2026-03-01 12:00:00+00", "t"}});
  desk.reports.plan(
      "index_usage",
      {"index_name", "table_name", "size_bytes", "scans", "rows_read", "last_used", "writes_paid",
       "is_unique", "verdict", "window_from", "window_to", "window_complete"},
      {{"public.orders_note", "public.orders", "52428800", "0", "0", "", "300", "f",
        "unused so far", "2026-03-01 11:50:00+00", "2026-03-01 12:00:00+00", "t"},
       {"public.orders_pkey", "public.orders", "26214400", "4500", "4500", "", "300", "t", "used",
        "2026-03-01 11:50:00+00", "2026-03-01 12:00:00+00", "t"}});
  base::Finding sequence;
  sequence.rule = "sequence_exhaustion";
  sequence.category = "capacity";
  sequence.severity = base::Severity::critical;
  sequence.object = "public.orders_id_seq";
  sequence.title = "Sequence public.orders_id_seq has 1,000 values left";
  desk.findings.all.push_back(sequence);
  desk.names.known = {{"orders", base::NameKind::table, "public.orders"},
                      {"items", base::NameKind::table, "public.items"},
                      {"orders_note", base::NameKind::index, "public.orders_note"},
                      {"work_mem", base::NameKind::setting, "work_mem"}};
  return desk;
}

}  // namespace

TEST_CASE("an answer has exactly the keys of ask_json, for every intent, busy or bare") {
  const std::set<std::string> keys = {
      "question", "intent",  "confidence", "entities", "engine",     "verdict", "facts",
      "findings", "reports", "next_steps", "caveats",  "understood", "context"};
  for (const bool full : {true, false}) {
    for (const ask::Intent& intent : ask::intents())
      for (const char* sample : intent.samples) {
        INFO(std::string(sample));
        Desk desk = full ? busy() : Desk();
        const base::Json answer = desk.ask(sample);
        std::set<std::string> found;
        for (const auto& [key, value] : answer.items()) found.insert(key);
        CHECK(found == keys);
        CHECK(answer["intent"] == std::string(intent.name));
        CHECK(!verdict(answer).empty());
        CHECK(has(ask::render(answer), verdict(answer)));
      }
  }
}

TEST_CASE("every number of a verdict is in the facts, the findings or the reports") {
  for (const ask::Intent& intent : ask::intents())
    for (const char* sample : intent.samples) {
      Desk desk = busy();
      const base::Json answer = desk.ask(sample);
      const std::string known =
          answer["facts"].dump() + answer["findings"].dump() + answer["reports"].dump();
      const std::string text = verdict(answer);
      for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) ||
                                     (end > i && (text[end] == ',' || text[end] == '.') &&
                                      std::isdigit(static_cast<unsigned char>(text[end + 1])))))
          ++end;
        if (end > i) {
          INFO(std::string(sample));
          INFO(text);
          CHECK_MESSAGE(has(known, text.substr(i, end - i)), text.substr(i, end - i));
        }
        i = std::max(end, i + 1);
      }
    }
}

TEST_CASE("why is it slow: the causes, ranked, with their numbers") {
  Desk desk = busy();
  const base::Json answer = desk.ask("why is my database slow?");
  CHECK(answer["intent"] == "health");
  CHECK(has(verdict(answer), "Most likely: Process 4711"));
  CHECK(has(answer["facts"][0]["text"], "Process 4711"));
  CHECK(has(answer["facts"][0]["text"], "blocks 1 session"));
  CHECK(has(answer["facts"][0]["text"], "12 min 30 s"));
  CHECK(any_has(answer["facts"], "91 % of the connections are in use"));
  CHECK(any_has(answer["facts"], "62 % of all statements' time: 1,200 calls, 70 ms each"));
  CHECK(any_has(answer["facts"], "since 2026-03-01 11:50+00"));
  CHECK(any_has(answer["caveats"], "Not looked at"));
  CHECK(answer["facts"].size() <= 7);
}

TEST_CASE("a quiet server is said to be quiet, with what was looked at") {
  Desk desk = busy();
  desk.findings.all.clear();
  desk.reports.planned["locks"].rows.clear();
  desk.reports.planned["activity"].rows.clear();
  desk.reports.planned["top_queries"].rows.clear();
  desk.reports.planned["connections"].rows[0] = {"all", "all", "3", "1", "2", "0", "", "97", "3.1"};
  const base::Json answer = desk.ask("is everything ok?");
  CHECK(has(verdict(answer), "Nothing stands out"));
  CHECK(has(verdict(answer), "3 of 97 connections in use"));
  CHECK(has(verdict(answer), "nobody waits for a lock"));
}

TEST_CASE("the greater part of very little time is no cause") {
  Desk desk = busy();
  desk.findings.all.clear();
  desk.reports.planned["locks"].rows.clear();
  desk.reports.planned["activity"].rows.clear();
  desk.reports.planned["connections"].rows[0] = {"all", "all", "3", "1", "2", "0", "", "97", "3.1"};
  desk.reports.planned["top_queries"].rows.resize(1);
  desk.reports.planned["top_queries"].rows[0][5] = "6000";
  const base::Json answer = desk.ask("why is it slow?");
  CHECK(has(verdict(answer), "Nothing stands out"));
  CHECK(any_has(answer["facts"], "62 % of all statements' time"));
}

TEST_CASE("what is grave but makes nothing slow is not named as the cause of slowness") {
  Desk desk = busy();
  const base::Json all = desk.ask("is everything ok?");
  CHECK(has(verdict(all),
            "First of all: critical: Sequence public.orders_id_seq has 1,000 values left"));
  desk.reports.planned["locks"].rows.clear();
  desk.reports.planned["activity"].rows.clear();
  desk.reports.planned["top_queries"].rows.clear();
  desk.reports.planned["connections"].rows[0] = {"all", "all", "3", "1", "2", "0", "", "97", "3.1"};
  CHECK(has(verdict(desk.ask("why is my database slow?")),
            "Nothing of what could be looked at makes it slow now."));
}

TEST_CASE("copilot's own statements and tables are not what people ask about") {
  Desk desk = busy();
  for (auto& row : desk.reports.planned["top_queries"].rows) row[12] = "select copilot.ask($1)";
  desk.reports.planned["table_sizes"].rows[0][0] = "copilot.suppressions";
  CHECK(has(verdict(desk.ask("what are the slowest queries?")), "No recorded statement matches"));
  CHECK(!has(desk.ask("why is my database slow?")["facts"].dump(), "copilot.ask"));
  CHECK(
      has(verdict(desk.ask("what are the largest tables?")), "The largest table is public.items"));
}

TEST_CASE("a report that fails is a caveat with its hint, and the rest is there") {
  Desk desk = busy();
  desk.reports.plan_failure("top_queries", {"55000", "pg_stat_statements is not loaded",
                                            "Add it to shared_preload_libraries."});
  const base::Json slow = desk.ask("everything is slow");
  CHECK(any_has(slow["caveats"], "Add it to shared_preload_libraries."));
  CHECK(any_has(slow["facts"], "Process 4711"));
  const base::Json top = desk.ask("what are the slowest queries?");
  CHECK(has(verdict(top), "cannot be told"));
  CHECK(any_has(top["caveats"], "pg_stat_statements is not loaded"));
  desk.findings.error = base::UserError{"42501", "permission denied", "", "Grant pg_monitor."};
  const base::Json ids = desk.ask("how far is transaction id wraparound?");
  CHECK(verdict(ids) == "It could not be judged.");
  CHECK(any_has(ids["caveats"], "Grant pg_monitor."));
}

TEST_CASE("a cancel passes through") {
  Desk desk = busy();
  desk.interrupts.cancel_at = 2;
  CHECK_THROWS_AS(desk.ask("why is my database slow?"), test::FakeInterrupts::Cancelled);
}

TEST_CASE("locks: the root, who waits, and a plan that is only text") {
  Desk desk = busy();
  const base::Json answer = desk.ask("kill the session that blocks the others");
  CHECK(answer["intent"] == "locks");
  CHECK(has(verdict(answer), "process 4711"));
  CHECK(has(verdict(answer), "blocks 1 session, the longest wait being 40 s"));
  CHECK(any_has(answer["next_steps"], "SELECT pg_terminate_backend(4711);"));
  CHECK(any_has(answer["caveats"], "Nothing was changed"));
  for (const std::string& name : desk.reports.ran) CHECK(name == "locks");
  desk.reports.planned["locks"].rows.clear();
  CHECK(has(verdict(desk.ask("who is blocking whom?")), "Nobody waits for a lock now."));
}

TEST_CASE("sizes of tables, of one table, of an index, of databases") {
  Desk desk = busy();
  CHECK(has(verdict(desk.ask("what are the largest tables?")), "public.orders: 1.2 GB"));
  const base::Json one = desk.ask("how big is the table items?");
  CHECK(has(verdict(one), "public.items: 100 MB"));
  CHECK(has(verdict(one), "12 partitions"));
  CHECK(has(verdict(one), "estimated"));
  CHECK(one["entities"]["relations"][0] == "public.items");
  CHECK(has(verdict(desk.ask("size of the index orders_note")), "public.orders_note has 50 MB"));
  const base::Json databases = desk.ask("how big are my databases?");
  CHECK(has(verdict(databases), "The 2 databases take 2.5 GB; the largest is shop with 2 GB."));
  CHECK(any_has(databases["caveats"], "The size of 1 database is unknown"));
}

TEST_CASE("settings: a value, a change that is only planned") {
  Desk desk = busy();
  const base::Json value = desk.ask("what is work_mem set to?");
  CHECK(
      has(verdict(value), "work_mem is 64MB, set by configuration file (/etc/postgresql.conf:12)"));
  CHECK(has(verdict(desk.ask("what is the value of work mem?")), "work_mem is 64MB"));
  const base::Json change = desk.ask("set work_mem to 1GB");
  CHECK(change["intent"] == "config_changes");
  CHECK(any_has(change["next_steps"], "ALTER SYSTEM SET work_mem = '1GB'"));
  CHECK(any_has(change["next_steps"], "ALTER SYSTEM RESET work_mem"));
  CHECK(any_has(change["caveats"], "Nothing was changed"));
  CHECK(has(verdict(desk.ask("how do I log slow queries?")), "Slow statements are not logged"));
}

TEST_CASE("usage of tables and indexes says since when") {
  Desk desk = busy();
  CHECK(has(verdict(desk.ask("which indexes are unused?")),
            "1 of 2 indexes has not been scanned, and nothing else needs it; it takes 50 MB "
            "(since 2026-03-01 11:50+00)."));
  const base::Json table = desk.ask("is the table orders still used?");
  CHECK(table["intent"] == "table_usage");
  CHECK(
      has(verdict(table), "public.orders: 5,000 reads (500 of the whole table), 300 rows written"));
}

TEST_CASE("a window without history is not pretended") {
  Desk desk = busy();
  desk.reports.planned["top_queries"].since_failure =
      base::Failure{"0A000", "there is no history yet", "Leave since out."};
  const base::Json answer = desk.ask("slowest queries in the last 2 hours");
  CHECK(answer["entities"]["window"]["since"] == "2 hours");
  CHECK(any_has(answer["caveats"], "The numbers are not of the last 2 hours, which was asked for"));
  CHECK(any_has(answer["facts"], "since 2026-03-01 11:50+00"));
}

TEST_CASE("what has no report yet says so, and what is out of scope runs nothing") {
  Desk desk = busy();
  const base::Json lag = desk.ask("does a replica lag?");
  CHECK(has(verdict(lag), "This version of copilot has no report \"replication\" yet."));
  CHECK(any_has(lag["next_steps"], "pg_stat_replication"));
  desk.reports.ran.clear();
  const base::Json weather = desk.ask("what is the weather in Paris?");
  CHECK(weather["intent"] == "out_of_scope");
  CHECK(desk.reports.ran.empty());
  const base::Json drop = desk.ask("drop all tables");
  CHECK(drop["intent"] == "out_of_scope");
  CHECK(has(verdict(drop), "Nothing was changed"));
}

TEST_CASE("a follow-up keeps what it was about") {
  Desk desk = busy();
  const base::Json first = desk.ask("how big is the table items?");
  const base::Json other = desk.ask("and orders?", first["context"]);
  CHECK(other["intent"] == "sizes");
  CHECK(has(verdict(other), "public.orders: 1.2 GB"));
  const base::Json why = desk.ask("why?", other["context"]);
  CHECK(why["intent"] == "growth");
  CHECK(why["entities"]["relations"][0] == "public.orders");
  const base::Json it = desk.ask("is it still used?", other["context"]);
  CHECK(it["entities"]["relations"][0] == "public.orders");
  // A new subject is a new subject.
  CHECK(desk.ask("who is blocking whom?", first["context"])["intent"] == "locks");
}

TEST_CASE("a context that is not one of ours is ignored") {
  Desk desk = busy();
  for (const char* text :
       {"null", "[]", "1", "{}", "{\"intent\": 5}", "{\"intent\": \"sizes\", \"entities\": 7}",
        "{\"intent\": \"sizes\", \"entities\": {\"relations\": 7, \"x\": [1]}}",
        "{\"intent\": \"sizes\", \"entities\": {\"relations\": [7, null]}}"})
    CHECK(!verdict(desk.ask("and now?", base::Json::parse(text))).empty());
}

TEST_CASE("an assumed name is said to be assumed") {
  Desk desk = busy();
  desk.names.known = {{"order_items", base::NameKind::table, "public.order_items"}};
  const base::Json answer = desk.ask("how big is order_itmes?");
  CHECK(has(answer["understood"], "public.order_items (assumed: there is no order_itmes)"));
  CHECK(answer["entities"]["assumed"]["order_itmes"] == "public.order_items");
}

TEST_CASE("units") {
  CHECK(ask::bytes_text(0) == "0 bytes");
  CHECK(ask::bytes_text(1536) == "1.5 kB");
  CHECK(ask::bytes_text(1288490189) == "1.2 GB");
  CHECK(ask::duration_text(70) == "70 ms");
  CHECK(ask::duration_text(3400) == "3.4 s");
  CHECK(ask::duration_text(312000) == "5 min 12 s");
  CHECK(ask::duration_text(90000000) == "1 day 1 h");
  CHECK(ask::percent_text(12.0) == "12 %");
  CHECK(ask::percent_text(0.01) == "less than 0.1 %");
  CHECK(ask::count_text(1234567) == "1,234,567");
  CHECK(ask::count_text(999) == "999");
  CHECK(ask::interval_ms("00:00:40.5") == 40500);
  CHECK(ask::interval_ms("1 day 02:03:04") == (26 * 3600 + 184) * 1000.0);
  CHECK(ask::interval_ms("soon") == std::nullopt);
  CHECK(ask::timestamp("1970-01-02 00:00:01+00") == 86401000000);
  CHECK(ask::timestamp("1970-01-02 02:00:01+02") == 86401000000);
  CHECK(ask::timestamp("infinity") == std::nullopt);
  CHECK(ask::moment_text("2026-03-01 11:50:59.123+02") == "2026-03-01 11:50+02");
  CHECK(ask::literal("it's") == "'it''s'");
  CHECK(ask::shortened("a  b\nc", 100) == "a b c");
  CHECK(ask::shortened("\xc3\xa4\xc3\xa4", 3) == "\xc3\xa4...");
}
