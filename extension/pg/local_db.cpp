// LocalDb: cursors of SPI, a thousand rows at a time.
// Words: a page is the plain C form of a batch, before it becomes Rows.
// It must not hold SPI open across an error it survives: attempt() rolls that back.
#include "pg/local_db.hpp"

#include <exception>

#include "base/error.hpp"
#include "base/server.hpp"
#include "pg/postgres.hpp"

#include "pg/attempt.hpp"
#include "pg/deadline.hpp"
#include "pg/encoding.hpp"
#include "pg/fault.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

constexpr int page_rows = 1000;
constexpr int max_columns = 128;

struct Page {
  int columns;
  const char* names[max_columns];
  long rows;
  const char** cells;  // rows * columns, null for SQL NULL
};

struct Column {
  FmgrInfo output;
  bool varlena;
};

struct Cursor {
  Portal portal;
  MemoryContext memory;  // one page; reset for the next
  Column* columns;
};

struct Parameters {
  int count;
  const char* const* texts;  // null for SQL NULL
};

// Everything until the first row: connect, bind as text, open.
Cursor open(const char* sql, Parameters parameters) {
  SPI_connect();
  auto* types = static_cast<Oid*>(palloc0(sizeof(Oid) * (parameters.count + 1)));
  auto* values = static_cast<Datum*>(palloc0(sizeof(Datum) * (parameters.count + 1)));
  auto* nulls = static_cast<char*>(palloc0(parameters.count + 1));
  for (int i = 0; i < parameters.count; ++i) {
    types[i] = TEXTOID;
    nulls[i] = parameters.texts[i] == nullptr ? 'n' : ' ';
    if (parameters.texts[i] != nullptr)
      values[i] = CStringGetTextDatum(server_text(parameters.texts[i]));
  }
  Cursor cursor;
  cursor.portal =
      SPI_cursor_open_with_args(nullptr, sql, parameters.count, types, values, nulls, true, 0);
  cursor.memory =
      AllocSetContextCreate(CurrentMemoryContext, "copilot page", ALLOCSET_DEFAULT_SIZES);
  const TupleDesc row_type = cursor.portal->tupDesc;
  cursor.columns = static_cast<Column*>(palloc(sizeof(Column) * row_type->natts));
  for (int i = 0; i < row_type->natts; ++i) {
    Oid function;
    getTypeOutputInfo(TupleDescAttr(row_type, i)->atttypid, &function, &cursor.columns[i].varlena);
    fmgr_info(function, &cursor.columns[i].output);
  }
  return cursor;
}

void fetch_page(Cursor& cursor, Page& page) {
  MemoryContextReset(cursor.memory);
  SPI_cursor_fetch(cursor.portal, true, page_rows);
  SPITupleTable* table = SPI_tuptable;
  const TupleDesc row_type = table->tupdesc;
  if (row_type->natts > max_columns) elog(ERROR, "a report has more than %d columns", max_columns);
  MemoryContext caller = MemoryContextSwitchTo(cursor.memory);
  page.columns = row_type->natts;
  page.rows = static_cast<long>(table->numvals);
  for (int i = 0; i < page.columns; ++i)
    page.names[i] = NameStr(TupleDescAttr(row_type, i)->attname);
  page.cells = static_cast<const char**>(palloc(sizeof(char*) * (page.rows * page.columns + 1)));
  for (long row = 0; row < page.rows; ++row)
    for (int i = 0; i < page.columns; ++i) {
      bool null;
      const Datum value = SPI_getbinval(table->vals[row], row_type, i + 1, &null);
      page.cells[row * page.columns + i] =
          null ? nullptr : module_text(OutputFunctionCall(&cursor.columns[i].output, value));
    }
  MemoryContextSwitchTo(caller);
}

base::Rows rows_of(const Page& page) {
  base::Rows rows(std::vector<std::string>(page.names, page.names + page.columns));
  for (long i = 0; i < page.rows * page.columns; ++i)
    rows.add(page.cells[i] == nullptr ? std::nullopt
                                      : std::optional<std::string_view>(page.cells[i]));
  return rows;
}

void close(Cursor& cursor) {
  guard([&]() noexcept {
    SPI_cursor_close(cursor.portal);
    SPI_finish();
  });
}

}  // namespace

const base::Server& LocalDb::server() {
  if (!server_) server_ = base::read_server(query({base::server_query, {}}), true);
  return *server_;
}

void LocalDb::stream(const base::Query& query, const Batch& batch) {
  fault::Witness witness;
  // A deadline fires once: what it ended may be survived, but nothing may start after it.
  if (Deadline::fired())
    throw base::UserError{base::sqlstate::query_canceled, "copilot's own time limit has passed", "",
                          "Ask for less, or raise copilot.statement_timeout for this session."};
  std::vector<const char*> texts;
  for (const auto& parameter : query.parameters)
    texts.push_back(parameter ? parameter->c_str() : nullptr);
  const Parameters parameters{static_cast<int>(texts.size()), texts.data()};
  const char* sql = query.sql.c_str();
  Cursor cursor = guard([&]() noexcept { return open(sql, parameters); });
  Page page;
  std::exception_ptr stopped;  // by the batch; a server error needs no closing, its abort does that
  try {
    for (bool first = true;; first = false) {
      guard([&]() noexcept { fetch_page(cursor, page); });
      if (page.rows > 0 || first) batch(rows_of(page));
      guard([]() noexcept { SPI_freetuptable(SPI_tuptable); });
      if (page.rows < page_rows) break;
    }
  } catch (const Error&) {
    throw;
  } catch (...) {
    stopped = std::current_exception();
  }
  close(cursor);
  if (stopped) std::rethrow_exception(stopped);
}

std::vector<base::Outcome> LocalDb::fetch(std::span<const base::Query> queries) {
  std::vector<base::Outcome> outcomes;
  for (const base::Query& each : queries) {
    std::optional<base::Rows> rows;
    auto failure = attempt([&] { rows = query(each); });
    if (failure)
      outcomes.emplace_back(std::move(*failure));
    else
      outcomes.emplace_back(std::move(*rows));
  }
  return outcomes;
}

}  // namespace copilot::pg
