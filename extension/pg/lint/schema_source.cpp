// Schema source: tells the kinds apart.
// Words: see schema_source.hpp.
// It must not guess: what is none of the kinds is a server that does not exist.
#include "pg/lint/schema_source.hpp"

#include "base/error.hpp"
#include "pg/target.hpp"

namespace copilot::pg {

catalog::Snapshot read_schema_source(const std::optional<std::string>& source,
                                     const catalog::Wanted& wanted, base::Interrupts& interrupts) {
  if (source) {
    if (source->empty())
      throw base::UserError{base::sqlstate::invalid_parameter_value,
                            "the schema source must not be empty", "",
                            "Give 'current', a server, '/DATABASE', a connection string, or the "
                            "text of a schema_export."};
    const std::size_t begin = source->find_first_not_of(" \t\r\n");
    if (begin != std::string::npos && (*source)[begin] == '{')
      return catalog::from_json(*source, interrupts);
    if (source->starts_with("version:"))
      throw base::UserError{base::sqlstate::feature_not_supported,
                            "versions of a schema are not kept yet", "",
                            "Give 'current', a server, '/DATABASE', a connection string, or the "
                            "text of a schema_export."};
  }
  const bool here = !source || *source == "current";
  const auto db = open_target(here ? std::nullopt : source);
  return catalog::read(*db, wanted, interrupts);
}

}  // namespace copilot::pg
