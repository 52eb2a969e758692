// RelationList: scans of pg_class, pg_index and pg_inherits.
// Words: see relation_list.hpp.
// Only the fixed part of a row is read; nothing is deformed or detoasted.
#include "pg/relation_list.hpp"

extern "C" {
#include "access/genam.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
}

#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

// A row of a catalog to an item, for all rows; inside a guard. Palloc'd in the current context.
template <class Item, class Read>
std::span<Item> scan(Oid catalog, Read read) {
  std::size_t capacity = 1024;
  std::size_t count = 0;
  auto* items = static_cast<Item*>(palloc(capacity * sizeof(Item)));
  Relation relation = table_open(catalog, AccessShareLock);
  SysScanDesc rows = systable_beginscan(relation, InvalidOid, false, nullptr, 0, nullptr);
  while (HeapTuple tuple = systable_getnext(rows)) {
    CHECK_FOR_INTERRUPTS();
    if (count == capacity) {
      capacity *= 2;
      items = static_cast<Item*>(repalloc_huge(items, capacity * sizeof(Item)));
    }
    items[count++] = read(tuple);
  }
  systable_endscan(rows);
  table_close(relation, AccessShareLock);
  return {items, count};
}

compat::RelationFile file_of(const FormData_pg_class& row) {
  if (!RELKIND_HAS_STORAGE(row.relkind)) return {};
  const Oid number =
      OidIsValid(row.relfilenode) ? row.relfilenode : compat::mapped_file(row.oid, row.relisshared);
  const Oid tablespace = OidIsValid(row.reltablespace) ? row.reltablespace : MyDatabaseTableSpace;
  return {tablespace, row.relisshared ? InvalidOid : MyDatabaseId, number};
}

std::size_t slot_of(Oid oid, std::size_t mask) {
  return (oid * 0x9E3779B1u >> 7) & mask;
}

}  // namespace

std::span<ListedRelation> RelationList::read_relations() {
  return guard([]() noexcept {
    return scan<ListedRelation>(RelationRelationId, [](HeapTuple tuple) {
      const auto& row = *reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
      return ListedRelation{row.oid,
                            row.relnamespace,
                            row.reltoastrelid,
                            file_of(row),
                            static_cast<std::uint32_t>(row.relpages),
                            row.reltuples,
                            row.relkind,
                            row.relpersistence == RELPERSISTENCE_TEMP,
                            row.relispartition};
    });
  });
}

std::span<RelationList::Pair> RelationList::read_pairs(Oid catalog) {
  return guard([&]() noexcept {
    if (catalog == IndexRelationId)
      return scan<Pair>(catalog, [](HeapTuple tuple) {
        const auto* row = reinterpret_cast<Form_pg_index>(GETSTRUCT(tuple));
        return Pair{row->indexrelid, row->indrelid};
      });
    return scan<Pair>(catalog, [](HeapTuple tuple) {
      const auto* row = reinterpret_cast<Form_pg_inherits>(GETSTRUCT(tuple));
      return Pair{row->inhrelid, row->inhparent};
    });
  });
}

RelationList::RelationList() : relations_(read_relations()) {
  index_by_oid();
  attach();
}

void RelationList::index_by_oid() {
  std::size_t size = 1024;
  while (size < 2 * relations_.size()) size *= 2;
  slots_.assign(size, none);
  for (std::uint32_t i = 0; i < relations_.size(); ++i) {
    std::size_t at = slot_of(relations_[i].oid, size - 1);
    while (slots_[at] != none) at = (at + 1) & (size - 1);
    slots_[at] = i;
  }
}

std::uint32_t RelationList::find(Oid oid) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = slot_of(oid, mask); slots_[at] != none; at = (at + 1) & mask)
    if (relations_[slots_[at]].oid == oid) return slots_[at];
  return none;
}

// A catalog changes between two scans: what is not in both is left alone.
void RelationList::attach() {
  owners_.assign(relations_.size(), none);
  parents_.assign(relations_.size(), none);
  for (std::uint32_t i = 0; i < relations_.size(); ++i) {
    if (!OidIsValid(relations_[i].toast)) continue;
    const std::uint32_t toast = find(relations_[i].toast);
    if (toast != none) owners_[toast] = i;
  }
  for (const Pair& pair : read_pairs(IndexRelationId)) {
    const std::uint32_t index = find(pair.child);
    if (index != none) owners_[index] = find(pair.parent);
  }
  for (const Pair& pair : read_pairs(InheritsRelationId)) {
    const std::uint32_t child = find(pair.child);
    if (child != none && relations_[child].partition) parents_[child] = find(pair.parent);
  }
}

std::uint32_t RelationList::root(std::uint32_t at) const {
  constexpr int deepest = 64;  // a tree seen between two changes could hold a circle
  for (int depth = 0; depth < deepest && parents_[at] != none; ++depth) at = parents_[at];
  return at;
}

}  // namespace copilot::pg
