// Running a report.
// Words: see run.hpp.
// The checks here are for every report; what only one report knows stands in its SQL.
#include "report/run.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/mask.hpp"

namespace copilot::report {

using base::UserError;

const base::Report* find(std::string_view name) {
  for (const base::Report& report : catalogue())
    if (name == report.name) return &report;
  return nullptr;
}

namespace {

const base::Argument* given(const std::vector<base::Argument>& arguments, std::string_view name) {
  for (const base::Argument& argument : arguments)
    if (argument.name == name) return &argument;
  return nullptr;
}

bool among(std::string_view value, std::string_view choices) {
  while (true) {
    const std::size_t bar = choices.find('|');
    if (value == choices.substr(0, bar)) return true;
    if (bar == std::string_view::npos) return false;
    choices.remove_prefix(bar + 1);
  }
}

std::string in_words(std::string_view choices) {
  std::string words;
  for (char c : choices) words += c == '|' ? std::string(", ") : std::string(1, c);
  return words;
}

void check(const base::Parameter& parameter, const std::optional<std::string>& value) {
  const std::string name = parameter.name;
  if (parameter.required && !value)
    throw UserError{base::sqlstate::invalid_parameter_value, name + " must be given", "",
                    name + " is " + parameter.meaning + "."};
  if (parameter.choices != nullptr && (!value || !among(*value, parameter.choices)))
    throw UserError{
        base::sqlstate::invalid_parameter_value,
        value ? "\"" + *value + "\" is not a value of " + name : name + " must not be null", "",
        "Allowed are " + in_words(parameter.choices) + "."};
  if (name == "max_rows" && value && value->starts_with('-'))
    throw UserError{base::sqlstate::invalid_parameter_value, "max_rows must not be negative", "",
                    "Give the number of rows to return, or NULL for all."};
}

constexpr const char* preloading =
    "add pg_stat_statements to shared_preload_libraries and restart (package postgresql-contrib; "
    "on a "
    "managed server, its parameter group)";

std::string installing(const std::string& extension, const base::Server& server) {
  const std::string create =
      "CREATE EXTENSION " + extension + " in database " + server.database + ".";
  if (extension != "pg_stat_statements") return "As superuser run " + create;
  return std::string("As superuser ") + preloading + ", then run " + create;
}

int next_number(std::string_view& version) {
  int number = 0;
  std::size_t at = 0;
  for (; at < version.size() && '0' <= version[at] && version[at] <= '9' && number < 100000; ++at)
    number = 10 * number + (version[at] - '0');
  version.remove_prefix(std::min(at + 1, version.size()));
  return number;
}

// 1.10 is newer than 1.9.
bool older(std::string_view version, std::string_view than) {
  while (!version.empty() || !than.empty()) {
    const int have = next_number(version);
    const int want = next_number(than);
    if (have != want) return have < want;
  }
  return false;
}

void check_extension(const std::string& report, const base::Need& need,
                     const base::Server& server) {
  const std::string name = need.name;
  const base::Extension* extension = server.extension(name);
  if (extension == nullptr)
    throw UserError{
        base::sqlstate::not_in_prerequisite_state,
        report + " needs the extension " + name + ", which is not installed in this database", "",
        installing(name, server)};
  if (!extension->loaded)
    throw UserError{
        base::sqlstate::not_in_prerequisite_state,
        report + " needs the library " + name + ", which was not loaded at server start", "",
        std::string("As superuser ") + preloading + "."};
  if (!extension->usable)
    throw UserError{
        base::sqlstate::insufficient_privilege, "permission denied for report " + report,
        "It needs the extension " + name + ", in schema " + extension->schema + ".",
        "As superuser run GRANT USAGE ON SCHEMA " + extension->schema + " TO " + server.role + "."};
  if (older(extension->version, need.version))
    throw UserError{base::sqlstate::not_in_prerequisite_state,
                    report + " needs version " + need.version + " of the extension " + name +
                        ", and this database has " + extension->version,
                    "The server was upgraded, and the extension was not.",
                    "As its owner run ALTER EXTENSION " + name + " UPDATE in database " +
                        server.database + "."};
}

struct Flag {
  const char* name;
  bool base::Server::*held;
};
constexpr std::array<Flag, 2> flags{{{"read_all_stats", &base::Server::read_all_stats},
                                     {"read_all_settings", &base::Server::read_all_settings}}};

void check(const base::Report& report, const base::Need& need, const base::Server& server) {
  if (server.version < need.from_version || need.to_version < server.version) return;
  const std::string name = need.name;
  const std::string_view kind = need.kind;
  if (kind == "remote extension" && server.local) return;
  if (kind.ends_with("extension")) return check_extension(report.name, need, server);
  for (const Flag& flag : flags)
    if (name == flag.name && !(server.*flag.held))
      throw UserError{base::sqlstate::insufficient_privilege,
                      "permission denied for report " + std::string(report.name),
                      "It needs the privileges of the role pg_" + name + ".",
                      "As superuser run GRANT pg_monitor TO " + server.role + "."};
}

const base::Variant& variant(const base::Report& report, const base::Server& server, bool window) {
  const base::Variant* best = nullptr;
  for (const base::Variant& each : report.variants)
    if (each.window == window && each.from_version <= server.version &&
        server.version <= each.to_version && (!each.local || server.local) &&
        (best == nullptr || each.local))
      best = &each;
  const bool only_local =
      std::all_of(report.variants.begin(), report.variants.end(),
                  [](const base::Variant& each) { return each.local || each.window; });
  if (best == nullptr && !server.local && only_local)
    throw UserError{
        base::sqlstate::feature_not_supported,
        std::string(report.name) + " needs the history, which is not kept of that server",
        "History is kept by copilot's worker on the server it runs on.",
        "Create the extension there, and ask that server itself."};
  if (best == nullptr)
    throw UserError{base::sqlstate::feature_not_supported,
                    std::string(report.name) + " does not support PostgreSQL " +
                        std::to_string(server.version / 10000),
                    "", "Supported are versions 13 to 18."};
  return *best;
}

// {name} is the schema of the extension, wherever it was installed.
std::string with_schemas(std::string sql, const base::Server& server) {
  for (const base::Extension& extension : server.extensions) {
    const std::string placeholder = "{" + extension.name + "}";
    for (std::size_t at = sql.find(placeholder); at != std::string::npos;
         at = sql.find(placeholder, at + extension.schema.size()))
      sql.replace(at, placeholder.size(), extension.schema);
  }
  return sql;
}

using Mask = std::string (*)(std::string_view);

Mask mask_for(std::string_view unit) {
  if (unit == "sql") return base::mask_secrets;
  if (unit == "conninfo") return base::mask_conninfo;
  return nullptr;
}

bool has_secrets(const base::Report& report) {
  return std::any_of(report.columns.begin(), report.columns.end(),
                     [](const base::Column& column) { return mask_for(column.unit) != nullptr; });
}

base::Rows masked(const base::Report& report, const base::Rows& rows) {
  std::vector<Mask> masks(rows.width(), nullptr);
  for (const base::Column& column : report.columns)
    masks[rows.position(column.name)] = mask_for(column.unit);
  base::Rows safe(rows.columns());
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t column = 0; column < rows.width(); ++column) {
      const char* cell = rows.at(row, column);
      if (cell == nullptr)
        safe.add(std::nullopt);
      else if (masks[column] == nullptr)
        safe.add(cell);
      else
        safe.add(masks[column](cell));
    }
  return safe;
}

// Where there is nothing but the history, before it is asked: which right is missing is known then.
void check_rights(const base::Report& report, const base::Server& server) {
  if (std::any_of(report.variants.begin(), report.variants.end(),
                  [](const base::Variant& each) { return !each.window; }))
    return;
  for (const base::Need& need : report.needs)
    if (std::string_view(need.kind) == "flag") check(report, need, server);
}

}  // namespace

