// RelationList: every relation of this database and what hangs on what, read straight from the
// catalogs. Words: an owner is the table that an index or a TOAST table belongs to; a root is the
// top of a partition tree. One sequential scan a catalog, no relation cache, and no lock on any
// relation but the catalogs themselves.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pg/compat.hpp"

namespace copilot::pg {

struct ListedRelation {
  Oid oid;
  Oid schema;
  Oid toast;
  compat::RelationFile file;  // its number is zero where the relation has no storage
  std::uint32_t pages;        // as last counted by VACUUM, ANALYZE or an index build
  float tuples;               // likewise; negative: never counted
  char kind;
  bool temporary;
  bool partition;
};

class RelationList {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  RelationList();

  std::span<const ListedRelation> relations() const { return relations_; }
  // Of the index or TOAST table at this position, its table; of a TOAST table's index, that table;
  // else none.
  std::uint32_t owner(std::uint32_t at) const { return owners_[at]; }
  // The partitioned table at the top of this one's tree; itself where it is no partition.
  std::uint32_t root(std::uint32_t at) const;

 private:
  std::uint32_t find(Oid oid) const;
  void index_by_oid();
  void attach();

  struct Pair {
    Oid child;
    Oid parent;
  };

  static std::span<ListedRelation> read_relations();
  static std::span<Pair> read_pairs(Oid catalog);

  std::span<ListedRelation> relations_;  // in the memory of the call
  std::vector<std::uint32_t> slots_;     // positions by a hash of the oid
  std::vector<std::uint32_t> owners_;
  std::vector<std::uint32_t> parents_;
};

}  // namespace copilot::pg
