// The executor of rules.
// Words: see judge.hpp.
// It must not wait for locks one object after the other: what is locked exclusively is not asked
// about.
#include "base/judge.hpp"

#include <algorithm>
#include <set>

#include "base/error.hpp"

namespace copilot::base {

namespace {

// Relations that somebody else holds, or waits for, with the one lock that stops readers.
constexpr EvidenceVariant exclusive_variants[] = {{0, R"sql(
SELECT DISTINCT relation::bigint AS oid
FROM pg_locks
WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
)sql"}};
constexpr EvidenceQuery exclusive_locks{"exclusive_locks", nullptr, nullptr, exclusive_variants};

const char* sql_for(const EvidenceQuery& query, int version) {
  const char* sql = nullptr;
  for (const EvidenceVariant& variant : query.variants)
    if (variant.from_version <= version) sql = variant.sql;
  return sql;
}

std::optional<Failure> refusal(const EvidenceQuery& query, const Server& server) {
  if (query.local && !server.local)
    return Failure{sqlstate::feature_not_supported, "no history is kept of this server",
                   "The worker of copilot keeps one where it is installed."};
  if (query.need != nullptr && !(server.*query.need))
    return Failure{sqlstate::insufficient_privilege,
                   "role " + server.role + " lacks the privileges of " + query.need_role,
                   "As superuser run GRANT pg_monitor TO " + server.role + "."};
  if (sql_for(query, server.version) == nullptr)
    return Failure{sqlstate::feature_not_supported,
                   "PostgreSQL " + std::to_string(server.version / 10000) + " cannot tell",
                   "Supported are versions 13 to 18."};
  return std::nullopt;
}

void collect(const Rules& rules, Db& db, Evidence& evidence) {
  std::vector<const EvidenceQuery*> wanted;
  auto want = [&](const EvidenceQuery* query) {
    if (std::find(wanted.begin(), wanted.end(), query) == wanted.end()) wanted.push_back(query);
  };
  for (const Rule* rule : rules) {
    for (const EvidenceQuery* query : rule->requires_evidence) want(query);
    for (const EvidenceQuery* query : rule->uses_evidence) want(query);
    if (rule->second_look != nullptr) want(&exclusive_locks);
  }
  std::vector<const EvidenceQuery*> asked;
  std::vector<Query> queries;
  for (const EvidenceQuery* query : wanted) {
    if (auto refused = refusal(*query, db.server())) {
      evidence.add(*query, *refused);
      continue;
    }
    asked.push_back(query);
    queries.push_back({sql_for(*query, db.server().version), {}});
  }
  if (queries.empty()) return;
  std::vector<Outcome> outcomes = db.fetch(queries);
  for (std::size_t i = 0; i < asked.size(); ++i) evidence.add(*asked[i], std::move(outcomes[i]));
}

bool gone(const Failure& failure) {
  return failure.code == sqlstate::undefined_object || failure.code == "42P01";
}

// Asks for all batches at once, then once more, halved, for those that failed.
void look(const SecondLook& second, std::vector<std::span<const Candidate>> batches, Db& db,
          Details& details, Interrupts& interrupts) {
  while (!batches.empty()) {
    interrupts.poll();
    std::vector<Query> queries;
    for (auto batch : batches) queries.push_back(second.query(batch));
    std::vector<Outcome> outcomes = db.fetch(queries);
    std::vector<std::span<const Candidate>> again;
    for (std::size_t i = 0; i < batches.size(); ++i) {
      const auto batch = batches[i];
      if (auto* rows = std::get_if<Rows>(&outcomes[i])) {
        details.pages.push_back(std::move(*rows));
        continue;
      }
      const Failure& failure = std::get<Failure>(outcomes[i]);
      const bool out_of_time = failure.code == sqlstate::query_canceled;
      if (batch.size() == 1 || out_of_time) {
        for (const Candidate& candidate : batch)
          if (!gone(failure)) details.failed[candidate.key] = failure;
        continue;
      }
      again.push_back(batch.first(batch.size() / 2));
      again.push_back(batch.subspan(batch.size() / 2));
    }
    batches = std::move(again);
  }
}

Details second_look(const Rule& rule, const Evidence& evidence, Db& db, Interrupts& interrupts) {
  Details details;
  std::set<std::int64_t> locked;
  if (const Rows* rows = evidence.find(exclusive_locks))
    for (std::size_t i = 0; i < rows->size(); ++i) locked.insert((*rows)[i].integer("oid").value());
  std::vector<Candidate> candidates;
  for (Candidate& candidate : rule.second_look->candidates(evidence, db.server())) {
    if (std::any_of(candidate.locked.begin(), candidate.locked.end(),
                    [&](std::int64_t oid) { return locked.contains(oid); }))
      details.failed[candidate.key] = {sqlstate::lock_not_available,
                                       "another session holds it exclusively locked",
                                       "Ask again when that session has ended its transaction."};
    else
      candidates.push_back(std::move(candidate));
  }
  std::vector<std::span<const Candidate>> batches;
  for (std::size_t at = 0; at < candidates.size(); at += rule.second_look->batch)
    batches.push_back(std::span(candidates)
                          .subspan(at, std::min(rule.second_look->batch, candidates.size() - at)));
  look(*rule.second_look, std::move(batches), db, details, interrupts);
  for (const Rows& page : details.pages)
    for (std::size_t row = 0; row < page.size(); ++row)
      details.found.emplace(page[row].text("key"), Details::Detail{&page, row});
  return details;
}

Verdict verdict(const Rule& rule, const Evidence& evidence, Db& db, Interrupts& interrupts) {
  for (const EvidenceQuery* query : rule.requires_evidence)
    if (const Failure* failure = evidence.failure(*query))
      return Verdict::unknown(failure->message, failure->hint);
  const Details details =
      rule.second_look == nullptr ? Details{} : second_look(rule, evidence, db, interrupts);
  return rule.judge({evidence, db.server(), details});
}

}  // namespace

std::vector<Judged> judge(const Rules& rules, Db& db, Interrupts& interrupts) {
  Evidence evidence;
  collect(rules, db, evidence);
  std::vector<Judged> judged;
  for (const Rule* rule : rules) {
    interrupts.poll();
    Verdict outcome = verdict(*rule, evidence, db, interrupts);
    for (Finding& finding : outcome.findings) {
      finding.rule = rule->id;
      finding.category = rule->category;
      if (finding.docs.empty()) finding.docs = "docs/findings.md#" + std::string(rule->id);
    }
    judged.push_back({rule, std::move(outcome)});
  }
  return judged;
}

}  // namespace copilot::base
