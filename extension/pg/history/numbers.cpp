// Numbers: a cursor of SPI, a thousand rows at a time.
// Words: see numbers.hpp.
// An error that visit throws leaves the cursor to the abort of the transaction.
#include "pg/history/numbers.hpp"

#include <cmath>

#include "collect/collector.hpp"
#include "pg/postgres.hpp"

#include "pg/ambient.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

constexpr int page_rows = 1000;

struct Page {
  Portal portal;
  MemoryContext memory;
  int columns;
  std::size_t rows;
  int64* values;
};

int64 number_of(Datum value, Oid type) {
  switch (type) {
    case INT8OID:
      return DatumGetInt64(value);
    case INT4OID:
      return DatumGetInt32(value);
    case OIDOID:
      return DatumGetObjectId(value);
    case BOOLOID:
      return DatumGetBool(value) ? 1 : 0;
    case FLOAT8OID:
      return std::llround(DatumGetFloat8(value) * 1000.0);
    default:
      elog(ERROR, "a number of a sample has type %u", type);
  }
}

Page open(const char* sql) {
  SPI_connect();
  Page page{};
  page.portal = SPI_cursor_open_with_args(nullptr, sql, 0, nullptr, nullptr, nullptr, true, 0);
  page.columns = page.portal->tupDesc->natts;
  page.memory =
      AllocSetContextCreate(CurrentMemoryContext, "copilot numbers", ALLOCSET_DEFAULT_SIZES);
  page.values = static_cast<int64*>(
      MemoryContextAlloc(page.memory, sizeof(int64) * page_rows * page.columns));
  return page;
}

void fetch(Page& page) {
  SPI_cursor_fetch(page.portal, true, page_rows);
  SPITupleTable* table = SPI_tuptable;
  const TupleDesc row_type = table->tupdesc;
  auto* values = static_cast<Datum*>(palloc(sizeof(Datum) * page.columns));
  auto* nulls = static_cast<bool*>(palloc(page.columns));
  page.rows = table->numvals;
  int64* to = page.values;
  for (std::size_t row = 0; row < page.rows; ++row) {
    heap_deform_tuple(table->vals[row], row_type, values, nulls);
    for (int i = 0; i < page.columns; ++i)
      *to++ =
          nulls[i] ? collect::absent : number_of(values[i], TupleDescAttr(row_type, i)->atttypid);
  }
  SPI_freetuptable(table);
}

}  // namespace

void read_numbers(const std::string& sql, const std::function<void(NumberRow)>& visit) {
  const char* text = sql.c_str();
  ServerInterrupts interrupts;
  Page page = guard([&]() noexcept { return open(text); });
  do {
    guard([&]() noexcept { fetch(page); });
    for (std::size_t row = 0; row < page.rows; ++row)
      visit({page.values + row * page.columns, static_cast<std::size_t>(page.columns)});
    interrupts.poll();
  } while (page.rows == page_rows);
  guard([&]() noexcept {
    SPI_cursor_close(page.portal);
    SPI_finish();
  });
}

}  // namespace copilot::pg
