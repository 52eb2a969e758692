// What a script that was run in part leaves behind, and smaller surprises.
// Words: idempotent is what can be run again after it failed half way.
// In a transaction nothing is left half done, so nothing is said there.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/impact.hpp"
#include "lint/script/statement.hpp"

namespace copilot::lint {

namespace {

using base::ObjectKind;
using Kind = base::AlterAction::Kind;

void manual(base::Finding& finding, std::string fix) {
  finding.fix_kind = "manual";
  finding.fix = std::move(fix);
}

// What could be written to make the statement one that can be run again; empty: it is.
std::string missing_guard(const Step& step) {
  const base::Ddl& statement = step.statement();
  if (const auto* create = statement.as<base::CreateTable>())
    return create->if_not_exists ? "" : "IF NOT EXISTS";
  if (const auto* create = statement.as<base::CreateTableAs>())
    return create->if_not_exists ? "" : "IF NOT EXISTS";
  if (const auto* create = statement.as<base::CreateIndex>())
    return create->if_not_exists ? "" : "IF NOT EXISTS";
  if (const auto* create = statement.as<base::CreateSchema>())
    return create->if_not_exists ? "" : "IF NOT EXISTS";
  if (const auto* create = statement.as<base::CreateSequence>())
    return create->if_not_exists || create->alter ? "" : "IF NOT EXISTS";
  if (const auto* create = statement.as<base::CreateView>())
    return create->replace ? "" : "OR REPLACE";
  if (const auto* create = statement.as<base::CreateFunction>())
    return create->replace ? "" : "OR REPLACE";
  if (const auto* add = statement.as<base::AddEnumValue>())
    return add->if_not_exists ? "" : "IF NOT EXISTS";
  if (const auto* create = statement.as<base::CreateObject>())
    return create->kind != ObjectKind::extension || create->if_not_exists ? "" : "IF NOT EXISTS";
  if (const auto* drop = statement.as<base::Drop>()) return drop->if_exists ? "" : "IF EXISTS";
  if (const auto* alter = statement.as<base::AlterTable>()) {
    for (const base::AlterAction& action : alter->actions) {
      if (action.kind == Kind::add_column && !action.if_exists) return "IF NOT EXISTS";
      if ((action.kind == Kind::drop_column || action.kind == Kind::drop_constraint) &&
          !action.if_exists)
        return "IF EXISTS";
    }
  }
  return "";
}

void judge_idempotent(const Step& step, Reporter& reporter) {
  if (step.now.session.in_transaction) return;
  const std::string guard = missing_guard(step);
  if (guard.empty()) return;
  const Effect* effect = step.strongest();
  const std::string name = effect == nullptr ? "script" : written(effect->named);
  base::Finding& finding = reporter.add(base::Severity::notice, {"statement", name, 0},
                                        "The statement fails if the script is run again");
  finding.detail =
      "Outside of a transaction a script that stops half way leaves behind what it did.";
  manual(finding, "Write " + guard + ", or put the script into one transaction.");
}

void judge_trigger(const Step& step, Reporter& reporter) {
  const auto about = [&](const base::ObjectName& table, const std::string& what) {
    if (made_here(step, table)) return;
    base::Finding& finding = report(step, reporter, base::Severity::notice, "table", table,
                                    what + " locks " + written(step, table) + " for a moment");
    finding.detail += "It waits for running transactions, and others queue behind it.";
    manual(finding, "Set lock_timeout before it, and try again when it runs out.");
  };
  if (const auto* create = step.statement().as<base::CreateTrigger>())
    about(create->table, "CREATE TRIGGER");
  if (const auto* drop = step.statement().as<base::Drop>();
      drop != nullptr && drop->kind == ObjectKind::trigger)
    for (const base::Drop::Item& item : drop->items) about(item.name, "DROP TRIGGER");
  if (const auto* alter = step.statement().as<base::AlterTable>())
    for (const base::AlterAction& action : alter->actions)
      if (action.kind == Kind::enable_trigger || action.kind == Kind::disable_trigger)
        about(alter->name,
              action.kind == Kind::enable_trigger ? "ENABLE TRIGGER" : "DISABLE TRIGGER");
}

const catalog::Sequence* old_sequence(const Step& step, const base::CreateSequence& alter) {
  const catalog::Sequence* sequence =
      step.before.find_sequence(alter.name.schema, alter.name.name, step.now.session.search_path);
  return sequence != nullptr && sequence->statement > 0 ? nullptr : sequence;
}

void judge_restart(const Step& step, Reporter& reporter) {
  const auto* alter = step.statement().as<base::CreateSequence>();
  if (alter == nullptr || !alter->alter || !alter->restart) return;
  const std::string name = written(alter->name);
  const catalog::Sequence* sequence = old_sequence(step, *alter);
  base::Finding& finding =
      reporter.add(base::Severity::warning, {"sequence", name, 0},
                   "RESTART makes " + name + " give values that it gave before");
  finding.detail = "Inserts fail on the primary key, or two rows get the same number.";
  if (sequence != nullptr && sequence->last_value)
    finding.evidence["last_value"] = *sequence->last_value;
  manual(finding, "Restart it only above the greatest value in use.");
}

void judge_owned_by(const Step& step, Reporter& reporter) {
  const auto* alter = step.statement().as<base::CreateSequence>();
  if (alter == nullptr || !alter->alter || !alter->owned_by_said ||
      !alter->owner_table.name.empty())
    return;
  const catalog::Sequence* sequence = old_sequence(step, *alter);
  if (sequence == nullptr || sequence->table == 0) return;
  const std::string name = step.before.qualified(*sequence);
  base::Finding& finding =
      reporter.add(base::Severity::warning, {"sequence", name, 0},
                   "After OWNED BY NONE " + name + " stays behind when its table goes");
  finding.detail = "Tools that look for the sequence of a column do not find it any more.";
  manual(finding, "Name the column that uses it: OWNED BY table.column.");
}

// Views that were written with SELECT * have the columns of the day they were made.
void judge_star(const Step& step, Reporter& reporter) {
  const base::AlterTable* alter = altered_table(step);
  const catalog::Relation* relation = alter == nullptr ? nullptr : relation_of(step, alter->name);
  if (relation == nullptr) return;
  bool adds = false;
  for (const base::AlterAction& action : alter->actions)
    adds = adds || action.kind == Kind::add_column;
  if (!adds) return;
  std::size_t live = 0;
  for (const catalog::Column& column : relation->columns) live += column.dropped ? 0 : 1;
  // A view that uses every column of the table was most likely made with *.
  std::vector<std::string> views;
  for (const catalog::Dependency* dependency : step.before.dependents(relation->oid)) {
    const catalog::Relation* view = step.before.relation(dependency->dependent);
    if (view == nullptr || (view->kind != 'v' && view->kind != 'm') || view->columns.size() < live)
      continue;
    bool all = true;
    for (const catalog::Column& column : relation->columns)
      all = all && (column.dropped || view->column(std::string_view(column.name)) != nullptr);
    const std::string name = step.before.qualified(*view);
    if (all && std::find(views.begin(), views.end(), name) == views.end()) views.push_back(name);
  }
  if (views.empty()) return;
  base::Finding& finding = report(step, reporter, base::Severity::notice, "table", alter->name,
                                  "Views that show every column of " + written(step, alter->name) +
                                      " will not show the new one: " + in_words(views));
  finding.evidence["views"] = views;
  finding.confidence = 0.7;
  finding.caveats.push_back("Whether they were written with SELECT * no catalog knows.");
  manual(finding, "CREATE OR REPLACE each of them, if the column belongs there.");
}

const Rule statement_not_idempotent{
    .identity = statement_rule("statement_not_idempotent", base::Severity::notice,
                               "Statement that cannot be run again",
                               "Outside of a transaction a script that fails half way leaves "
                               "behind what it did, and stops at it "
                               "the next time. A policy: off unless switched on.",
                               "IF [NOT] EXISTS, OR REPLACE, or one transaction.",
                               "https://www.postgresql.org/docs/current/sql-begin.html"),
    .enabled = false,
    .judge_step = judge_idempotent};
const Rule trigger_ddl_lock{
    .identity = statement_rule(
        "trigger_ddl_lock", base::Severity::notice, "Trigger made, dropped or switched",
        "CREATE and ENABLE TRIGGER take SHARE ROW EXCLUSIVE on the table, DROP TRIGGER ACCESS "
        "EXCLUSIVE. "
        "Tables that the script made are left alone.",
        "lock_timeout before it.", "https://www.postgresql.org/docs/current/explicit-locking.html"),
    .judge_step = judge_trigger};
const Rule sequence_restart{
    .identity = statement_rule("sequence_restart", base::Severity::warning, "Sequence restarted",
                               "It gives values again that are in use.",
                               "Above the greatest value in use only.",
                               "https://www.postgresql.org/docs/current/sql-altersequence.html"),
    .judge_step = judge_restart};
const Rule owned_by_loss{
    .identity = statement_rule(
        "owned_by_loss", base::Severity::warning, "Sequence without its column",
        "OWNED BY NONE of a sequence that belonged to a column: it stays when the "
        "table goes, and tools do not find it.",
        "OWNED BY the column.", "https://www.postgresql.org/docs/current/sql-altersequence.html"),
    .judge_step = judge_owned_by};
const Rule view_star_stale{
    .identity = statement_rule(
        "view_star_stale", base::Severity::notice, "View that does not get the new column",
        "The * of a view is replaced by the columns of the day it is made. Judged: views that show "
        "every "
        "column of a table that gets another.",
        "CREATE OR REPLACE VIEW.", "https://www.postgresql.org/docs/current/sql-createview.html"),
    .judge_step = judge_star};

}  // namespace

Family repeat_statement_rules() {
  static constexpr const Rule* table[] = {&statement_not_idempotent, &trigger_ddl_lock,
                                          &sequence_restart, &owned_by_loss, &view_star_stale};
  return table;
}

}  // namespace copilot::lint
