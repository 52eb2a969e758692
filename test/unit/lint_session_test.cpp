// What a script leaves behind in its session: settings, timeouts, search_path; and what locks conflict.
// Words: see lint/script/session.hpp.
// Nothing here has a server.
#include <doctest/doctest.h>

#include "lint/script/duration.hpp"
#include "lint/script/generated_names.hpp"
#include "lint/script/session.hpp"
#include "lint/script/setting_units.hpp"
#include "lint_script_fakes.hpp"

using namespace copilot;
using copilot::test::ScriptRun;
using lint::Lock;
using Action = base::Transaction::Action;
using Kind = base::AlterAction::Kind;

TEST_CASE("a lock conflicts as the manual's table says") {
  CHECK(lint::conflicts(Lock::access_exclusive, "AccessShareLock"));
  CHECK(lint::conflicts(Lock::share, "RowExclusiveLock"));
  CHECK_FALSE(lint::conflicts(Lock::share, "ShareLock"));
  CHECK(lint::conflicts(Lock::share_row_exclusive, "ShareLock"));
  CHECK(lint::conflicts(Lock::share_update_exclusive, "ShareUpdateExclusiveLock"));
  CHECK_FALSE(lint::conflicts(Lock::share_update_exclusive, "RowExclusiveLock"));
  CHECK(lint::conflicts(Lock::exclusive, "RowShareLock"));
  CHECK_FALSE(lint::conflicts(Lock::exclusive, "AccessShareLock"));
  CHECK_FALSE(lint::conflicts(Lock::row_exclusive, "RowExclusiveLock"));
  CHECK(lint::conflicts(Lock::row_exclusive, "ShareLock"));
  CHECK_FALSE(lint::conflicts(Lock::access_exclusive, "SIReadLock"));
  CHECK(std::string(lint::blocks(Lock::access_exclusive)) == "reads and writes");
  CHECK(std::string(lint::blocks(Lock::share)) == "writes");
}

TEST_CASE("timeouts have units") {
  CHECK(lint::setting_milliseconds("5s") == 5000);
  CHECK(lint::setting_milliseconds(" 1 min ") == 60000);
  CHECK(lint::setting_milliseconds("250") == 250);
  CHECK(lint::setting_milliseconds("0") == 0);
  CHECK(lint::setting_milliseconds("1.5s") == 1500);
  CHECK(lint::setting_milliseconds("2h") == 7200000);
  CHECK(lint::setting_milliseconds("900us") == 1);
  CHECK_FALSE(lint::setting_milliseconds("soon"));
  CHECK_FALSE(lint::setting_milliseconds("5 fortnights"));
  CHECK_FALSE(lint::setting_milliseconds("-1"));
  CHECK_FALSE(lint::setting_milliseconds("99999999999"));
  CHECK_FALSE(lint::setting_milliseconds(""));
}

TEST_CASE("SET LOCAL ends with the transaction, ROLLBACK undoes SET") {
  ScriptRun run;
  run.add(ScriptRun::set("lock_timeout", "1s"))
      .add(ScriptRun::transaction(Action::begin))
      .add(ScriptRun::set("lock_timeout", "2s", true))
      .add(ScriptRun::set("statement_timeout", "1min"))
      .add(ScriptRun::transaction(Action::rollback))
      .add(base::Select{})
      .run();
  CHECK(run.moments[3].session.lock_timeout_ms == 2000);
  CHECK(run.moments[4].session.statement_timeout_ms == 60000);
  CHECK(run.moments[5].session.lock_timeout_ms == 1000);
  CHECK_FALSE(run.moments[5].session.statement_timeout_ms);
  CHECK(run.moments[1].transaction != run.moments[3].transaction);
  CHECK(run.moments[2].transaction == run.moments[4].transaction);
  CHECK(run.moments[4].transaction != run.moments[5].transaction);
}

TEST_CASE("SET lasts after COMMIT, and ROLLBACK TO undoes what came after its savepoint") {
  ScriptRun run;
  run.add(ScriptRun::transaction(Action::begin))
      .add(ScriptRun::set("lock_timeout", "1s"))
      .add(ScriptRun::transaction(Action::savepoint, "a"))
      .add(ScriptRun::set("lock_timeout", "9s"))
      .add(ScriptRun::transaction(Action::rollback_to, "a"))
      .add(ScriptRun::transaction(Action::commit))
      .run();
  CHECK(run.moments[4].session.lock_timeout_ms == 9000);
  CHECK(run.moments[5].session.lock_timeout_ms == 1000);
  CHECK(run.session.lock_timeout_ms == 1000);
  CHECK_FALSE(run.session.in_transaction);
}

TEST_CASE("SET LOCAL counts outside of a transaction only where the script has none at all") {
  ScriptRun alone;
  alone.add(ScriptRun::set("lock_timeout", "2s", true)).run();
  CHECK(alone.session.lock_timeout_ms == 2000);
  ScriptRun mixed;
  mixed.add(ScriptRun::set("lock_timeout", "2s", true))
      .add(ScriptRun::transaction(Action::begin))
      .add(ScriptRun::transaction(Action::commit))
      .run();
  CHECK_FALSE(mixed.session.lock_timeout_ms);
}

TEST_CASE("the search_path follows SET and set_config") {
  ScriptRun run;
  base::SetVariable path;
  path.name = "search_path";
  path.values = {"app", "pg_catalog", "public"};
  run.add(path)
      .add(base::Select{}, "SELECT pg_catalog.set_config('search_path', 'Mine, \"Yours\"', false)")
      .run();
  CHECK(run.moments[1].session.search_path == std::vector<std::string>{"app", "public"});
  CHECK(run.session.search_path == std::vector<std::string>{"mine", "Yours"});
  CHECK(run.session.search_path_set_at == 2);
  ScriptRun emptied;
  emptied.add(base::Select{}, "SELECT set_config('search_path', '', false)").run();
  CHECK(emptied.session.search_path.empty());
}
