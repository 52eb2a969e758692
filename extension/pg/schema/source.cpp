// Schema source: tells the kinds apart.
// Words: see source.hpp.
// It must not guess: what is none of the kinds is a server that does not exist.
#include "pg/schema/source.hpp"

#include "base/error.hpp"
#include "pg/local_db.hpp"
#include "pg/target.hpp"

namespace copilot::pg {

namespace {

constexpr std::string_view version_prefix = "version:";

catalog::Snapshot read_version(const std::string& label, base::Interrupts& interrupts) {
  const base::Rows found = LocalDb().query(
      {"SELECT export::text AS export FROM copilot.history_schemas WHERE label = $1", {label}});
  if (found.empty())
    throw base::UserError{base::sqlstate::undefined_object,
                          "there is no saved version \"" + label + "\" of a schema", "",
                          "The view copilot.schema_versions lists those that there are."};
  return catalog::from_json(found.at(0, 0), interrupts);
}

}  // namespace

catalog::Snapshot read_schema_source(const std::optional<std::string>& source,
                                     const catalog::Wanted& wanted, base::Interrupts& interrupts) {
  if (source) {
    if (source->empty())
      throw base::UserError{base::sqlstate::invalid_parameter_value,
                            "the schema source must not be empty", "",
                            "Give 'current', a server, '/DATABASE', a connection string, "
                            "'version:LABEL', or the text of a schema_export."};
    const std::size_t begin = source->find_first_not_of(" \t\r\n");
    if (begin != std::string::npos && (*source)[begin] == '{')
      return catalog::from_json(*source, interrupts);
    if (source->starts_with(version_prefix))
      return read_version(source->substr(version_prefix.size()), interrupts);
  }
  const bool here = !source || *source == "current";
  const auto db = open_target(here ? std::nullopt : source);
  return catalog::read(*db, wanted, interrupts);
}

}  // namespace copilot::pg
