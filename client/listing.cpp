// Listing: what stands in a row, by the room there is.
// Words: see listing.hpp.
// The title is never cut: it has the verdict.
#include "listing.hpp"

#include "numbering.hpp"
#include "table.hpp"
#include "text.hpp"

namespace copilot::client {

using base::Rows;

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

static std::vector<Identity> identities(const Rows& rows, const std::string& source) {
  std::vector<Identity> list;
  for (std::size_t row = 0; row < rows.size(); ++row)
    list.push_back(
        {rows[row].text("rule"), rows[row].text("object"), rows[row].text("category"), source});
  return list;
}

void list_findings(const Context& context, const Connection& connection, const Result& findings,
                   const std::string& source) {
  bool for_people = context.format == Format::table || context.format == Format::markdown;
  if (!for_people) return print(context, findings);
  if (findings.rows.empty() && context.format == Format::table)
    write_output("No findings.\n");
  else
    print(context, list_for(context.terminal, findings));
  Numbering::of_user(connection.label()).save(identities(findings.rows, source));
  if (!findings.rows.empty() && context.terminal.output && context.terminal.messages)
    write_message("pgcopilot show N tells all about one; pgcopilot fix N prints its fix\n");
}

}  // namespace copilot::client
