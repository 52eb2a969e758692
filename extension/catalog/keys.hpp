// Keys: what the second look asks about, found in the rows of the first.
// Words: a key is the oid of a row to be asked for; a touched relation is one that the answer would
// lock for a moment.
// What somebody else holds exclusively must not be asked about: the builder makes it a gap.
#pragma once

#include <string_view>
#include <vector>

#include "catalog/snapshot.hpp"

namespace copilot::catalog {

// Oids as text, of the snapshot's rows.
using Keys = std::vector<std::string_view>;
using KeysOf = Keys (*)(const Snapshot&);

namespace keys {
Keys generated(const Snapshot& snapshot);          // pg_attrdef
Keys checks(const Snapshot& snapshot);             // pg_constraint
Keys partitioned(const Snapshot& snapshot);        // relations
Keys index_expressions(const Snapshot& snapshot);  // indexes
Keys index_predicates(const Snapshot& snapshot);   // indexes
Keys policies(const Snapshot& snapshot);           // pg_policy
Keys published(const Snapshot& snapshot);          // pg_publication_rel
Keys sequences(const Snapshot& snapshot);          // those that may run out
Keys tables(const Snapshot& snapshot);             // with storage
Keys indexes(const Snapshot& snapshot);            // with storage
Keys views(const Snapshot& snapshot);              // and materialized views
Keys columns_with_acl(const Snapshot& snapshot);   // relations
Keys parsed_functions(const Snapshot& snapshot);  // pg_proc, with a body the server keeps as a tree
Keys missing_types(const Snapshot& snapshot);     // pg_type
Keys exclusions(const Snapshot& snapshot);        // pg_constraint
Keys statistics_objects(const Snapshot& snapshot);  // pg_statistic_ext
Keys triggers(const Snapshot& snapshot);            // pg_trigger
Keys rules(const Snapshot& snapshot);               // pg_rewrite, but those of views
}  // namespace keys

}  // namespace copilot::catalog
