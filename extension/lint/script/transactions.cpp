// Rules about transactions of a script: how they begin and end, and what they refuse.
// Words: see runs.hpp.
// A script that relies on its runner's transaction is not at fault for having none of its own.
#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/describe.hpp"
#include "lint/script/runs.hpp"

namespace copilot::lint {

namespace {

using Action = base::Transaction::Action;

constexpr char transactions_manual[] =
    "https://www.postgresql.org/docs/current/tutorial-transactions.html";

About about_script(const base::Ddl& statement) {
  return {"script", "statement " + std::to_string(statement.number), 0};
}

void judge_nesting(const Step& step, Reporter& reporter) {
  const auto* command = step.statement().as<base::Transaction>();
  if (command == nullptr) return;
  reporter.looked_at(1);
  const Session& session = step.now.session;
  const bool ends = command->action == Action::commit || command->action == Action::rollback;
  if (command->action == Action::begin && session.in_transaction) {
    const bool by_runner = session.transaction_began_at == 0;
    base::Finding& finding =
        reporter.add(base::Severity::warning, about_script(step.statement()),
                     by_runner ? "BEGIN in a script that already runs in a transaction"
                               : "BEGIN within the transaction that statement " +
                                     std::to_string(session.transaction_began_at) + " began");
    finding.detail =
        "The server only warns, and goes on in the transaction there is: the next COMMIT ends it, "
        "and "
        "what follows runs outside of any";
    finding.fix_kind = "manual";
    finding.fix = "Leave out one of the two, or use SAVEPOINT for what is to be undone alone.";
  } else if (ends && !session.in_transaction) {
    base::Finding& finding =
        reporter.add(base::Severity::warning, about_script(step.statement()),
                     std::string(command->action == Action::commit ? "COMMIT" : "ROLLBACK") +
                         " where no transaction is open");
    finding.detail = command->action == Action::commit
                         ? "What comes before it is committed already, one statement at a time"
                         : "Nothing is undone: what comes before it is committed already";
    finding.caveats.push_back("Run by a tool that opens a transaction itself, it ends that one");
    finding.fix_kind = "manual";
    finding.fix = "Remove it, or put BEGIN before what belongs together.";
  } else if (ends && session.transaction_began_at == 0) {
    base::Finding& finding =
        reporter.add(base::Severity::warning, about_script(step.statement()),
                     std::string(command->action == Action::commit ? "COMMIT" : "ROLLBACK") +
                         " ends the transaction of whoever runs the script");
    finding.detail =
        "What follows runs outside of any transaction, and cannot be undone with the rest";
    finding.fix_kind = "manual";
    finding.fix = "Remove it, or run the script without a transaction around it.";
  }
}

void judge_unclosed(const Journey& journey, Reporter& reporter) {
  if (journey.moments.empty()) return;
  reporter.looked_at(journey.moments.size());
  if (!journey.session.in_transaction || journey.session.transaction_began_at == 0) return;
  const Moment& began =
      journey.moments[static_cast<std::size_t>(journey.session.transaction_began_at) - 1];
  reporter.at(began.statement);
  base::Finding& finding = reporter.add(base::Severity::warning, about_script(*began.statement),
                                        "The transaction that begins here is never ended");
  finding.detail =
      "When the session closes, all that was done since is undone; until then its locks are held";
  finding.fix_kind = "manual";
  finding.fix = "End the script with COMMIT;";
}

void judge_refused(const Step& step, Reporter& reporter) {
  const char* what = refused_in_transaction(step.statement());
  if (what == nullptr) return;
  reporter.looked_at(1);
  if (!step.now.session.in_transaction) return;
  base::Finding& finding =
      reporter.add(base::Severity::warning, about_script(step.statement()),
                   std::string(what) + " fails: it cannot run in a transaction");
  if (const Effect* effect = step.strongest()) {
    finding.object_type = "table";
    finding.object = name_of(*effect);
    describe(step, *effect, finding);
  }
  finding.detail = "The server refuses it, and the whole transaction is undone";
  finding.fix_kind = "manual";
  finding.fix = step.now.session.transaction_began_at == 0
                    ? "Put it into a script of its own that runs without a transaction."
                    : "COMMIT before it, and BEGIN again after it if the rest belongs together.";
}

struct Unvalidated {
  base::ObjectName table;
  std::string constraint;
  const Moment* moment;
};

base::ObjectName altered(const Moment& moment, const base::AlterTable& alter) {
  for (const Effect& effect : moment.effects)
    if (effect.named.name == alter.name.name) return effect.named;
  return alter.name;
}

void judge_validation(const Journey& journey, Reporter& reporter) {
  for (const Run& run : runs_of(journey.moments)) {
    std::vector<Unvalidated> added;
    for (const Moment* moment : run.moments) {
      const auto* alter = moment->statement->as<base::AlterTable>();
      if (alter == nullptr) continue;
      const base::ObjectName table = altered(*moment, *alter);
      for (const base::AlterAction& action : alter->actions) {
        if (action.kind == base::AlterAction::Kind::add_constraint && action.constraint &&
            action.constraint->not_valid)
          added.push_back({table, action.constraint->name, moment});
        if (action.kind != base::AlterAction::Kind::validate_constraint) continue;
        reporter.looked_at(1);
        for (const Unvalidated& each : added) {
          if (!(each.table == table) || each.constraint != action.name) continue;
          const Effect* held = dangerous_effect(*each.moment);
          if (held == nullptr) continue;
          reporter.at(moment->statement);
          base::Finding& finding =
              reporter.add(run.certain ? base::Severity::warning : base::Severity::notice,
                           {"constraint",
                            base::quote_qualified(table.schema, table.name) + "." +
                                base::quote_identifier(action.name),
                            0},
                           "Constraint " + base::quote_identifier(action.name) +
                               (run.certain ? " is validated in the transaction that adds it"
                                            : " is validated in the script that adds it"));
          finding.detail = std::string("The lock of ADD CONSTRAINT (") + name(held->lock) +
                           ") is held while all rows are verified, so that NOT VALID saves nothing";
          describe(journey.after, *held, finding);
          finding.evidence["added_by_statement"] = each.moment->statement->number;
          finding.fix_kind = "manual";
          finding.fix =
              "COMMIT after ADD CONSTRAINT ... NOT VALID, then VALIDATE CONSTRAINT in a "
              "transaction of its own.";
          if (!run.certain) {
            finding.confidence = 0.5;
            finding.caveats.push_back(
                "This counts if the script runs as one transaction, as most runners of migrations "
                "do; run statement by statement it is right as it is");
          }
        }
      }
    }
  }
}

constexpr Rule nesting{
    {"transaction_nesting",
     "change",
     base::Severity::warning,
     "Transactions within transactions",
     "PostgreSQL has no nested transactions: BEGIN within one and COMMIT outside of one are only "
     "warnings, and what follows runs in another transaction than it seems, or in none. Judged: "
     "BEGIN, "
     "COMMIT and ROLLBACK where they have no effect, or end the transaction of whoever runs the "
     "script. A script that begins and commits once is right.",
     "One BEGIN and one COMMIT for what belongs together; SAVEPOINT within it.",
     transactions_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    judge_nesting,
    nullptr};

constexpr Rule unclosed{{"transaction_unclosed",
                         "change",
                         base::Severity::warning,
                         "Transactions that are not ended",
                         "A script that ends within a transaction has done nothing: the server "
                         "undoes it when the session "
                         "closes, and holds its locks until then.",
                         "End it with COMMIT.",
                         transactions_manual,
                         {},
                         {},
                         nullptr,
                         nullptr},
                        true,
                        {},
                        nullptr,
                        nullptr,
                        judge_unclosed};

constexpr Rule refused{
    {"concurrently_in_transaction",
     "change",
     base::Severity::warning,
     "Statements that a transaction refuses",
     "CONCURRENTLY, VACUUM, ALTER SYSTEM and the like commit on their own, so that they fail "
     "within "
     "a transaction. Judged where the script itself begins one, or is said to run in one; alone "
     "they "
     "are right.",
     "Run them outside of a transaction.",
     "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    judge_refused,
    nullptr};

constexpr Rule validation{
    {"validate_in_same_transaction",
     "change",
     base::Severity::warning,
     "Constraints validated in the transaction that adds them",
     "NOT VALID makes adding a constraint short, and VALIDATE reads all rows under a weak lock; in "
     "one "
     "transaction the strong lock of the first is held for all of the second. A notice where the "
     "transaction is only presumed, because the script has none of its own.",
     "Commit between the two.",
     "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    nullptr,
    judge_validation};

}  // namespace

Family transaction_rules() {
  static constexpr const Rule* table[] = {&nesting, &unclosed, &refused, &validation};
  return table;
}

}  // namespace copilot::lint
