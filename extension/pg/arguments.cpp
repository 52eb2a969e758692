// Arguments: read from the call and from pg_proc.
// Words: see arguments.hpp.
// It must not know any function's signature: SQL declares it.
#include "pg/arguments.hpp"

#include <stdexcept>

#include "base/error.hpp"
#include "pg/encoding.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

constexpr int max_arguments = 16;

struct Call {
  const char* function;
  int count;
  const char* names[max_arguments];
  const char* values[max_arguments];
};

void read(FunctionCallInfo fcinfo, Call& call) {
  HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(fcinfo->flinfo->fn_oid));
  if (!HeapTupleIsValid(tuple))
    elog(ERROR, "cache lookup failed for function %u", fcinfo->flinfo->fn_oid);
  Oid* types;
  char** names;
  char* modes;
  const int named = get_func_arg_info(tuple, &types, &names, &modes);
  call.function = pstrdup(NameStr(reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple))->proname));
  call.count = fcinfo->nargs;
  if (call.count > max_arguments || named < call.count)
    elog(ERROR, "function %s has unexpected arguments", call.function);
  for (int i = 0; i < call.count; ++i) {
    call.names[i] = names[i];
    call.values[i] = nullptr;
    if (fcinfo->args[i].isnull) continue;
    Oid output;
    bool varlena;
    getTypeOutputInfo(types[i], &output, &varlena);
    call.values[i] = module_text(OidOutputFunctionCall(output, fcinfo->args[i].value));
  }
  ReleaseSysCache(tuple);
}

}  // namespace

Arguments read_arguments(FunctionCallInfo fcinfo) {
  Call call;
  guard([&]() noexcept { read(fcinfo, call); });
  Arguments arguments;
  arguments.function = call.function;
  for (int i = 0; i < call.count; ++i) {
    std::optional<std::string> value;
    if (call.values[i] != nullptr) value = call.values[i];
    if (std::string_view(call.names[i]) == "server")
      arguments.server = std::move(value);
    else
      arguments.given.push_back({call.names[i], std::move(value)});
  }
  return arguments;
}

const std::optional<std::string>& Arguments::operator[](std::string_view name) const {
  for (const base::Argument& argument : given)
    if (argument.name == name) return argument.value;
  throw std::logic_error("function " + function + " has no argument " + std::string(name));
}

std::size_t row_limit(const std::optional<std::string>& max_rows) {
  if (!max_rows) return SIZE_MAX;
  if (max_rows->starts_with('-'))
    throw base::UserError{base::sqlstate::invalid_parameter_value, "max_rows must not be negative",
                          "", "Give the number of rows to return, or NULL for all."};
  return std::stoull(*max_rows);
}

}  // namespace copilot::pg
