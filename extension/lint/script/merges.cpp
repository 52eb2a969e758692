// The rule about changes of one table that could be one statement.
// Words: two ALTER TABLE are of one class if they take the same lock and neither does work that the
// other would have to wait for.
// What is apart on purpose must not be told: NOT VALID and VALIDATE, and separate transactions.
#include <algorithm>
#include <map>
#include <string>
#include <unordered_set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/describe.hpp"

namespace copilot::lint {

namespace {

using Kind = base::AlterAction::Kind;

// What has to stand alone, or is better off so.
bool apart(const base::AlterTable& statement) {
  return std::any_of(
      statement.actions.begin(), statement.actions.end(), [](const base::AlterAction& each) {
        return each.kind == Kind::validate_constraint || each.kind == Kind::attach_partition ||
               each.kind == Kind::detach_partition || each.kind == Kind::finalize_detach ||
               (each.constraint && (each.constraint->not_valid || each.constraint->type == 'f'));
      });
}

bool adds_column(const base::AlterTable& statement) {
  return std::any_of(statement.actions.begin(), statement.actions.end(),
                     [](const base::AlterAction& each) { return each.kind == Kind::add_column; });
}

// ALTER TABLE does these before all else, however it is written.
bool goes_first(Kind kind) {
  return kind == Kind::drop_column || kind == Kind::drop_constraint || kind == Kind::drop_default ||
         kind == Kind::drop_not_null || kind == Kind::drop_identity ||
         kind == Kind::drop_expression;
}

// Whether, in one statement with them, an action would come before what it has to follow: the default of
// a column that is not there yet, or the check that spares SET NOT NULL its look at all rows.
class Waiting {
 public:
  void add(const base::AlterTable& statement) {
    for (const base::AlterAction& each : statement.actions) {
      if (goes_first(each.kind)) continue;
      names_.insert(each.name);
      not_null_ = not_null_ || each.kind == Kind::set_not_null;
    }
  }
  bool overtaken_by(const base::AlterTable& later) const {
    return std::any_of(
        later.actions.begin(), later.actions.end(), [&](const base::AlterAction& each) {
          return goes_first(each.kind) &&
                 (names_.contains(each.name) || (each.kind == Kind::drop_constraint && not_null_));
        });
  }

 private:
  std::unordered_set<std::string> names_;  // what the actions are about
  bool not_null_ = false;
};

// What may need the change before it, and prepare the one after it: both have to stay where they are.
bool comes_between(const base::Ddl& statement) {
  return statement.as<base::Change>() != nullptr || statement.as<base::Select>() != nullptr ||
         statement.as<base::DoBlock>() != nullptr || statement.as<base::Utility>() != nullptr;
}

struct First {
  const Moment* moment;
  Lock lock;
  bool created;  // by CREATE TABLE
  std::size_t more = 0;
  const Moment* second = nullptr;
  Effect effect;
  std::size_t stretch = 0;
  Waiting waiting{};  // of those that could be one
};

void judge_merges(const Journey& journey, Reporter& reporter) {
  std::map<std::pair<std::string, std::string>, First> tables;
  std::vector<std::pair<std::string, std::string>> order;
  const auto meet = [&](const base::ObjectName& table, First first,
                        const base::AlterTable* alter = nullptr) {
    if (alter != nullptr) first.waiting.add(*alter);
    const std::pair key{table.schema, table.name};
    if (tables.insert_or_assign(key, std::move(first)).second) order.push_back(key);
  };
  std::size_t stretch = 0;  // grows with each statement that comes between
  for (const Moment& moment : journey.moments) {
    if (comes_between(*moment.statement)) ++stretch;
    const auto* alter = moment.statement->as<base::AlterTable>();
    if (alter == nullptr || alter->kind != base::ObjectKind::table || alter->actions.empty())
      continue;
    const auto own =
        std::find_if(moment.effects.begin(), moment.effects.end(),
                     [&](const Effect& each) { return each.named.name == alter->name.name; });
    if (own == moment.effects.end() || apart(*alter)) continue;
    reporter.looked_at(1);
    const auto known = tables.find({own->named.schema, own->named.name});
    if (known == tables.end()) {
      if (!own->made_here) {
        meet(own->named, {&moment, own->lock, false, 0, nullptr, *own, stretch}, alter);
      } else if (adds_column(*alter)) {
        First first{&moment, own->lock, true, 1, &moment, *own};
        meet(own->named, std::move(first));
      }
      continue;
    }
    First& first = known->second;
    if (first.created) {
      first.more += adds_column(*alter) ? 1 : 0;
      continue;
    }
    const bool parted = first.moment->session.in_transaction || moment.session.in_transaction
                            ? first.moment->transaction != moment.transaction
                            : false;
    if (parted || first.lock != own->lock || first.stretch != stretch ||
        first.waiting.overtaken_by(*alter)) {
      // From here on others may follow that could be one with it.
      if (first.more == 0)
        meet(own->named, {&moment, own->lock, false, 0, nullptr, *own, stretch}, alter);
      continue;
    }
    ++first.more;
    first.waiting.add(*alter);
    if (first.second == nullptr) first.second = &moment;
  }
  for (const auto& key : order) {
    const First& first = tables.at(key);
    if (first.more == 0) continue;
    reporter.at(first.second->statement);
    base::Finding& finding = reporter.add(
        base::Severity::notice, about(first.effect),
        first.created ? "Columns are added to " + name_of(first.effect) + " right after it is made"
                      : std::to_string(first.more + 1) + " ALTER TABLE of " +
                            name_of(first.effect) + " could be one");
    describe(journey.after, first.effect, finding);
    finding.evidence["statements"] = first.more + 1;
    finding.fix_kind = "manual";
    finding.fix = first.created
                      ? "Write them into CREATE TABLE."
                      : "Write the actions into one ALTER TABLE, by commas: it waits for the lock "
                        "once, and reads or writes the table once.";
  }
}

constexpr Rule merges{
    {"alter_table_not_merged",
     "change",
     base::Severity::notice,
     "Several ALTER TABLE of one table",
     "Each ALTER TABLE waits for its lock, and scans or rewrites on its own; one with several "
     "actions "
     "does so once. Judged: those with the same lock in one transaction, or outside of any; not "
     "VALIDATE, "
     "NOT VALID, foreign keys and partitions, which are better alone; nor those that would come in "
     "the wrong order in one statement, or with changes of rows between them. For tables the "
     "script made "
     "only "
     "columns count, which CREATE TABLE could have.",
     "One ALTER TABLE with all actions.",
     "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    nullptr,
    judge_merges};

}  // namespace

Family merge_rules() {
  static constexpr const Rule* table[] = {&merges};
  return table;
}

}  // namespace copilot::lint
