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
// The minor version of pg_stat_statements: 10 of 1.10.
int statements_version(const base::Extension& extension);
void describe_statements(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_waits(Pass& pass, collect::Sample& sample);
void describe_waits(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_lock_waits(Pass& pass, collect::Sample& sample);
void describe_lock_waits(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_connections(Pass& pass, collect::Sample& sample);
void describe_connections(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_databases(Pass& pass, collect::Sample& sample);
void describe_databases(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_slru(Pass& pass, collect::Sample& sample);
void describe_slru(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_io(Pass& pass, collect::Sample& sample);
void describe_io(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_replication(Pass& pass, collect::Sample& sample);
void describe_replication(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_slots(Pass& pass, collect::Sample& sample);
void describe_slots(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_filesystems(Pass& pass, collect::Sample& sample);
void describe_filesystems(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh);
void read_buffers(Pass& pass, collect::Sample& sample);
void read_server(Pass& pass, collect::Sample& sample);
void read_sequences(Pass& pass, collect::Sample& sample);

}  // namespace copilot::pg
