// TableSizes: the largest tables, their indexes and their TOAST, without opening any of them.
// Words: a group is a table, or a partitioned table with all its partitions; its rank is its size
// by the page counts of the catalogs where these can be trusted, else by the files. What is
// returned is always the files'. No relation is locked, so an exclusive lock held elsewhere changes
// nothing here.
#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "base/rows.hpp"
#include "pg/database_files.hpp"
#include "pg/relation_list.hpp"
#include "pg/relation_name.hpp"
#include "pg/relation_size.hpp"

extern "C" {
#include "access/transam.h"
#include "catalog/pg_class.h"
#include "catalog/pg_largeobject.h"
}

#include "pg/ambient.hpp"
#include "pg/arguments.hpp"
#include "pg/encoding.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/result.hpp"
#include "pg/session.hpp"

namespace copilot::pg {

namespace {

constexpr std::uint32_t none = RelationList::none;
constexpr std::uint32_t catalogs = 0;  // the group of the system catalogs; the others are tables

enum Part { heap, index, toast };  // a TOAST table's index counts as toast

struct Group {
  std::uint32_t top;  // the relation it is named after; none for the system catalogs
  std::int64_t rank = 0;
  std::array<std::int64_t, 3> bytes{};  // by Part
  double rows = 0;                      // negative: unknown
  int partitions = 0;
  bool exact = true;
  bool wanted = true;

  std::int64_t total() const { return bytes[heap] + bytes[index] + bytes[toast]; }
};

class TableSizes {
 public:
  explicit TableSizes(bool fold) : placed_(list_.relations().size(), Place{none, heap}) {
    groups_.push_back(Group{none});
    for (std::uint32_t i = 0; i < size(); ++i) place_table(i, fold);
    for (std::uint32_t i = 0; i < size(); ++i) place_part(i);
  }

  void largest(std::size_t max_rows);
  // Every table, then what is no table, so that the rows add up to the size of the database.
  void all();
  void write(Result& result) const;

 private:
  struct Place {
    std::uint32_t group;
    Part part;
  };

  std::uint32_t size() const { return static_cast<std::uint32_t>(placed_.size()); }
  const ListedRelation& relation(std::uint32_t at) const { return list_.relations()[at]; }
  static bool stores_rows(char kind) { return kind == RELKIND_RELATION || kind == RELKIND_MATVIEW; }

  void place_table(std::uint32_t at, bool fold);
  void place_part(std::uint32_t at);
  std::int64_t pages_bytes(std::uint32_t at) const {
    return static_cast<std::int64_t>(relation(at).pages) * BLCKSZ;
  }
  bool ranked(std::uint32_t at) const {
    return placed_[at].group != none && placed_[at].group != catalogs;
  }
  int owner(std::uint32_t at) const;
  void rank();
  void trust_unchanged(std::vector<char>& trusted);
  void keep(std::size_t most, std::int64_t (*key)(const Group&));
  template <class Sizes>
  void measure(Sizes sizes);
  void measure(std::uint32_t at, const std::optional<ForkSizes>& found);

