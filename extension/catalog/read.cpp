// Reading a snapshot: all sections of the first look at once, then those that take locks.
// Words: see snapshot.hpp and queries.hpp.
// It must not fail for one object or one section: what could not be read is a gap. But where time ran
// out at the first look, what there is would be taken for all there is.
#include <span>
#include <vector>

#include "base/error.hpp"
#include "catalog/queries.hpp"

namespace copilot::catalog {

namespace {

// A section and what of it is asked at once.
struct Request {
  const Section* section;
  std::span<const std::string_view> keys;
};

std::string array_of(std::span<const std::string_view> keys) {
  std::string text = "{";
  for (const std::string_view key : keys) {
    if (text.size() > 1) text += ',';
    text += key;
  }
  return text + "}";
}

void keep(Snapshot& snapshot, const char* section, base::Rows rows) {
  const auto [place, fresh] = snapshot.sections.try_emplace(section, std::move(rows));
  if (!fresh) place->second.append(rows);
}

void first_look(base::Db& db, const Wanted& wanted, Snapshot& snapshot) {
  std::vector<const Section*> asked;
  std::vector<base::Query> queries;
  for (const Section& section : sections()) {
    if (section.keys != nullptr || snapshot.version < section.from_version) continue;
    if (section.wanted != nullptr && !(wanted.*section.wanted)) continue;
    asked.push_back(&section);
    queries.push_back({query_text(section, db.server()), {}});
  }
  std::vector<base::Outcome> outcomes = db.fetch(queries);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (auto* rows = std::get_if<base::Rows>(&outcomes[i])) {
      keep(snapshot, asked[i]->name, std::move(*rows));
      continue;
    }
    const auto& failure = std::get<base::Failure>(outcomes[i]);
    if (failure.code == base::sqlstate::query_canceled)
      throw base::UserError{failure.code, failure.message, "", failure.hint};
    snapshot.gaps.push_back({asked[i]->name, "", failure.message});
  }
}

// What fails is asked again in halves, until it is known which object it is that fails.
void second_look(base::Db& db, const Wanted& wanted, Snapshot& snapshot,
                 base::Interrupts& interrupts) {
  std::vector<Keys> all;
  std::vector<Request> requests;
  all.reserve(sections().size());
  for (const Section& section : sections()) {
    if (section.keys == nullptr || snapshot.version < section.from_version) continue;
    if (section.wanted != nullptr && !(wanted.*section.wanted)) continue;
    all.push_back(section.keys(snapshot));
    if (!all.back().empty()) requests.push_back({&section, all.back()});
  }
  while (!requests.empty()) {
    interrupts.poll();
    std::vector<base::Query> queries;
    for (const Request& each : requests)
      queries.push_back({query_text(*each.section, db.server()), {array_of(each.keys)}});
    std::vector<base::Outcome> outcomes = db.fetch(queries);
    std::vector<Request> again;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const auto& [section, keys] = requests[i];
      if (auto* rows = std::get_if<base::Rows>(&outcomes[i])) {
        keep(snapshot, section->name, std::move(*rows));
        continue;
      }
      const auto& failure = std::get<base::Failure>(outcomes[i]);
      const bool out_of_time = failure.code == base::sqlstate::query_canceled;
      if (keys.size() > 1 && !out_of_time) {
        again.push_back({section, keys.first(keys.size() / 2)});
        again.push_back({section, keys.subspan(keys.size() / 2)});
      } else if (out_of_time) {
        snapshot.gaps.push_back({section->name, "", failure.message});
      } else {
        snapshot.gaps.push_back({section->name, std::string(keys.front()), failure.message});
      }
    }
    requests = std::move(again);
  }
}

}  // namespace

Snapshot read(base::Db& db, const Wanted& wanted, base::Interrupts& interrupts) {
  Snapshot snapshot;
  snapshot.version = db.server().version;
  snapshot.live = true;
  first_look(db, wanted, snapshot);
  interrupts.poll();
  second_look(db, wanted, snapshot, interrupts);
  const auto database = snapshot.sections.find("database");
  if (database != snapshot.sections.end() && !database->second.empty())
    snapshot.taken_at = database->second[0].text("taken_at");
  return snapshot;
}

}  // namespace copilot::catalog
