// CatalogChanges: whether a database's catalogs changed, told from the shared statistics without a visit.
// Words: a count is of all rows ever inserted, updated or deleted in some catalogs, as far as sessions have reported; another
// number than before means a change. A count may arrive late, never too early.
#pragma once

#include <cstdint>
#include <span>

#include "pg/postgres.hpp"

namespace copilot::pg {

// Those that tell of relations: their names, files, indexes and partitions.
std::span<const Oid> relation_catalogs();

// Database zero stands for the catalogs that the cluster shares.
std::int64_t catalog_changes(Oid database, std::span<const Oid> catalogs);

}  // namespace copilot::pg
