// Findings: the numbered list, and what is done with a number.
// Words: see numbering.hpp; a finding is open unless it is suppressed.
// Nothing here runs a fix. A number is resolved to (rule, object) and asked for anew, never shown
// from memory: what is shown is true now.
#include "findings.hpp"

#include <algorithm>

#include "base/finding.hpp"
#include "base/text_array.hpp"
#include "commands.hpp"
#include "numbering.hpp"
#include "table.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

using base::Rows;
using base::Severity;

std::string place_of(const Connection& connection) {
  return connection.label();
}

std::optional<Severity> severity_option(const Invocation& invocation, const std::string& name) {
  auto text = invocation.option(name);
  return text ? base::severity_named(*text) : std::nullopt;
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

std::optional<Severity> severity_of(const Rows& rows, std::size_t row) {
  return base::severity_named(rows[row].text("severity"));
}

bool failing(const Rows& rows, Severity from) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    auto severity = severity_of(rows, row);
    if (severity && *severity <= from && !rows[row].boolean("suppressed")) return true;
  }
  return false;
}

void copy_row(const Result& from, std::size_t row, Result& to) {
  for (std::size_t i = 0; i < from.fields.size(); ++i) {
    const char* cell = from.rows.at(row, i);
    to.rows.add(cell == nullptr ? std::nullopt : std::optional<std::string_view>(cell));
  }
}

Result at_least(const Result& all, std::optional<Severity> least) {
  Result kept{all.fields, Rows(all.rows.columns())};
  for (std::size_t row = 0; row < all.rows.size(); ++row) {
    auto severity = severity_of(all.rows, row);
    // What could not be judged is never hidden.
    if (!least || !severity || *severity <= *least || *severity == Severity::unknown)
      copy_row(all, row, kept);
  }
  return kept;
}

std::vector<Identity> identities(const Rows& rows) {
  std::vector<Identity> list;
  for (std::size_t row = 0; row < rows.size(); ++row)
    list.push_back({rows[row].text("rule"), rows[row].text("object"), rows[row].text("category")});
  return list;
}

// The finding behind the number, as it is now.
Result current(Connection& connection, const std::string& number) {
  Identity wanted = Numbering::of_user(place_of(connection)).find(number);
  Call call = findings_call(connection.target());
  if (!wanted.category.empty())
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
                  "List them again: pgcopilot findings"};
  return found;
}

const std::string& number_of(const Invocation& invocation) {
  if (invocation.operands.size() != 1)
    throw Problem{wrong_usage, invocation.command->name + " takes the number of one finding", "",
                  "The numbers are those of: pgcopilot findings"};
  return invocation.operands.front();
}

}  // namespace

Result numbered(const Result& findings, bool with_object) {
  Result list{
      {{"#", Kind::integer, true}, {"severity", Kind::text, false}, {"title", Kind::prose, false}},
      Rows({})};
  if (with_object) list.fields.push_back({"object", Kind::text, false});
  std::vector<std::string> names;
  for (const Field& each : list.fields) names.push_back(each.name);
  list.rows = Rows(names);
  for (std::size_t row = 0; row < findings.rows.size(); ++row) {
    auto each = findings.rows[row];
    list.rows.add(std::to_string(row + 1));
    list.rows.add(each.text("severity"));
    list.rows.add(each.text("title") + (each.boolean("suppressed") ? " (suppressed)" : ""));
    if (with_object) list.rows.add(each.text("object"));
  }
  return list;
}

// The title names the object: where there is no room for both whole, the title has it.
static Result list_for(const Terminal& terminal, const Result& findings) {
  Terminal unlimited = terminal;
  unlimited.output = false;
  Result list = numbered(findings, true);
  std::string text = table(list, unlimited).text;
  bool fits = true;
  for (std::size_t at = 0; terminal.limit() && at < text.size();) {
    std::size_t end = text.find('\n', at);
    fits = fits && width(text.substr(at, end - at)) <= *terminal.limit();
    at = end + 1;
  }
  return fits ? std::move(list) : numbered(findings, false);
}

Status findings(const Context& context) {
  auto connection = connect(context);
  Result all = connection->run(list_call(context.invocation, connection->target()));
  auto fail_on = severity_option(context.invocation, "fail-on");
  Result shown = at_least(all, severity_option(context.invocation, "min-severity"));
  bool for_people = context.format == Format::table || context.format == Format::markdown;
  if (!for_people) {
    // A script that lists them must not change the numbers a person has on the screen.
    print(context, shown);
  } else {
    if (shown.rows.empty() && context.format == Format::table)
      write_output("No findings.\n");
    else
      print(context, list_for(context.terminal, shown));
    Numbering::of_user(place_of(*connection)).save(identities(shown.rows));
    if (!shown.rows.empty() && context.terminal.output && context.terminal.messages)
      write_message("pgcopilot show N tells all about one; pgcopilot fix N prints its fix\n");
  }
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