  ServerInterrupts interrupts_;
  RelationList list_;
  std::vector<Place> placed_;
  std::vector<Group> groups_;
  std::int64_t others_ = -1;  // bytes of the files that belong to no table; negative: not asked
};

// The one catalog that holds what users store; shown as a table as soon as it holds something.
bool holds_large_objects(const ListedRelation& table) {
  return table.oid == LargeObjectRelationId && RelationSize().main_fork(table.file).value_or(0) > 0;
}

void TableSizes::place_table(std::uint32_t at, bool fold) {
  const ListedRelation& table = relation(at);
  const bool top_of_tree = table.kind == RELKIND_PARTITIONED_TABLE && fold && !table.partition;
  if (!top_of_tree && !stores_rows(table.kind)) return;
  if (stores_rows(table.kind) && !OidIsValid(table.file.database)) return;  // shared by the cluster
  if (table.oid < FirstNormalObjectId && !holds_large_objects(table)) {
    placed_[at] = {catalogs, heap};
    return;
  }
  const std::uint32_t top = fold ? list_.root(at) : at;
  if (placed_[top].group == none) {
    placed_[top].group = static_cast<std::uint32_t>(groups_.size());
    groups_.push_back(Group{top});
  }
  placed_[at] = {placed_[top].group, heap};
  if (top != at) ++groups_[placed_[at].group].partitions;
}

void TableSizes::place_part(std::uint32_t at) {
  const std::uint32_t owner = list_.owner(at);
  if (owner == none || !OidIsValid(relation(at).file.number)) return;
  const bool of_toast = relation(owner).kind == RELKIND_TOASTVALUE;
  const std::uint32_t table = of_toast ? list_.owner(owner) : owner;
  if (table == none || !stores_rows(relation(table).kind)) return;
  const bool is_toast = of_toast || relation(at).kind == RELKIND_TOASTVALUE;
  placed_[at] = {placed_[table].group, is_toast ? toast : index};
}

int TableSizes::owner(std::uint32_t at) const {
  if (!relation(at).temporary) return RelationSize::permanent;
  const Oid schema = relation(at).schema;
  return guard([&]() noexcept { return compat::temporary_owner(schema); });
}

// Inside a guard; nothing where the statistics have never heard of the table.
compat::TableActivity activity_of(Oid table) {
  const PgStat_StatTabEntry* entry = pgstat_fetch_stat_tabentry_ext(false, table);
  return entry == nullptr ? compat::TableActivity{} : compat::activity_of(*entry);
}

// Page counts are trusted where the last ANALYZE counted them, nothing changed since as far as the
// statistics know, and the table itself still has as many pages as then (statistics may be lost or
// late).
void TableSizes::trust_unchanged(std::vector<char>& trusted) {
  const ListedRelation* relations = list_.relations().data();
  const std::size_t count = trusted.size();
  char* marks = trusted.data();
  guard([&]() noexcept {
    for (std::size_t i = 0; i < count; ++i) {
      if (marks[i] == 0) continue;
      CHECK_FOR_INTERRUPTS();
      const compat::TableActivity activity = activity_of(relations[i].oid);
      marks[i] = activity.analyzed != 0 && activity.changes_since_analyze == 0;
    }
  });
}

void TableSizes::rank() {
  constexpr std::uint32_t poll_every = 1024;
  RelationSize files;
  std::vector<char> trusted(size(), 0);
  std::vector<std::int64_t> main(size(), 0);
  const auto from_file = [&](std::uint32_t at) {
    if (at % poll_every == 0) interrupts_.poll();
    return files.main_fork(relation(at).file, owner(at)).value_or(pages_bytes(at));
  };
  for (std::uint32_t i = 0; i < size(); ++i) {
    const Place place = placed_[i];
    if (!ranked(i) || place.part != heap || !OidIsValid(relation(i).file.number)) continue;
    main[i] = from_file(i);
    trusted[i] = relation(i).tuples >= 0 && main[i] == pages_bytes(i);
  }
  trust_unchanged(trusted);
  for (std::uint32_t i = 0; i < size(); ++i) {
    const Place place = placed_[i];
    if (!ranked(i) || place.part == heap) continue;
    // ANALYZE counts a table's indexes, but not its TOAST.
    const bool counted = place.part == index && trusted[list_.owner(i)] != 0;
    main[i] = counted ? pages_bytes(i) : from_file(i);
  }
  for (std::uint32_t i = 0; i < size(); ++i)
    if (ranked(i)) groups_[placed_[i].group].rank += main[i];
}

// Of the tables that are wanted, the largest by a key stay so.
void TableSizes::keep(std::size_t most, std::int64_t (*key)(const Group&)) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = catalogs + 1; i < groups_.size(); ++i)
    if (groups_[i].wanted) order.push_back(i);
  const std::size_t count = std::min(most, order.size());
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(key(groups_[b]), relation(groups_[a].top).oid) <
           std::tuple(key(groups_[a]), relation(groups_[b].top).oid);
  };
  std::partial_sort(order.begin(), order.begin() + count, order.end(), before);
  for (std::size_t i = count; i < order.size(); ++i) groups_[order[i]].wanted = false;
}

