// What belongs to the describing of indexes, in files of its own: constraints, statistics objects.
// Words: see describer.hpp.
// Both must come after the indexes: they use them.
#pragma once

#include "diff/describer.hpp"

namespace copilot::diff {

class IndexParts;

void describe_constraints(Describer& describer, const IndexParts& parts);
void describe_statistics(Describer& describer);

}  // namespace copilot::diff
