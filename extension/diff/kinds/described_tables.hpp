// The parts of describing tables, each in a file of its own.
// Words: see describer.hpp.
// They are called in this order, once all tables and columns are there.
#pragma once

#include "diff/describer.hpp"

namespace copilot::diff {

void describe_sequences(Describer& describer);    // and whose they are, identities too
void describe_inheritance(Describer& describer);  // INHERITS, partitions

}  // namespace copilot::diff
