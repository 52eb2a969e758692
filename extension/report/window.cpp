// Finds the window of a report.
// Words: see window.hpp; a span is what there is of a collector's history, from and to.
// A window that nobody asked for never makes a report fail.
#include "report/window.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace copilot::report {

namespace {

using base::UserError;

// Until is never in the future: nothing is known of it.
constexpr const char* moments_query = R"sql(
SELECT since > interval '0' AS forward, until - since AS since, until,
       from_at < until AS begun, to_at > until - since AS lasting, from_at <= until - since AND to_at > until - since AS reached,
       from_at, to_at
FROM (SELECT $1::text::interval AS since,
             least(coalesce($2::text::timestamptz, statement_timestamp()), statement_timestamp()) AS until) AS asked
  CROSS JOIN )sql";

constexpr const char* reason_query = R"sql(
SELECT current_setting('copilot.enabled', true) AS enabled, current_setting('copilot.database', true) AS database,
       (SELECT setting FROM pg_settings WHERE name = 'shared_preload_libraries') AS preloaded
)sql";

std::optional<std::string> value_of(const base::Report& report,
                                    const std::vector<base::Argument>& arguments,
                                    std::string_view name) {
  for (const base::Argument& each : arguments)
    if (each.name == name) return each.value;
  for (const base::Parameter& each : report.parameters)
    if (name == each.name && each.default_value != nullptr) return each.default_value;
  return std::nullopt;
}

bool is_true(const std::optional<std::string>& value) {
  return value && (*value == "t" || *value == "true");
}

bool works_without(const base::Report& report) {
  return std::any_of(report.variants.begin(), report.variants.end(),
                     [](const base::Variant& each) { return !each.window; });
}

base::Outcome ask(base::Db& db, base::Query query) {
  return std::move(db.fetch(std::span(&query, 1)).front());
}

std::string hint_of_no_history(base::Db& db) {
  const base::Outcome outcome = ask(db, {reason_query, {}});
  const base::Rows* rows = std::get_if<base::Rows>(&outcome);
  if (rows == nullptr || rows->empty()) return "The view copilot.collector_status says more.";
  const auto row = (*rows)[0];
  if (!row.null("preloaded") && row.text("preloaded").find("copilot") == std::string::npos)
    return "Add copilot to shared_preload_libraries and restart the server: its worker keeps the "
           "history.";
  if (row.text("enabled") == "off")
    return "The worker is turned off: set copilot.enabled to on and reload.";
  return "The worker keeps it in database " + row.text("database") +
         ", where the extension must be created; copilot.collect_now() makes a pass at once, "
         "copilot.collector_status says how the last one went.";
}

[[noreturn]] void refuse_elsewhere(const base::Report& report, const base::Server& server,
                                   bool works) {
  const std::string name = report.name;
  throw UserError{
      base::sqlstate::feature_not_supported,
      works ? "there is no history of that server, so since, until and compare cannot be used"
            : name + " needs the history, which is not kept of that server",
      "History is kept by copilot's worker on the server it runs on.",
      (works ? "Leave them out, or " : "Ask that server itself, or ") +
          std::string("for another database of this server create the extension there and give "
                      "its name as server => '/") +
          server.database + "'."};
}

}  // namespace

std::optional<Window> resolve_window(const base::Report& report,
                                     const std::vector<base::Argument>& arguments, base::Db& db) {
  if (report.history == nullptr) return std::nullopt;
  const auto since = value_of(report, arguments, "since");
  const auto until = value_of(report, arguments, "until");
  const bool asked = since || until || is_true(value_of(report, arguments, "compare"));
  const bool works = works_without(report);
  const base::Server& server = db.server();
  if (!asked && works && (!server.local || !server.read_all_stats)) return std::nullopt;
  if (!server.local) refuse_elsewhere(report, server, works);
  if (!server.read_all_stats)
    throw UserError{base::sqlstate::insufficient_privilege,
                    "permission denied for report " + std::string(report.name),
                    "It needs the privileges of the role pg_read_all_stats.",
                    "As superuser run GRANT pg_monitor TO " + server.role + "."};
  const bool checked = std::string_view(report.history) != "none";
  const std::string span =
      checked
          ? "copilot._history_span('" + std::string(report.history) + "')"
          : "(SELECT '-infinity'::timestamptz, 'infinity'::timestamptz) AS span(from_at, to_at)";
  const base::Outcome outcome =
      ask(db, {moments_query + span, {since ? since : report.window, until}});
  if (const auto* failure = std::get_if<base::Failure>(&outcome)) {
    if (!asked && works) return std::nullopt;
    throw UserError{failure->code, failure->message, "", failure->hint};
  }
  const auto& rows = std::get<base::Rows>(outcome);
  const auto row = rows[0];
  if (!row.boolean("forward"))
    throw UserError{base::sqlstate::invalid_parameter_value, "since must be longer than nothing",
                    "", "Give how far back the window reaches, such as since => '2 hours'."};
  if (!asked && works && !row.boolean("reached")) return std::nullopt;
  if (row.null("from_at"))
    throw UserError{base::sqlstate::not_in_prerequisite_state, "there is no history yet", "",
                    hint_of_no_history(db)};
  if (!row.boolean("begun"))
    throw UserError{base::sqlstate::invalid_parameter_value,
                    "there is no history before " + row.text("from_at"), "",
                    "Give a later until, or leave it out for now."};
  if (!row.boolean("lasting"))
    throw UserError{base::sqlstate::invalid_parameter_value,
                    "there is no history after " + row.text("to_at"), "",
                    "Give a longer since; copilot.collect_now() makes a pass at once, "
                    "copilot.collector_status says how the last one went."};
  return Window{row.text("since"), row.text("until")};
}

}  // namespace copilot::report
