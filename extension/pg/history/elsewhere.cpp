// Elsewhere: by WorkerDb, as the caller.
// Words: see elsewhere.hpp.
// The columns asked for are passed on by name and type, so that any column list works there too.
#include "pg/history/elsewhere.hpp"

#include <cstring>
#include <string>

#include "base/error.hpp"
#include "pg/arguments.hpp"
#include "pg/guard.hpp"
#include "pg/result.hpp"
#include "pg/settings.hpp"
#include "pg/worker_db.hpp"

namespace copilot::pg {

bool history_is_elsewhere() {
  const char* here = guard([]() noexcept { return get_database_name(MyDatabaseId); });
  return here == nullptr || std::strcmp(here, history_database()) != 0;
}

namespace {

constexpr const char* undefined_schema = "3F000";
constexpr const char* undefined_function = "42883";

Oid database_of_history() {
  const char* name = history_database();
  const Oid database = guard([&]() noexcept { return get_database_oid(name, true); });
  if (OidIsValid(database)) return database;
  throw base::UserError{"3D000", "database \"" + std::string(name) + "\" does not exist",
                        "It is where copilot keeps its history.",
                        "Set copilot.database to a database that has the extension, and reload."};
}

// "a bigint, b text", as the column list of a function's result.
const char* column_list(TupleDesc row_type) {
  StringInfoData list;
  initStringInfo(&list);
  for (int i = 0; i < row_type->natts; ++i) {
    const Form_pg_attribute column = TupleDescAttr(row_type, i);
    appendStringInfo(&list, "%s%s %s", i == 0 ? "" : ", ",
                     quote_identifier(NameStr(column->attname)), format_type_be(column->atttypid));
  }
  return list.data;
}

// "$1::text::bigint, $2::text::interval"
const char* argument_list(FunctionCallInfo fcinfo) {
  StringInfoData list;
  initStringInfo(&list);
  for (int i = 0; i < fcinfo->nargs; ++i)
    appendStringInfo(&list, "%s$%d::text::%s", i == 0 ? "" : ", ", i + 1,
                     format_type_be(get_fn_expr_argtype(fcinfo->flinfo, i)));
  return list.data;
}

}  // namespace

void ask_elsewhere(FunctionCallInfo fcinfo, Columns columns) {
  const Arguments arguments = read_arguments(fcinfo);
  const char* list = guard([&]() noexcept { return argument_list(fcinfo); });
  base::Query query{"SELECT * FROM copilot." + arguments.function + "(" + list + ")", {}};
  for (const base::Argument& each : arguments.given) query.parameters.push_back(each.value);
  if (columns == Columns::chosen) {
    const auto* info = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
    const char* chosen = guard([&]() noexcept { return column_list(info->expectedDesc); });
    query.sql += std::string(" AS given(") + chosen + ")";
  }
  Result result(fcinfo);
  WorkerDb db(database_of_history());
  try {
    db.stream(query, [&](const base::Rows& rows) { result.write(rows); });
  } catch (const base::UserError& error) {
    if (error.code != undefined_schema && error.code != undefined_function) throw;
    throw base::UserError{
        "55000",
        "there is no history: the extension is not installed in database \"" +
            std::string(history_database()) + "\"",
        error.message,
        "As superuser run CREATE EXTENSION copilot there, or set copilot.database "
        "to a database that has it."};
  }
}

std::optional<std::int64_t> time_argument(FunctionCallInfo fcinfo, int at) {
  if (fcinfo->args[at].isnull) return std::nullopt;
  return DatumGetTimestampTz(fcinfo->args[at].value);
}

std::optional<std::uint64_t> unsigned_argument(FunctionCallInfo fcinfo, int at) {
  if (fcinfo->args[at].isnull) return std::nullopt;
  return static_cast<std::uint64_t>(DatumGetInt64(fcinfo->args[at].value));
}

}  // namespace copilot::pg
