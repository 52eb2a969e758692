// Findings: all that is wrong with a server, and what is done with a number.
// Words: see numbering.hpp; a finding is open unless it is suppressed.
// Nothing here runs a fix. A number is resolved to (rule, object) and asked for anew, never shown
// from memory: what is shown is true now.
#include "findings.hpp"

#include <algorithm>

#include "base/finding.hpp"
#include "base/text_array.hpp"
#include "commands.hpp"
#include "listing.hpp"
#include "numbering.hpp"
#include "selection.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

using base::Rows;
using base::Severity;

std::string place_of(const Connection& connection) {
  return connection.label();
}

Call findings_call(const Target& target) {
  Call call{"findings", {}, true};
  if (target.server) call.arguments.push_back({"server", "text", target.server});
  return call;
}

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> parts;
  for (bool more = true; more;) {
    std::size_t comma = list.find(',');
    parts.emplace_back(list.substr(0, comma));
    more = comma != std::string_view::npos;
    if (more) list = list.substr(comma + 1);
  }
  return parts;
}

Call list_call(const Invocation& invocation, const Target& target) {
  Call call = findings_call(target);
  if (auto categories = invocation.option("category"))
    call.arguments.push_back(
        {"categories", "text[]", base::format_text_array(split_list(*categories))});
  auto shown = severity_option(invocation, "min-severity");
  auto failing = severity_option(invocation, "fail-on");
  // What may fail must be asked for, even when it is not to be shown.
  if (shown && failing) shown = std::max(*shown, *failing);
  if (shown) call.arguments.push_back({"min_severity", "text", base::name(*shown)});
  if (auto object = invocation.option("object"))
    call.arguments.push_back({"object", "text", object});
  return call;
}

// The finding behind the number, as it is now.
Result current(Connection& connection, const std::string& number) {
  Identity wanted = Numbering::of_user(place_of(connection)).find(number);
  Call call = findings_call(connection.target());
  bool of_lint = wanted.source == "lint";
  if (of_lint) call.function = "lint";
  if (!of_lint && !wanted.category.empty())
    call.arguments.push_back({"categories", "text[]", base::format_text_array({wanted.category})});
  Result all = connection.run(call);
  Result found{all.fields, Rows(all.rows.columns())};
  for (std::size_t row = 0; row < all.rows.size(); ++row)
    if (all.rows[row].text("rule") == wanted.rule && all.rows[row].text("object") == wanted.object)
      copy_row(all, row, found);
  if (found.rows.empty())
    throw Problem{query_failed,
                  "finding " + number + " is gone: " + visible(wanted.rule) +
                      " no longer reports " + visible(wanted.object),
                  "It was fixed or suppressed since the findings were listed.",
                  std::string("List them again: pgcopilot ") + (of_lint ? "lint" : "findings")};
  return found;
}

const std::string& number_of(const Invocation& invocation) {
  if (invocation.operands.size() != 1)
    throw Problem{wrong_usage, invocation.command->name + " takes the number of one finding", "",
                  "The numbers are those of: pgcopilot findings"};
  return invocation.operands.front();
}

}  // namespace

Status findings(const Context& context) {
  auto connection = connect(context);
  Result all = connection->run(list_call(context.invocation, connection->target()));
  auto fail_on = severity_option(context.invocation, "fail-on");
  Result shown = at_least(all, severity_option(context.invocation, "min-severity"));
  list_findings(context, *connection, shown, "findings");
  return fail_on && failing(all.rows, *fail_on) ? findings_found : fine;
}

Status show(const Context& context) {
  const std::string& number = number_of(context.invocation);
  auto connection = connect(context);
  Result found = current(*connection, number);
  if (context.format == Format::table)
    write_output(description(found, context.terminal));
  else
    print(context, found);
  return fine;
}

Status fix(const Context& context) {
  const std::string& number = number_of(context.invocation);
  auto connection = connect(context);
  Result found = current(*connection, number);
  if (context.format == Format::json || context.format == Format::csv) {
    print(context, found);
    return fine;
  }
  write_output(script(found));
  return fine;
}

Status suppress(const Context& context) {
  const Invocation& invocation = context.invocation;
  const std::string& number = number_of(invocation);
  auto reason = invocation.option("reason");
  if (!reason || reason->empty())
    throw Problem{wrong_usage, "suppress needs a reason", "",
                  "Say why, for those who come after: --reason TEXT"};
  auto connection = connect(context, true);
  Identity wanted = Numbering::of_user(place_of(*connection)).find(number);
  Call call{"suppress",
            {{"rule", "text", wanted.rule},
             {"reason", "text", reason},
             {"object", "text", wanted.object}},
            true};
  if (auto until = invocation.option("until"))
    call.arguments.push_back({"until", "timestamptz", until});
  connection->run(call);
  write_message("pgcopilot: suppressed " + visible(wanted.rule) + " for " + visible(wanted.object) +
                "; to undo: SELECT copilot.unsuppress(" + sql_literal(wanted.rule) + ", " +
                sql_literal(wanted.object) + ")\n");
  return fine;
}

}  // namespace copilot::client
