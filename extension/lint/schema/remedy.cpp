// Writing ways out.
// Words: see remedy.hpp.
// Nothing here may be run unread: it names what is lost or locked.
#include "lint/schema/remedy.hpp"

#include "base/quote.hpp"

namespace copilot::lint {

std::string table_name(const Subject& subject, const catalog::Relation& table) {
  return subject.model().qualified(table);
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

void suggest_type(const Subject& subject, const TableColumn& judged, std::string_view type,
                  Cost cost, base::Finding& finding, std::string_view conversion) {
  const std::string column = base::quote_identifier(judged.column.name);
  finding.fix_kind = "manual";
  if (judged.column.statement > 0) {
    finding.fix = "Declare the column as " + std::string(type) + " in the script.";
    return;
  }
  const std::string table = table_name(subject, judged.table);
  finding.fix = "ALTER TABLE " + table + " ALTER COLUMN " + column + " TYPE " + std::string(type);
  if (!conversion.empty()) finding.fix += " USING " + std::string(conversion);
  finding.fix += ";";
  finding.fix_lock = "ACCESS EXCLUSIVE on " + table + ": nobody can read or write it meanwhile";
  if (cost == Cost::rewrite) {
    finding.fix_duration =
        "as long as writing the table and its indexes anew; on a large table add a second column, "
        "fill it in batches, and swap the names instead";
  } else {
    finding.fix_duration = "at once: no row is written, no index of plain columns is rebuilt";
  }
  finding.undo =
      "ALTER TABLE " + table + " ALTER COLUMN " + column + " TYPE " + judged.column.type_text + ";";
  finding.caveats.push_back("Views, functions and clients that expect " + judged.column.type_text +
                            " have to be changed with it.");
}

}  // namespace copilot::lint
