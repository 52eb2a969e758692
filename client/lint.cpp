// Lint: a schema, or scripts before they run, judged by the extension; shown, and counted for a gate.
// Words: see script_findings.hpp and baseline.hpp; what a baseline knows is neither shown nor counted.
// Nothing of a script is executed. All files are read before a connection is made.
#include <algorithm>

#include "against.hpp"
#include "annotations.hpp"
#include "base/text_array.hpp"
#include "baseline.hpp"
#include "commands.hpp"
#include "listing.hpp"
#include "script_file.hpp"
#include "script_findings.hpp"
#include "selection.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

// Rules of lint have parameters, if only an empty list of them.
constexpr const char* rules_sql = R"(
SELECT rule, category, severity, title, why, fix, sources
FROM copilot.rules WHERE parameters IS NOT NULL)";

struct Request {
  std::vector<ScriptFile> scripts;
  std::optional<std::string> against;
  std::optional<Baseline> baseline;
};

Problem only_with(const char* option, const char* what) {
  return {wrong_usage, std::string(option) + " is only for " + what, "",
          "See: pgcopilot lint --help"};
}

void check_options(const Invocation& given) {
  bool scripts = !given.operands.empty();
  if (scripts && !given.list("schema").empty())
    throw only_with("--schema", "the schema of a database, without a file");
  if (!scripts && given.option("against")) throw only_with("--against", "files");
  if (!scripts && given.on("in-transaction")) throw only_with("--in-transaction", "files");
}

Request request_of(const Invocation& given) {
  check_options(given);
  Request request;
  request.scripts = read_scripts(given.operands);
  if (auto against = given.option("against")) request.against = schema_source(*against);
  if (auto path = given.option("baseline"))
    request.baseline = Baseline(read_file(*path, "the baseline"), *path);
  return request;
}

Result lint_schema(Connection& connection, const std::vector<std::string>& schemas) {
  Call call{"lint", {}, true};
  if (!schemas.empty())
    call.arguments.push_back({"schemas", "text[]", base::format_text_array(schemas)});
  if (connection.target().server)
    call.arguments.push_back({"server", "text", connection.target().server});
  return placed(connection.run(call), "");
}

Result lint_script(Connection& connection, const ScriptFile& script, const Request& request,
                   bool in_transaction) {
  Call call{"lint_sql", {{"ddl", "text", script.text}}, true};
  if (request.against) call.arguments.push_back({"against", "text", request.against});
  if (in_transaction) call.arguments.push_back({"in_transaction", "boolean", "true"});
  if (connection.target().server)
    call.arguments.push_back({"server", "text", connection.target().server});
  try {
    return placed(connection.run(call), script.name);
  } catch (Problem& problem) {
    if (problem.status == query_failed)
      problem.message = visible(script.name) + ": " + problem.message;
    throw;
  }
}

Result lint_all(Connection& connection, const Request& request, const Invocation& given) {
  if (request.scripts.empty()) return lint_schema(connection, given.list("schema"));
  std::optional<Result> all;
  for (const ScriptFile& script : request.scripts) {
    Result found = lint_script(connection, script, request, given.on("in-transaction"));
    all ? append(*all, found) : void(all.emplace(std::move(found)));
  }
  return std::move(*all);
}

void say_known(const Request& request, const Result& all, const Result& fresh) {
  std::size_t known = all.rows.size() - fresh.rows.size();
  if (known > 0)
    write_message("pgcopilot: " + std::to_string(known) +
                  (known == 1 ? " finding that the baseline knows is left out\n"
                              : " findings that the baseline knows are left out\n"));
  std::vector<std::string> files;
  for (const ScriptFile& each : request.scripts) files.push_back(each.name);
  std::size_t stale = request.baseline->stale(all, files);
  if (stale > 0)
    write_message("pgcopilot: " + std::to_string(stale) +
                  (stale == 1 ? " entry of the baseline is found no more"
                              : " entries of the baseline are found no more") +
                  "; --write-baseline writes it anew\n");
}

void show_findings(const Context& context, Connection& connection, const Request& request,
                   const Result& shown) {
  std::string format = context.invocation.option("format").value_or("table");
  if (format == "sarif") {
    write_output(sarif(shown, connection.query(rules_sql, {}), context.version));
  } else if (format == "github") {
    write_output(workflow_commands(shown));
  } else if (request.scripts.empty()) {
    list_findings(context, connection, shown, "lint");
  } else if (context.format == Format::table) {
    write_output(script_list(shown, context.terminal));
  } else if (context.format == Format::markdown) {
    print(context, script_summary(shown));
  } else {
    print(context, shown);
  }
}

}  // namespace

Status lint(const Context& context) {
  const Invocation& given = context.invocation;
  const Request request = request_of(given);
  auto connection = connect(context);
  if (request.against && connection->target().server)
    throw Problem{wrong_usage, "--against and a server exclude each other",
                  "Either names the schema that the files are judged by.", ""};
  const Result all = lint_all(*connection, request, given);
  if (auto path = given.option("write-baseline")) {
    const Baseline baseline(all);
    write_file(*path, baseline.json(), "the baseline");
    write_message("pgcopilot: " + visible(*path) + " knows " + counted_findings(all.rows) + "\n");
    return fine;
  }
  const Result fresh = request.baseline ? request.baseline->unknown_of(all) : at_least(all, {});
  show_findings(context, *connection, request,
                at_least(fresh, severity_option(given, "min-severity")));
  if (request.baseline) say_known(request, all, fresh);
  auto fail_on = severity_option(given, "fail-on");
  return fail_on && failing(fresh.rows, *fail_on) ? findings_found : fine;
}

}  // namespace copilot::client
