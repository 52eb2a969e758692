// Draining the ring: what was committed is stored, and the slots are free only when that is committed too.
// Words: see changes.hpp.
// A pass that fails leaves everything as it was.
#include "pg/history/changes.hpp"

#include <memory>

#include "pg/changes/pending.hpp"
#include "pg/changes/ring.hpp"
#include "pg/guard.hpp"
#include "pg/history/change_table.hpp"

namespace copilot::pg {

namespace {

std::optional<std::string> known(bool is, const char* text) {
  if (!is) return std::nullopt;
  return text;
}

std::optional<std::string> unless_empty(const char* text) {
  return known(*text != '\0', text);
}

collect::Change change_of(const ChangeRecord& record) {
  collect::Change each;
  each.at = each.until = record.at;
  each.kind = record.kind;
  each.database = unless_empty(record.database);
  each.object = record.object;
  each.action = record.action;
  each.before = known(record.has_before, record.before);
  each.after = known(record.has_after, record.after);
  each.by_role = unless_empty(record.by_role);
  each.as_role = unless_empty(record.as_role);
  each.application = unless_empty(record.application);
  each.client = unless_empty(record.client);
  each.pieces = record.pieces;
  each.folded = record.folded;
  each.run = record.run;
  return each;
}

std::vector<collect::Change> published(ChangeRing& ring) {
  const auto slot = std::make_unique<ChangeSlot>();
  std::vector<collect::Change> changes;
  for (int i = 0; i < ChangeRing::slots; ++i) {
    if (!ring.read(i, *slot) || slot->state != SlotState::published) continue;
    store_with_transaction(i, slot->serial, slot->record.pieces);
    changes.push_back(change_of(slot->record));
  }
  return changes;
}

// Changes that found no slot: how many they were is all that is known.
void tell_lost(ChangeRing& ring, Pass& pass, std::vector<collect::Change>& changes) {
  const ChangeRing::Losses losses = ring.losses();
  if (losses.lost == losses.lost_told) return;
  tell_lost_with_transaction(losses.lost);
  collect::Change each;
  each.at = each.until = pass.now;
  each.kind = "ddl";
  each.object = "unknown";
  each.action = collect::not_recorded;
  each.pieces = static_cast<int>(losses.lost - losses.lost_told);
  each.after = "changes came faster than they could be stored";
  changes.push_back(std::move(each));
}

}  // namespace

void drain_changes(Pass& pass) {
  ChangeRing* ring = change_ring();
  if (ring == nullptr) return;
  guard([]() noexcept { follow_transactions(); });
  std::vector<collect::Change> changes = published(*ring);
  tell_lost(*ring, pass, changes);
  if (changes.empty()) return;
  const std::vector<collect::Change> stored = recent_changes(pass);
  changes.insert(changes.end(), stored.begin(), stored.end());
  std::vector<collect::Change> fresh;
  std::vector<bool> kept(stored.size());
  for (collect::Change& each : collect::fold(std::move(changes)))
    if (each.stored >= 0)
      kept[each.stored] = true;
    else
      fresh.push_back(std::move(each));
  std::vector<collect::Change> folded;
  for (std::size_t i = 0; i < stored.size(); ++i)
    if (!kept[i]) folded.push_back(stored[i]);
  remove_changes(pass, folded);
  write_changes(pass, fresh);
}

}  // namespace copilot::pg
