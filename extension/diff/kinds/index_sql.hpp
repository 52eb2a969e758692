// What indexes and the constraints that have one are written with alike.
// Words: storage is what ALTER INDEX SET changes; an index becomes a constraint where one that goes
// is all that a new constraint wants.
// It must not take an index for a constraint's that the server would refuse.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diff/kind.hpp"

namespace copilot::diff {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Of "fillfactor='70', ...", values still quoted.
Pairs options_of(std::string_view text);
// Of "1 100, 2 50".
Pairs targets_of(std::string_view text);

Statement cluster_on(const std::string& table, const std::string& index);
void alter_cluster(const Difference& difference, const std::string& name, const Scene& scene,
                   Statements& all);
// Options and tablespace, of an index named as ALTER INDEX wants it.
void alter_storage(const Difference& difference, const std::string& index, Statements& all);

// The index of the source that a key of the target can take over; none where there is no such.
std::size_t index_for(const Fact& constraint, const Scene& scene);
bool becomes_constraint(const Fact& index, const Scene& scene);

}  // namespace copilot::diff
