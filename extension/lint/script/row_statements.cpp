// UPDATE and DELETE of a whole table.
// Words: a condition that is true for every row is none; one that is false for every row does nothing,
// which is hardly what was meant.
// A table that the script made, and temporary ones, are its own.
#include "lint/families.hpp"
#include "lint/script/statement.hpp"

namespace copilot::lint {

namespace {

// A join to other rows is a condition as well.
void judge(const Step& step, Reporter& reporter, char command, const char* verb) {
  const auto* change = step.statement().as<base::Change>();
  if (change == nullptr || change->command != command || change->joins) return;
  const bool unconditional = !change->condition || change->condition->truth.has_value();
  if (!unconditional || made_here(step, change->table)) return;
  const catalog::Relation* relation = relation_of(step, change->table);
  if (relation != nullptr && relation->persistence == 't') return;
  const std::string table = written(step, change->table);
  const bool nothing = change->condition && !*change->condition->truth;
  base::Finding& finding = report(
      step, reporter, base::Severity::warning, "table", change->table,
      nothing ? std::string(verb) + " of " + table + " has a condition that no row meets"
              : std::string(verb) + " changes every row of " + table + " in one transaction");
  if (!nothing)
    finding.detail +=
        "The rows stay locked until it commits, their old versions bloat the table, standbys lag, "
        "and "
        "the WAL of all of it is written at once.";
  finding.evidence["data_loss"] = !nothing;
  finding.fix_kind = "manual";
  finding.fix =
      "Do it in batches of some thousand rows by a key, each in its own transaction, with a "
      "pause: " +
      std::string(command == 'd' ? "DELETE FROM " : "UPDATE ") + table +
      (command == 'd' ? "" : " SET ...") + " WHERE id BETWEEN ... AND ...";
  if (command == 'd') finding.caveats.push_back("If all rows are to go, TRUNCATE is quicker.");
}

void judge_delete(const Step& step, Reporter& reporter) {
  judge(step, reporter, 'd', "DELETE");
}

void judge_update(const Step& step, Reporter& reporter) {
  judge(step, reporter, 'u', "UPDATE");
}

const Rule delete_without_where{
    .identity = statement_rule(
        "delete_without_where", base::Severity::warning, "DELETE without a condition",
        "Every row of the table goes, in one transaction. A condition that is true whatever the "
        "row, such "
        "as 1 = 1, is none; one that never is, is said as well. A join is a condition.",
        "Batches by a key.", "https://www.postgresql.org/docs/current/sql-delete.html"),
    .judge_step = judge_delete};
const Rule update_without_where{
    .identity = statement_rule(
        "update_without_where", base::Severity::warning, "UPDATE without a condition",
        "Every row is written anew in one transaction: locks, bloat, WAL and lag all at once. A "
        "condition "
        "that is true whatever the row is none. A join is a condition.",
        "Batches by a key.", "https://www.postgresql.org/docs/current/sql-update.html"),
    .judge_step = judge_update};

}  // namespace

Family row_statement_rules() {
  static constexpr const Rule* table[] = {&delete_without_where, &update_without_where};
  return table;
}

}  // namespace copilot::lint
