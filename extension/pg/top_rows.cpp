// Keeps the best rows of a query as they pass, and adds up all of them: one pass, no sort, no copy
// of the rest. Words: a row's columns are cost (the highest are best), part (of the total; null is
// no part), tie (the lowest first), then others; the result has the total in the place of part. It
// must give the query no right that its caller does not have: it is run read-only, as the caller.
#include <algorithm>
#include <cmath>
#include <optional>

#include "base/error.hpp"
#include "pg/postgres.hpp"
extern "C" {
#include "tcop/dest.h"
}

#include "pg/arguments.hpp"
#include "pg/encoding.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

enum Column { cost_column, part_column, tie_column, leading_columns };

struct Kept {
  double cost;
  int64 tie;
  HeapTuple tuple;
};

bool better(const Kept& a, const Kept& b) {
  return a.cost != b.cost ? a.cost > b.cost : a.tie < b.tie;
}

// A heap with the worst of the kept on top.
struct TopRows {
  DestReceiver receiver;  // first, as the server knows only this
  MemoryContext memory;
  TupleDesc row_type;  // of the result
  std::size_t limit;
  std::size_t count;
  std::size_t room;
  Kept* rows;
  double total;
};

TopRows& of(DestReceiver* receiver) {
  return *reinterpret_cast<TopRows*>(receiver);
}

void startup(DestReceiver* receiver, int, TupleDesc row_type) {
  constexpr Oid types[leading_columns] = {FLOAT8OID, FLOAT8OID, INT8OID};
  const TupleDesc declared = of(receiver).row_type;
  bool same = row_type->natts == declared->natts && row_type->natts >= leading_columns;
  for (int i = 0; same && i < row_type->natts; ++i) {
    const Oid type = TupleDescAttr(row_type, i)->atttypid;
    same =
        type == TupleDescAttr(declared, i)->atttypid && (i >= leading_columns || type == types[i]);
  }
  if (!same)
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("the query's columns are not those of the result"),
                    errdetail("Both begin with double precision, double precision, bigint.")));
}

void make_room(TopRows& top) {
  if (top.count < top.room) return;
  top.room = std::max<std::size_t>(64, 2 * top.room);
  const Size bytes = top.room * sizeof(Kept);
  top.rows = static_cast<Kept*>(top.rows == nullptr ? MemoryContextAllocHuge(top.memory, bytes)
                                                    : repalloc_huge(top.rows, bytes));
}

bool receive(TupleTableSlot* slot, DestReceiver* receiver) {
  TopRows& top = of(receiver);
  slot_getsomeattrs(slot, leading_columns);
  const auto number = [&](Column column) {
    return slot->tts_isnull[column] ? -INFINITY : DatumGetFloat8(slot->tts_values[column]);
  };
  if (!slot->tts_isnull[part_column]) top.total += number(part_column);
  Kept row{number(cost_column),
           slot->tts_isnull[tie_column] ? 0 : DatumGetInt64(slot->tts_values[tie_column]), nullptr};
  const bool full = top.count == top.limit;
  if (top.limit == 0 || (full && !better(row, top.rows[0]))) return true;
  if (full) {
    std::pop_heap(top.rows, top.rows + top.count, better);
    heap_freetuple(top.rows[--top.count].tuple);
  }
  make_room(top);
  MemoryContext caller = MemoryContextSwitchTo(top.memory);
  row.tuple = ExecCopySlotHeapTuple(slot);
  MemoryContextSwitchTo(caller);
  top.rows[top.count++] = row;
  std::push_heap(top.rows, top.rows + top.count, better);
  return true;
}

void ignore(DestReceiver*) {}

void run(TopRows& top, const char* query) {
  SPI_connect();
  SPIExecuteOptions options = {};
  options.read_only = true;
  options.dest = &top.receiver;
  const int done = SPI_execute_extended(server_text(query), &options);
  if (done != SPI_OK_SELECT)
    elog(ERROR, "_top_rows cannot run this: %s", SPI_result_code_string(done));
  SPI_finish();
}

void give(const TopRows& top, Tuplestorestate* store) {
  auto* values = static_cast<Datum*>(palloc(sizeof(Datum) * top.row_type->natts));
  auto* nulls = static_cast<bool*>(palloc(sizeof(bool) * top.row_type->natts));
  for (std::size_t i = 0; i < top.count; ++i) {
    heap_deform_tuple(top.rows[i].tuple, top.row_type, values, nulls);
    values[part_column] = Float8GetDatum(top.total);
    nulls[part_column] = false;
    tuplestore_putvalues(store, top.row_type, values, nulls);
  }
}

}  // namespace

// copilot._top_rows(query text, max_rows integer)
COPILOT_FUNCTION(top_rows) {
  if (call_depth() == 1 && !guard([]() noexcept { return superuser(); }))
    throw base::UserError{base::sqlstate::insufficient_privilege,
                          "permission denied for function _top_rows",
                          "It runs a query, and is there for copilot's own reports.",
                          "Call copilot.top_queries() instead."};
  const Arguments arguments = read_arguments(fcinfo);
  const std::optional<std::string>& query = arguments["query"];
  const std::size_t limit = row_limit(arguments["max_rows"]);
  if (!query)
    throw base::UserError{base::sqlstate::invalid_parameter_value, "query must not be null", "",
                          ""};
  const char* text = query->c_str();
  guard([&]() noexcept {
    InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
    const auto* result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
    TopRows top = {};
    top.receiver.receiveSlot = receive;
    top.receiver.rStartup = startup;
    top.receiver.rShutdown = ignore;
    top.receiver.rDestroy = ignore;
    top.receiver.mydest = DestTuplestore;
    top.memory = CurrentMemoryContext;
    top.row_type = result->setDesc;
    top.limit = limit;
    run(top, text);
    give(top, result->setResult);
  });
  return 0;
}

}  // namespace copilot::pg
