// Finding transactions in a script.
// Words: see runs.hpp.
// The list of what a transaction refuses is PreventInTransactionBlock's.
#include "lint/script/runs.hpp"

#include <algorithm>

namespace copilot::lint {

namespace {

using Kind = base::ObjectKind;

struct Refused {
  const char* operator()(const base::CreateIndex& each) const {
    return each.concurrently ? "CREATE INDEX CONCURRENTLY" : nullptr;
  }
  const char* operator()(const base::Drop& each) const {
    if (each.concurrently) return "DROP INDEX CONCURRENTLY";
    if (each.kind == Kind::database) return "DROP DATABASE";
    return each.kind == Kind::tablespace ? "DROP TABLESPACE" : nullptr;
  }
  const char* operator()(const base::Reindex& each) const {
    if (each.concurrently) return "REINDEX CONCURRENTLY";
    if (each.kind == Kind::schema) return "REINDEX SCHEMA";
    return each.kind == Kind::database ? "REINDEX DATABASE" : nullptr;
  }
  const char* operator()(const base::AlterTable& each) const {
    for (const base::AlterAction& action : each.actions)
      if (action.concurrently && action.kind == base::AlterAction::Kind::detach_partition)
        return "DETACH PARTITION CONCURRENTLY";
    return nullptr;
  }
  const char* operator()(const base::Vacuum& each) const {
    return each.analyze_only ? nullptr : "VACUUM";
  }
  const char* operator()(const base::Cluster& each) const {
    return each.table.name.empty() ? "CLUSTER of all tables" : nullptr;
  }
  const char* operator()(const base::CreateDatabase&) const { return "CREATE DATABASE"; }
  const char* operator()(const base::CreateObject& each) const {
    return each.kind == Kind::tablespace ? "CREATE TABLESPACE" : nullptr;
  }
  const char* operator()(const base::Utility& each) const {
    constexpr const char* tags[] = {"ALTER SYSTEM", "CREATE TABLESPACE", "DROP TABLESPACE",
                                    "CREATE DATABASE", "DROP DATABASE"};
    for (const char* tag : tags)
      if (each.tag == tag) return tag;
    return nullptr;
  }
  const char* operator()(const auto&) const { return nullptr; }
};

}  // namespace

const char* refused_in_transaction(const base::Ddl& statement) {
  return std::visit(Refused{}, statement.body);
}

bool dangerous(const Effect& effect) {
  return effect.lock >= Lock::share && !effect.made_here;
}

const Effect* dangerous_effect(const Moment& moment) {
  for (const Effect& effect : moment.effects)
    if (dangerous(effect)) return &effect;
  return nullptr;
}

std::vector<Run> runs_of(std::span<const Moment> moments) {
  const bool says = std::any_of(moments.begin(), moments.end(), [](const Moment& each) {
    return each.session.in_transaction || each.statement->as<base::Transaction>() != nullptr ||
           refused_in_transaction(*each.statement) != nullptr;
  });
  std::vector<Run> runs;
  if (!says) {
    Run& run = runs.emplace_back();
    run.certain = false;
    for (const Moment& each : moments) run.moments.push_back(&each);
  } else {
    int transaction = -1;
    for (const Moment& each : moments) {
      if (!each.session.in_transaction) continue;
      if (each.transaction != transaction) runs.emplace_back();
      transaction = each.transaction;
      runs.back().moments.push_back(&each);
    }
  }
  std::erase_if(runs, [](const Run& run) { return run.moments.size() < 2; });
  return runs;
}

bool takes_no_time(const base::Ddl& statement) {
  return statement.as<base::Transaction>() != nullptr ||
         statement.as<base::SetVariable>() != nullptr ||
         statement.as<base::ClientCommand>() != nullptr ||
         statement.as<base::Comment>() != nullptr || statement.as<base::Unparsed>() != nullptr;
}

}  // namespace copilot::lint
