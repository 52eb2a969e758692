// HistoryTables: the names of what was sampled, and what changed, read for those who may see statistics.
// Words: each function is one constant query over a table of the history.
// The caller's right is checked first; nothing of a caller's gets into the SQL but bound values.
#include <string>

#include "pg/postgres.hpp"

extern "C" {
#include "executor/tstoreReceiver.h"
}

#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/history/as_owner.hpp"
#include "pg/history/elsewhere.hpp"

namespace copilot::pg {

namespace {

// Runs under guard: plain data only.
void run(FunctionCallInfo fcinfo, const char* sql) {
  auto* const result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  const int count = fcinfo->nargs;
  auto* types = static_cast<Oid*>(palloc0(sizeof(Oid) * (count + 1)));
  auto* values = static_cast<Datum*>(palloc0(sizeof(Datum) * (count + 1)));
  auto* nulls = static_cast<char*>(palloc0(count + 1));
  for (int i = 0; i < count; ++i) {
    types[i] = get_fn_expr_argtype(fcinfo->flinfo, i);
    values[i] = fcinfo->args[i].value;
    nulls[i] = fcinfo->args[i].isnull ? 'n' : ' ';
  }
  SPI_connect();
  DestReceiver* receiver = CreateTuplestoreDestReceiver();
  SetTuplestoreDestReceiverParams(receiver, result->setResult, CurrentMemoryContext, true, nullptr,
                                  nullptr);
  SPIPlanPtr plan = SPI_prepare(sql, count, types);
  if (plan == nullptr) elog(ERROR, "could not read the history");
  SPIExecuteOptions options = {};
  options.params = nullptr;
  options.read_only = true;
  options.dest = receiver;
  ParamListInfo parameters = makeParamList(count);
  for (int i = 0; i < count; ++i)
    parameters->params[i] = {values[i], nulls[i] == 'n', PARAM_FLAG_CONST, types[i]};
  options.params = parameters;
  if (SPI_execute_plan_extended(plan, &options) != SPI_OK_SELECT)
    elog(ERROR, "could not read the history");
  SPI_finish();
}

Datum give(FunctionCallInfo fcinfo, const char* function, const char* sql) {
  return read_history(fcinfo, Limit::quick, function, Columns::declared, [&] {
    guard([&]() noexcept { InitMaterializedSRF(fcinfo, 0); });
    as_owner([&] { guard([&]() noexcept { run(fcinfo, sql); }); });
  });
}

}  // namespace

// copilot._history_span(collector text)
COPILOT_FUNCTION(history_span) {
  return give(fcinfo, "_history_span", R"sql(
SELECT min(first.from_at), max(last.to_at)
FROM generate_series(0, 3) AS level
  CROSS JOIN LATERAL (SELECT from_at FROM copilot.history_chunks AS c
                      WHERE c.collector = $1 AND c.level = level.level ORDER BY to_at LIMIT 1) AS first
  CROSS JOIN LATERAL (SELECT to_at FROM copilot.history_chunks AS c
                      WHERE c.collector = $1 AND c.level = level.level AND c.to_at <= clock_timestamp()
                      ORDER BY to_at DESC LIMIT 1) AS last
)sql");
}

// copilot._history_relations(database oid)
COPILOT_FUNCTION(history_relations) {
  return give(fcinfo, "_history_relations", R"sql(
SELECT database, relation, name, kind, table_oid, parent_oid, tablespace, filenode, is_unique, is_system, seen_at,
       gone_at
FROM copilot.history_relations WHERE database = $1 OR $1 IS NULL
)sql");
}

// copilot._history_statements(database oid)
COPILOT_FUNCTION(history_statements) {
  return give(fcinfo, "_history_statements", R"sql(
SELECT database, statement, queryid, role, toplevel, query, seen_at
FROM copilot.history_statements WHERE database = $1 OR $1 IS NULL
)sql");
}

// copilot._history_objects(collector text)
COPILOT_FUNCTION(history_objects) {
  return give(fcinfo, "_history_objects", R"sql(
SELECT collector, scope, object, name, detail, seen_at
FROM copilot.history_objects WHERE collector = $1 OR $1 IS NULL
)sql");
}

// copilot._history_changes(since timestamptz, until timestamptz)
COPILOT_FUNCTION(history_changes) {
  return give(fcinfo, "_history_changes", R"sql(
SELECT at, kind, database, object, action, before, after, by_role, application, client, certain, pieces,
       as_role, until_at, run
FROM copilot.history_changes
WHERE at > coalesce($1, '-infinity') AND at <= coalesce($2, 'infinity')
)sql");
}

}  // namespace copilot::pg
