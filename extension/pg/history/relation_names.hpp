// RelationNames: copilot.history_relations, kept true for all databases.
// Words: a look reads one database's catalogs; what differs from what is stored is written, what is not there any more is gone.
// It must not visit a database whose catalogs have not changed, nor spend more than a two-thousandth of the time on one.
#pragma once

#include "pg/history/source.hpp"

namespace copilot::pg {

void refresh_relation_names(Pass& pass);

}  // namespace copilot::pg
