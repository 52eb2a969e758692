// Judging the functions an expression calls.
// Words: see volatility.hpp.
// The lists are of functions that defaults are written with; the server's own list comes first.
#include "lint/script/volatility.hpp"

#include <algorithm>

namespace copilot::lint {

namespace {

constexpr std::string_view known_volatile[] = {"clock_timestamp",  "currval",
                                               "gen_random_bytes", "gen_random_uuid",
                                               "gen_salt",         "gen_ulid",
                                               "lastval",          "nextval",
                                               "random",           "setval",
                                               "timeofday",        "ulid",
                                               "uuid_generate_v1", "uuid_generate_v1mc",
                                               "uuid_generate_v4", "uuid_generate_v7",
                                               "uuidv4",           "uuidv7"};

constexpr std::string_view known_stable[] = {"abs",
                                             "age",
                                             "array_fill",
                                             "array_to_json",
                                             "btrim",
                                             "ceil",
                                             "char_length",
                                             "chr",
                                             "concat",
                                             "concat_ws",
                                             "convert_from",
                                             "convert_to",
                                             "current_catalog",
                                             "current_database",
                                             "current_date",
                                             "current_role",
                                             "current_schema",
                                             "current_setting",
                                             "current_time",
                                             "current_timestamp",
                                             "current_user",
                                             "date",
                                             "date_part",
                                             "date_trunc",
                                             "daterange",
                                             "decode",
                                             "digest",
                                             "encode",
                                             "extract",
                                             "floor",
                                             "format",
                                             "greatest",
                                             "inet_client_addr",
                                             "inet_server_addr",
                                             "int4range",
                                             "int8range",
                                             "json_array",
                                             "json_build_array",
                                             "json_build_object",
                                             "json_object",
                                             "jsonb_build_array",
                                             "jsonb_build_object",
                                             "jsonb_object",
                                             "justify_days",
                                             "least",
                                             "left",
                                             "length",
                                             "localtime",
                                             "localtimestamp",
                                             "lower",
                                             "lpad",
                                             "ltrim",
                                             "make_date",
                                             "make_interval",
                                             "make_time",
                                             "make_timestamp",
                                             "make_timestamptz",
                                             "md5",
                                             "mod",
                                             "now",
                                             "nullif",
                                             "numrange",
                                             "overlay",
                                             "pg_backend_pid",
                                             "pg_current_xact_id",
                                             "pg_my_temp_schema",
                                             "point",
                                             "position",
                                             "power",
                                             "repeat",
                                             "replace",
                                             "reverse",
                                             "right",
                                             "round",
                                             "row_to_json",
                                             "rpad",
                                             "rtrim",
                                             "session_user",
                                             "sha256",
                                             "sha512",
                                             "split_part",
                                             "statement_timestamp",
                                             "string_to_array",
                                             "strpos",
                                             "substr",
                                             "substring",
                                             "system_user",
                                             "timezone",
                                             "to_char",
                                             "to_date",
                                             "to_json",
                                             "to_jsonb",
                                             "to_number",
                                             "to_timestamp",
                                             "to_tsvector",
                                             "transaction_timestamp",
                                             "translate",
                                             "trim",
                                             "trunc",
                                             "tsrange",
                                             "tstzrange",
                                             "txid_current",
                                             "upper",
                                             "user",
                                             "uuid_nil"};

template <std::size_t size>
bool in(const std::string_view (&list)[size], std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

bool visible(const catalog::Model& model, const catalog::Model::Path& path,
             const catalog::Function& function, const base::ObjectName& name) {
  const catalog::Schema* schema = model.schema(function.schema);
  if (schema == nullptr) return name.schema.empty();
  if (!name.schema.empty()) return schema->name == name.schema;
  return std::find(path.begin(), path.end(), schema->name) != path.end();
}

Volatility of_call(const catalog::Model& model, const catalog::Model::Path& path,
                   const base::Call& call) {
  const std::string& name = call.function.name;
  const bool built_in = call.function.schema.empty() || call.function.schema == "pg_catalog";
  if (built_in &&
      std::binary_search(model.volatile_functions.begin(), model.volatile_functions.end(), name))
    return Volatility::volatile_;
  Volatility worst = Volatility::constant;
  bool found = false;
  if (call.function.schema != "pg_catalog") {
    for (const catalog::Function& each : model.functions) {
      if (each.dropped || each.name != name || !visible(model, path, each, call.function)) continue;
      // Of functions of the same name, those with as many arguments; others if they have defaults.
      if (static_cast<int>(each.argument_types.size()) < call.arguments) continue;
      found = true;
      worst = std::max(worst, each.volatility == 'v' ? Volatility::volatile_ : Volatility::stable);
    }
  }
  if (found) return worst;
  if (in(known_volatile, name)) return Volatility::volatile_;
  if (built_in &&
      (in(known_stable, name) ||
       std::binary_search(model.built_in_functions.begin(), model.built_in_functions.end(), name)))
    return Volatility::stable;
  return Volatility::unknown;
}

}  // namespace

Volatile volatility_of(const catalog::Model& model, const catalog::Model::Path& path,
                       const base::Expression& expression) {
  Volatile result;
  for (const base::Call& call : expression.calls) {
    const Volatility each = of_call(model, path, call);
    const bool worse = each == Volatility::volatile_
                           ? result.volatility != Volatility::volatile_
                           : each > result.volatility && result.volatility != Volatility::volatile_;
    if (!worse) continue;
    result.volatility = each;
    result.function = call.function.name;
  }
  return result;
}

}  // namespace copilot::lint
