// Schema source: what an argument that names a schema stands for, as a snapshot of it.
// Words: 'current' or null is this database; a server, /DATABASE or a conninfo as in target.hpp; version:LABEL is
// what schema_save kept; a text that begins with a brace is a schema_export.
// It must check a server's rights as every function does.
#pragma once

#include <optional>
#include <string>

#include "catalog/snapshot.hpp"

namespace copilot::pg {

catalog::Snapshot read_schema_source(const std::optional<std::string>& source,
                                     const catalog::Wanted& wanted, base::Interrupts& interrupts);

}  // namespace copilot::pg