// The density of pages as last counted, times the pages of now, as the planner has it; for a table
// that grew from next to nothing since, what the statistics counted. Negative: unknown, as the
// bytes may be.
double rows_of(const ListedRelation& table, std::int64_t bytes) {
  constexpr std::uint32_t enough_pages = 10;
  if (bytes == 0) return 0;
  const double pages = static_cast<double>(bytes) / BLCKSZ;
  const bool counted = bytes > 0 && table.tuples >= 0 && table.pages > 0;
  const double by_density = counted ? table.tuples / table.pages * pages : -1;
  if (counted && (table.pages >= enough_pages || table.pages == pages)) return by_density;
  const Oid oid = table.oid;
  const auto activity = guard([&]() noexcept { return activity_of(oid); });
  const bool known = activity.analyzed != 0 || activity.vacuumed != 0;
  return known ? static_cast<double>(activity.live_rows) : by_density;
}

void TableSizes::measure(std::uint32_t at, const std::optional<ForkSizes>& found) {
  const ListedRelation& one = relation(at);
  Group& group = groups_[placed_[at].group];
  const ForkSizes sizes = found.value_or(ForkSizes{pages_bytes(at), pages_bytes(at)});
  group.exact = group.exact && found.has_value();
  group.bytes[placed_[at].part] += sizes.all;
  if (placed_[at].part != heap || group.rows < 0) return;
  const double rows = rows_of(one, found ? sizes.main : -1);
  group.rows = rows < 0 ? -1 : group.rows + rows;
}

template <class Sizes>
void TableSizes::measure(Sizes sizes) {
  for (std::uint32_t i = 0; i < size(); ++i) {
    const std::uint32_t group = placed_[i].group;
    if (group == none || !groups_[group].wanted || !OidIsValid(relation(i).file.number)) continue;
    measure(i, sizes(relation(i).file, owner(i)));
  }
}

void TableSizes::largest(std::size_t max_rows) {
  // The small forks are not in the rank: more are measured than are asked for.
  constexpr std::size_t spare = 50;
  groups_[catalogs].wanted = false;
  rank();
  keep(2 * max_rows + spare, [](const Group& group) { return group.rank; });
  RelationSize files;
  measure([&](const compat::RelationFile& file, int owner) {
    interrupts_.poll();
    return files.all_forks(file, owner);
  });
  keep(max_rows, [](const Group& group) { return group.total(); });
}

void TableSizes::all() {
  const DatabaseFiles files(interrupts_);
  others_ = files.total();
  measure([&](const compat::RelationFile& file, int owner) {
    const auto found = files.of(file, owner);
    if (found) others_ -= found->all;
    return found;
  });
}

void TableSizes::write(Result& result) const {
  base::Rows rows({"table_name", "partitions", "table_bytes", "index_bytes", "toast_bytes",
                   "rows_estimate", "exact"});
  const auto add = [&](std::string_view name, const Group& group, bool counts) {
    rows.add(name);
    rows.add(counts ? std::optional(std::to_string(group.partitions)) : std::nullopt);
    for (const std::int64_t bytes : group.bytes) rows.add(std::to_string(bytes));
    rows.add(counts && group.rows >= 0 ? std::optional(std::to_string(std::llround(group.rows)))
                                       : std::nullopt);
    rows.add(group.exact ? "t" : "f");
  };
  std::int64_t others = others_;
  for (std::size_t i = catalogs + 1; i < groups_.size(); ++i) {
    const Group& group = groups_[i];
    if (!group.wanted) continue;
    const Oid oid = relation(group.top).oid;
    const char* name = guard([&]() noexcept {
      const char* text = relation_name(oid);
      return text == nullptr ? nullptr : module_text(text);
    });
    if (name != nullptr)
      add(name, group, true);
    else
      others += group.total();  // dropped meanwhile
  }
  if (others_ >= 0) {
    add("(system catalogs)", groups_[catalogs], false);
    Group rest{none};
    rest.bytes[heap] = others;
    add("(other files)", rest, false);
  }
  result.write(rows);
}

}  // namespace

// copilot._table_sizes(max_rows integer, fold_partitions boolean)
COPILOT_FUNCTION(table_sizes) {
  Session session(Limit::quick);
  const Arguments arguments = read_arguments(fcinfo);
  Result result(fcinfo);
  TableSizes sizes(arguments["fold_partitions"] == "t");
  if (arguments["max_rows"])
    sizes.largest(row_limit(arguments["max_rows"]));
  else
    sizes.all();
  sizes.write(result);
  session.finish();
  return 0;
}

}  // namespace copilot::pg