base::Query prepare(const base::Report& report, const std::vector<base::Argument>& arguments,
                    const base::Server& server, const std::optional<Window>& window) {
  base::Query query;
  for (const base::Parameter& parameter : report.parameters) {
    const base::Argument* argument = given(arguments, parameter.name);
    std::optional<std::string> value;
    if (argument != nullptr)
      value = argument->value;
    else if (parameter.default_value != nullptr)
      value = parameter.default_value;
    check(parameter, value);
    if (window && parameter.name == std::string_view("since")) value = window->since;
    if (window && parameter.name == std::string_view("until")) value = window->until;
    query.parameters.push_back(std::move(value));
  }
  for (const base::Argument& argument : arguments) {
    if (std::none_of(report.parameters.begin(), report.parameters.end(),
                     [&](const base::Parameter& p) { return argument.name == p.name; }))
      throw UserError{base::sqlstate::invalid_parameter_value,
                      std::string(report.name) + " has no parameter " + argument.name, "",
                      "The view copilot.reports lists the parameters of every report."};
  }
  for (const base::Need& need : report.needs)
    if (!window || std::string_view(need.kind) == "flag") check(report, need, server);
  query.sql = with_schemas(variant(report, server, window.has_value()).sql, server);
  return query;
}

void run(const base::Report& report, const std::vector<base::Argument>& arguments, base::Db& db,
         const base::Db::Batch& batch) {
  check_rights(report, db.server());
  const base::Query query =
      prepare(report, arguments, db.server(), resolve_window(report, arguments, db));
  if (!has_secrets(report)) return db.stream(query, batch);
  db.stream(query, [&](const base::Rows& rows) { batch(masked(report, rows)); });
}

std::variant<base::ReportResult, base::Failure> Catalogue::run(
    std::string_view name, std::vector<base::Argument> arguments) {
  const base::Report* report = report::find(name);
  if (report == nullptr)
    return base::Failure{base::sqlstate::undefined_object,
                         "this version of copilot has no report " + std::string(name), ""};
  try {
    check_rights(*report, db_.server());
    const std::optional<Window> window = resolve_window(*report, arguments, db_);
    base::Query query = prepare(*report, arguments, db_.server(), window);
    base::Outcome outcome = std::move(db_.fetch(std::span(&query, 1)).front());
    if (auto* failure = std::get_if<base::Failure>(&outcome)) return *failure;
    return base::ReportResult{report, std::move(arguments),
                              masked(*report, std::get<base::Rows>(outcome)), std::move(query.sql),
                              window.has_value()};
  } catch (const UserError& error) {
    return base::Failure{error.code, error.message, error.hint};
  }
}

}  // namespace copilot::report
