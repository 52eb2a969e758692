// Store: statements by SPI that may write.
// Words: see store.hpp.
// It runs in the pass only, inside of a transaction.
#include "pg/history/store.hpp"

#include "pg/postgres.hpp"

#include "pg/encoding.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

struct Arguments {
  const char* sql;
  const std::string* bytes;  // null: none
  int count;                 // of texts
  const char* const* texts;  // null for SQL NULL
};

// Runs under guard: plain data only.
long run(const Arguments& arguments) {
  const int first = arguments.bytes != nullptr ? 1 : 0;
  const int count = arguments.count + first;
  SPI_connect();
  auto* types = static_cast<Oid*>(palloc0(sizeof(Oid) * (count + 1)));
  auto* values = static_cast<Datum*>(palloc0(sizeof(Datum) * (count + 1)));
  auto* nulls = static_cast<char*>(palloc0(count + 1));
  if (arguments.bytes != nullptr) {
    types[0] = BYTEAOID;
    values[0] = PointerGetDatum(cstring_to_text_with_len(
        arguments.bytes->data(), static_cast<int>(arguments.bytes->size())));
    nulls[0] = ' ';
  }
  for (int i = 0; i < arguments.count; ++i) {
    types[i + first] = TEXTOID;
    nulls[i + first] = arguments.texts[i] == nullptr ? 'n' : ' ';
    if (arguments.texts[i] != nullptr)
      values[i + first] = CStringGetTextDatum(server_text(arguments.texts[i]));
  }
  if (SPI_execute_with_args(arguments.sql, count, types, values, nulls, false, 0) < 0)
    elog(ERROR, "could not write the history: %s", arguments.sql);
  const long touched = static_cast<long>(SPI_processed);
  SPI_finish();
  return touched;
}

long run_guarded_statement(const char* sql, const std::string* bytes,
                           const Store::Parameters& parameters) {
  std::vector<const char*> texts;
  for (const auto& each : parameters) texts.push_back(each ? each->c_str() : nullptr);
  const Arguments arguments{sql, bytes, static_cast<int>(texts.size()), texts.data()};
  return guard([&]() noexcept { return run(arguments); });
}

}  // namespace

long Store::execute(const char* sql, const Parameters& parameters) {
  return run_guarded_statement(sql, nullptr, parameters);
}

long Store::execute(const char* sql, const std::string& bytes, const Parameters& parameters) {
  return run_guarded_statement(sql, &bytes, parameters);
}

}  // namespace copilot::pg
