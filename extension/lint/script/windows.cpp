// Rules about how long and how widely a transaction of a script holds its locks.
// Words: see runs.hpp; a window is the time from a lock to the end of its transaction.
// A lock on what the transaction made itself is in nobody's way.
#include <algorithm>
#include <set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/describe.hpp"
#include "lint/script/runs.hpp"

namespace copilot::lint {

namespace {

constexpr char locks_manual[] =
    "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES";

const Effect* exclusive_effect(const Moment& moment) {
  const Effect* effect = dangerous_effect(moment);
  return effect != nullptr && effect->lock == Lock::access_exclusive ? effect : nullptr;
}

void presume(base::Finding& finding) {
  finding.confidence = 0.5;
  finding.caveats.push_back(
      "This counts if the script runs as one transaction, as most runners of migrations do");
}

bool works(const Moment& moment) {
  return std::any_of(moment.effects.begin(), moment.effects.end(), [](const Effect& each) {
    return each.scan || each.rewrite || each.index_build || each.lock == Lock::row_exclusive;
  });
}

bool only_reads(const base::Ddl& statement) {
  return statement.as<base::Select>() != nullptr;
}

void judge_after(const Journey& journey, Reporter& reporter) {
  for (const Run& run : runs_of(journey.moments)) {
    const Moment* locking = nullptr;
    const Effect* held = nullptr;
    const Moment* first = nullptr;
    bool work = false;
    std::size_t later = 0;
    for (const Moment* moment : run.moments) {
      // Whether a reading statement belongs to the change is not known where nothing is certain.
      if (takes_no_time(*moment->statement) || (!run.certain && only_reads(*moment->statement)))
        continue;
      reporter.looked_at(1);
      if (held != nullptr) {
        if (first == nullptr) first = moment;
        work = work || works(*moment) || only_reads(*moment->statement);
        ++later;
      } else if (const Effect* effect = exclusive_effect(*moment)) {
        held = effect;
        locking = moment;
      }
    }
    if (first == nullptr) continue;
    reporter.at(first->statement);
    base::Finding& finding = reporter.add(
        run.certain && work ? base::Severity::warning : base::Severity::notice, about(*held),
        "Statements run while " + name_of(*held) + " is locked ACCESS EXCLUSIVE");
    finding.detail = "Statement " + std::to_string(locking->statement->number) +
                     " takes the lock, and nobody can read the table until the transaction ends";
    describe(journey.after, *held, finding);
    finding.evidence["locked_by_statement"] = locking->statement->number;
    finding.evidence["later_statements"] = later;
    finding.fix_kind = "manual";
    finding.fix = "Make it the last statement of its transaction, or COMMIT after it.";
    if (!run.certain) presume(finding);
  }
}

void judge_wide(const Journey& journey, Reporter& reporter) {
  for (const Run& run : runs_of(journey.moments)) {
    std::vector<const Effect*> held;
    const Moment* second = nullptr;
    for (const Moment* moment : run.moments) {
      for (const Effect& effect : moment->effects) {
        if (!dangerous(effect) || effect.lock != Lock::access_exclusive) continue;
        const bool known = std::any_of(held.begin(), held.end(), [&](const Effect* each) {
          return each->named == effect.named;
        });
        if (known) continue;
        // Tables that one statement locks cannot be had one after the other.
        if (!held.empty() && second == nullptr &&
            std::none_of(moment->effects.begin(), moment->effects.end(),
                         [&](const Effect& each) { return &each == held.front(); }))
          second = moment;
        held.push_back(&effect);
      }
    }
    reporter.looked_at(held.size());
    if (second == nullptr) continue;
    reporter.at(second->statement);
    base::Finding& finding = reporter.add(
        run.certain ? base::Severity::warning : base::Severity::notice, about(*held[1]),
        std::to_string(held.size()) + " tables are locked ACCESS EXCLUSIVE in one transaction");
    base::Json tables = base::Json::array();
    for (const Effect* each : held) tables.push_back(name_of(*each));
    finding.detail =
        "The first one stays locked while the transaction waits for the others, and one of them "
        "may "
        "be in use";
    describe(journey.after, *held[1], finding);
    finding.evidence["tables"] = std::move(tables);
    finding.fix_kind = "manual";
    finding.fix = "One transaction a table, each with its own lock_timeout.";
    if (!run.certain) presume(finding);
  }
}

bool changes_schema(const Moment& moment) {
  return std::any_of(moment.effects.begin(), moment.effects.end(), [](const Effect& each) {
    return !each.made_here && each.lock >= Lock::share_row_exclusive;
  });
}

void judge_mixed(const Journey& journey, Reporter& reporter) {
  for (const Run& run : runs_of(journey.moments)) {
    const Moment* schema = nullptr;
    const Moment* data = nullptr;
    for (const Moment* moment : run.moments) {
      const auto* change = moment->statement->as<base::Change>();
      if (change == nullptr) {
        if (schema == nullptr && changes_schema(*moment)) schema = moment;
        continue;
      }
      reporter.looked_at(1);
      // A few rows as constants take no time: how migrations note that they have run.
      if (change->command == 'i' && change->constant_rows) continue;
      const bool others = std::any_of(
          moment->effects.begin(), moment->effects.end(),
          [](const Effect& each) { return !each.made_here && each.lock == Lock::row_exclusive; });
      if (data == nullptr && others) data = moment;
    }
    if (schema == nullptr || data == nullptr) continue;
    const bool backfill = schema->statement->number < data->statement->number;
    const Effect& held = *dangerous_effect(*schema);
    const auto* change = data->statement->as<base::Change>();
    reporter.at(std::max(schema, data)->statement);
    base::Finding& finding = reporter.add(
        run.certain && backfill && change->command != 'i' ? base::Severity::warning
                                                          : base::Severity::notice,
        about(held), "Rows are changed in the transaction that locks " + name_of(held));
    finding.detail = backfill
                         ? "The lock of statement " + std::to_string(schema->statement->number) +
                               " is held until all rows are written"
                         : "The changed rows stay locked while the statement waits for its "
                           "lock";
    describe(journey.after, held, finding);
    finding.evidence["schema_statement"] = schema->statement->number;
    finding.evidence["data_statement"] = data->statement->number;
    finding.fix_kind = "manual";
    finding.fix =
        "COMMIT the change of the schema first; then change the rows in batches, each in a "
        "transaction of its own.";
    if (!run.certain) presume(finding);
  }
}

// A foreign key that leads from one of two relations to the other.
const catalog::Constraint* key_between(const catalog::Model& model, const Effect& from,
                                       const Effect& to) {
  const catalog::Relation* child = from.relation == 0 ? nullptr : model.relation(from.relation);
  if (child == nullptr || to.relation == 0) return nullptr;
  for (std::size_t at : child->constraints) {
    const catalog::Constraint& each = model.constraints[at];
    if (!each.dropped && each.type == 'f' && each.foreign_table == to.relation) return &each;
  }
  return nullptr;
}

struct Inversion {
  const Moment* earlier;
  const Effect* parent;
  const Effect* child;
  const catalog::Constraint* key;
};

// One a statement: what it locks in the wrong order has one cause, however many tables these are.
void report_inversions(const Journey& journey, const Moment& moment,
                       const std::vector<Inversion>& found, Reporter& reporter) {
  const Inversion& first = found.front();
  const std::string child = name_of(*first.child);
  const std::string parent = name_of(*first.parent);
  reporter.at(moment.statement);
  base::Finding& finding = reporter.add(
      base::Severity::notice, about(*first.child),
      "Locks are taken on " + parent + ", then on " + child + ", against the order of inserts");
  finding.detail = "An insert into " + child + " locks it first, and then, by " +
                   base::quote_identifier(first.key->name) + ", rows of " + parent +
                   ": each may wait for the other until one is ended as a deadlock";
  if (found.size() > 1)
    finding.detail += "; so it is with " + std::to_string(found.size() - 1) + " more";
  describe(journey.after, *first.child, finding);
  finding.evidence["first_lock_by_statement"] = first.earlier->statement->number;
  base::Json pairs = base::Json::array();
  for (const Inversion& each : found)
    pairs.push_back({{"first", name_of(*each.parent)}, {"then", name_of(*each.child)}});
  finding.evidence["inversions"] = std::move(pairs);
  finding.fix_kind = "manual";
  finding.fix = "Change " + child + " first, or use a transaction for each.";
}

void judge_order(const Journey& journey, Reporter& reporter) {
  constexpr std::size_t most_locks = 200;
  for (const Run& run : runs_of(journey.moments)) {
    if (!run.certain) continue;
    std::vector<std::pair<const Moment*, const Effect*>> held;
    for (const Moment* moment : run.moments) {
      std::vector<Inversion> found;
      for (const Effect& effect : moment->effects) {
        if (!dangerous(effect) || held.size() >= most_locks) continue;
        reporter.looked_at(1);
        // A lock that is held already is not waited for.
        if (std::any_of(held.begin(), held.end(), [&](const auto& each) {
              return each.second->named == effect.named && each.second->lock >= effect.lock;
            }))
          continue;
        for (const auto& [earlier, parent] : held) {
          // An insert holds the child, and waits for the parent that is locked against reading its
          // rows for update.
          if (earlier == moment || parent->lock < Lock::exclusive) continue;
          if (const catalog::Constraint* key = key_between(journey.after, effect, *parent))
            found.push_back({earlier, parent, &effect, key});
        }
        held.emplace_back(moment, &effect);
      }
      if (!found.empty()) report_inversions(journey, *moment, found, reporter);
    }
  }
}

constexpr Rule after{
    {"statement_after_access_exclusive",
     "change",
     base::Severity::warning,
     "Statements after an ACCESS EXCLUSIVE lock",
     "A lock is held until its transaction ends, so each statement after it makes the table stand "
     "still for longer. Judged: what runs after the first such lock on a table that others can "
     "see. "
     "A notice where the later statements are short, or where one transaction is only presumed "
     "because the script has none of its own.",
     "Commit after it.",
     locks_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    nullptr,
    judge_after};

constexpr Rule wide{{"wide_lock_window",
                     "change",
                     base::Severity::warning,
                     "Several tables locked in one transaction",
                     "While a transaction waits for the lock on a second table, the first one is "
                     "locked already, and "
                     "each more makes a deadlock likelier. Judged: ACCESS EXCLUSIVE locks on "
                     "tables that others can "
                     "see, by different statements; weaker locks are not counted.",
                     "One transaction a table.",
                     locks_manual,
                     {},
                     {},
                     nullptr,
                     nullptr},
                    true,
                    {},
                    nullptr,
                    nullptr,
                    judge_wide};

constexpr Rule mixed{
    {"mixed_ddl_dml",
     "change",
     base::Severity::warning,
     "Changes of rows and of the schema at once",
     "A backfill in the transaction that changed the schema keeps the strong lock "
     "for as long as the "
     "rows take. Judged: INSERT, UPDATE, DELETE, MERGE and COPY of tables the "
     "script did not make, in "
     "one transaction with a lock that stops writes. Inserts are a notice; those of "
     "a few constant rows, as migrations note that they have run, are passed.",
     "Commit between the two, and write in batches.",
     locks_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    nullptr,
    judge_mixed};

constexpr Rule order{
    {"lock_order_inversion",
     "change",
     base::Severity::notice,
     "Locks against the order of inserts",
     "An insert into a table with a foreign key locks that table, then rows of the one it points "
     "at. A "
     "transaction that locks the second first, then the first, can deadlock with it. Judged within "
     "transactions that the script begins; what order an application has otherwise is not known.",
     "Lock referencing tables first, or commit in between.",
     "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    nullptr,
    judge_order};

}  // namespace

Family window_rules() {
  static constexpr const Rule* table[] = {&after, &wide, &mixed, &order};
  return table;
}

}  // namespace copilot::lint
