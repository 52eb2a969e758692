// Reading a snapshot: all sections of the first look at once, then those that may wait for a lock.
// Words: see snapshot.hpp and queries.hpp.
// It must not fail for one section: what could not be read is a gap.
#include <vector>

#include "base/error.hpp"
#include "catalog/queries.hpp"

namespace copilot::catalog {

namespace {

// Something vanished while its section was read: the next attempt does not see it any more.
bool moved(const base::Failure& failure) {
  return failure.code == "XX000" || failure.code == "42P01" ||
         failure.code == base::sqlstate::undefined_object ||
         failure.code == base::sqlstate::lock_not_available;
}

void fetch(base::Db& db, std::vector<const Section*> wanted, int attempts, Snapshot& snapshot,
           base::Interrupts& interrupts) {
  while (!wanted.empty()) {
    interrupts.poll();
    std::vector<base::Query> queries;
    for (const Section* section : wanted)
      queries.push_back({query_text(*section, db.server()), {}});
    std::vector<base::Outcome> outcomes = db.fetch(queries);
    --attempts;
    std::vector<const Section*> again;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (auto* rows = std::get_if<base::Rows>(&outcomes[i])) {
        snapshot.sections.insert_or_assign(wanted[i]->name, std::move(*rows));
        continue;
      }
      const auto& failure = std::get<base::Failure>(outcomes[i]);
      if (attempts > 0 && moved(failure))
        again.push_back(wanted[i]);
      else
        snapshot.gaps.push_back({wanted[i]->name, "", failure.message});
    }
    wanted = std::move(again);
  }
}

}  // namespace

Snapshot read(base::Db& db, const Wanted& wanted, base::Interrupts& interrupts) {
  const base::Server& server = db.server();
  Snapshot snapshot;
  snapshot.version = server.version;
  snapshot.live = true;
  std::vector<const Section*> first, second;
  for (const Section& section : sections()) {
    if (section.wanted != nullptr && !(wanted.*section.wanted)) continue;
    if (server.version < section.from_version) continue;
    (section.second_look ? second : first).push_back(&section);
  }
  fetch(db, std::move(first), 1, snapshot, interrupts);
  fetch(db, std::move(second), 3, snapshot, interrupts);
  const auto database = snapshot.sections.find("database");
  if (database != snapshot.sections.end() && !database->second.empty())
    snapshot.taken_at = database->second[0].text("taken_at");
  return snapshot;
}

}  // namespace copilot::catalog
