// Sources: what a pass collects, in this order.
// Words: see source.hpp; each noun here is one file, source_NOUN.cpp.
// The list in sources.cpp is the only place that knows all.
#pragma once

#include <span>

#include "pg/history/source.hpp"

namespace copilot::pg {

std::span<const Source> sources();

using RowNumbers = std::vector<std::size_t>;

void read_relations(Pass& pass, collect::Sample& sample);
void size_relations(Pass& pass, collect::Sample& sample, const RowNumbers& changed);
void read_statements(Pass& pass, collect::Sample& sample);
void describe_statements(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_waits(Pass& pass, collect::Sample& sample);
void describe_waits(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_lock_waits(Pass& pass, collect::Sample& sample);
void describe_lock_waits(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_connections(Pass& pass, collect::Sample& sample);
void describe_connections(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);

}  // namespace copilot::pg
