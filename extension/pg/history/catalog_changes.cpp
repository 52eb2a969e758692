// CatalogChanges: a sum over a few entries of the shared statistics.
// Words: see catalog_changes.hpp.
// Updates in place, as VACUUM makes them, are not counted by the server: they change no definition.
#include "pg/history/catalog_changes.hpp"

extern "C" {
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_namespace.h"
}

#include "pg/history/shared_statistics.hpp"

namespace copilot::pg {

std::span<const Oid> relation_catalogs() {
  static constexpr Oid catalogs[] = {RelationRelationId, NamespaceRelationId, InheritsRelationId};
  return catalogs;
}

std::int64_t catalog_changes(Oid database, std::span<const Oid> catalogs) {
  std::int64_t changes = 0;
  for (const Oid catalog : catalogs)
    if (const auto counters = SharedStatistics::of(database, catalog))
      changes += counters->rows_inserted + counters->rows_updated + counters->rows_deleted;
  return changes;
}

}  // namespace copilot::pg
