// Dropping and emptying: what is lost, and what breaks with it.
// Words: data is lost where a table or a column that was there before goes; CASCADE takes along what
// depends on it, which is listed by name.
// What the script itself made may go without a word.
#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/impact.hpp"
#include "lint/script/statement.hpp"

namespace copilot::lint {

namespace {

using base::ObjectKind;
using Kind = base::AlterAction::Kind;

constexpr const char* expand_then_contract =
    "First deploy code that does not use it, then drop it in a later script.";

void add_impact(base::Finding& finding, const Impact& impact) {
  if (!impact.dependants.empty()) {
    finding.detail += " It is used by " + in_words(impact.dependants) + ".";
    finding.evidence["used_by"] = impact.dependants;
  }
  if (!impact.by_text.empty()) {
    finding.detail += " Its name stands in " + in_words(impact.by_text) + ".";
    finding.evidence["named_by"] = impact.by_text;
  }
}

void manual(base::Finding& finding, std::string fix) {
  finding.fix_kind = "manual";
  finding.fix = std::move(fix);
}

const base::Drop* dropping(const Step& step, ObjectKind kind) {
  const auto* drop = step.statement().as<base::Drop>();
  return drop != nullptr && drop->kind == kind ? drop : nullptr;
}

void judge_drop_column(const Step& step, Reporter& reporter) {
  const base::AlterTable* alter = altered_table(step);
  if (alter == nullptr) return;
  for (const base::AlterAction& action : alter->actions) {
    if (action.kind != Kind::drop_column) continue;
    const catalog::Relation* relation = relation_of(step, alter->name);
    const catalog::Column* column =
        relation == nullptr ? nullptr : relation->column(std::string_view(action.name));
    if (column != nullptr && column->made) continue;
    const std::string name = written(step, alter->name) + "." + base::quote_identifier(action.name);
    base::Finding& finding =
        reporter.add(base::Severity::warning, {"column", name, 0},
                     "Dropping column " + name + " loses its data and breaks those who use it");
    if (const Effect* effect = effect_on(step, alter->name)) describe(step, *effect, finding);
    finding.evidence["data_loss"] = true;
    if (column != nullptr) add_impact(finding, impact_of(step.before, *relation, column->number));
    manual(finding, expand_then_contract);
    finding.undo = "";
  }
}

void judge_drop_table(const Step& step, Reporter& reporter) {
  const base::Drop* drop = dropping(step, ObjectKind::table);
  if (drop == nullptr) return;
  for (const base::Drop::Item& item : drop->items) {
    if (made_here(step, item.name)) continue;
    base::Finding& finding =
        report(step, reporter, base::Severity::warning, "table", item.name,
               "Dropping table " + written(step, item.name) + " loses its data");
    finding.evidence["data_loss"] = true;
    if (const catalog::Relation* relation = relation_of(step, item.name))
      add_impact(finding, impact_of(step.before, *relation));
    manual(finding, std::string(expand_then_contract) +
                        " Renaming it for a while shows whether anybody misses it.");
  }
}

void judge_drop_schema(const Step& step, Reporter& reporter) {
  const base::Drop* drop = dropping(step, ObjectKind::schema);
  if (drop == nullptr || !drop->cascade) return;
  for (const base::Drop::Item& item : drop->items) {
    const catalog::Schema* schema = step.before.schema(std::string_view(item.name.name));
    if (schema != nullptr && schema->statement > 0) continue;
    const std::string name = base::quote_identifier(item.name.name);
    base::Finding& finding =
        reporter.add(base::Severity::critical, {"schema", name, 0},
                     "DROP SCHEMA " + name + " CASCADE loses everything in it");
    finding.evidence["data_loss"] = true;
    if (schema != nullptr) {
      std::vector<std::string> inside;
      for (const catalog::Relation& relation : step.before.relations)
        if (relation.schema == schema->oid && !relation.dropped && relation.table())
          inside.push_back("table " + step.before.qualified(relation));
      finding.evidence["tables"] = inside;
      finding.detail = inside.empty() ? "No table is in it." : "In it: " + in_words(inside) + ".";
    }
    manual(finding, "Drop its objects one by one, by name, so that nothing goes unseen.");
  }
}

void judge_drop_database(const Step& step, Reporter& reporter) {
  const base::Drop* drop = dropping(step, ObjectKind::database);
  if (drop == nullptr) return;
  for (const base::Drop::Item& item : drop->items) {
    const std::string name = base::quote_identifier(item.name.name);
    base::Finding& finding = reporter.add(base::Severity::critical, {"database", name, 0},
                                          "DROP DATABASE " + name + " loses all of it");
    finding.evidence["data_loss"] = true;
    manual(finding,
           "It has no place in a script that is run on more than one server: do it by hand, with a "
           "backup that was tried.");
  }
}

void report_cascade(Reporter& reporter, About about, const Impact& impact) {
  base::Finding& finding =
      reporter.add(base::Severity::warning, about,
                   "CASCADE drops whatever depends on " + about.name +
                       (impact.dependants.empty() ? "" : ": " + in_words(impact.dependants)));
  if (!impact.dependants.empty()) finding.evidence["dropped_too"] = impact.dependants;
  if (!impact.by_text.empty()) finding.evidence["named_by"] = impact.by_text;
  manual(finding, "Leave CASCADE out, and drop by name what has to go first.");
}

void judge_cascade(const Step& step, Reporter& reporter) {
  if (const auto* drop = step.statement().as<base::Drop>()) {
    // A schema with all that is in it is drop_schema's.
    if (!drop->cascade || drop->kind == ObjectKind::schema) return;
    for (const base::Drop::Item& item : drop->items) {
      const catalog::Relation* relation = relation_of(step, item.name);
      report_cascade(
          reporter,
          {drop->kind == ObjectKind::table ? "table" : "object",
           relation == nullptr ? written(item.name) : step.before.qualified(*relation), 0},
          relation == nullptr ? Impact{} : impact_of(step.before, *relation));
    }
    return;
  }
  const base::AlterTable* alter = altered_table(step);
  if (alter == nullptr) return;
  for (const base::AlterAction& action : alter->actions) {
    if (!action.cascade) continue;
    const catalog::Relation* relation = relation_of(step, alter->name);
    const catalog::Column* column =
        relation == nullptr ? nullptr : relation->column(std::string_view(action.name));
    const bool of_column = action.kind == Kind::drop_column && column != nullptr;
    report_cascade(reporter,
                   {action.kind == Kind::drop_column ? "column" : "constraint",
                    written(step, alter->name) + "." + base::quote_identifier(action.name), 0},
                   of_column ? impact_of(step.before, *relation, column->number) : Impact{});
  }
}

const catalog::Constraint* constraint_of(const Step& step, const base::ObjectName& table,
                                         const std::string& name) {
  const catalog::Relation* relation = relation_of(step, table);
  if (relation == nullptr) return nullptr;
  for (std::size_t at : relation->constraints)
    if (step.before.constraints[at].name == name && !step.before.constraints[at].dropped)
      return &step.before.constraints[at];
  return nullptr;
}

// Where the model does not know it, by the name that PostgreSQL gives it.
bool is_primary_key(const catalog::Constraint* constraint, const base::ObjectName& table,
                    const std::string& name) {
  return constraint != nullptr ? constraint->type == 'p' : name == table.name + "_pkey";
}

template <class Each>
void dropped_constraints(const Step& step, Each each) {
  const base::AlterTable* alter = altered_table(step);
  if (alter == nullptr) return;
  for (const base::AlterAction& action : alter->actions) {
    if (action.kind != Kind::drop_constraint) continue;
    const catalog::Constraint* constraint = constraint_of(step, alter->name, action.name);
    if (constraint == nullptr || constraint->statement == 0) each(*alter, action, constraint);
  }
}

void judge_drop_primary_key(const Step& step, Reporter& reporter) {
  dropped_constraints(step, [&](const base::AlterTable& alter, const base::AlterAction& action,
                                const catalog::Constraint* constraint) {
    if (!is_primary_key(constraint, alter.name, action.name)) return;
    const std::string table = written(step, alter.name);
    base::Finding& finding =
        report(step, reporter, base::Severity::warning, "table", alter.name,
               "Without its primary key the rows of " + table + " have no identity");
    finding.detail +=
        " Foreign keys that refer to it go too, logical replication of its updates stops, and "
        "duplicates can come in.";
    if (constraint == nullptr)
      finding.caveats.push_back("That it is the primary key is told by its name only.");
    else
      add_impact(finding, impact_of(step.before, constraint->oid));
    manual(finding,
           "Build the index of the new key CONCURRENTLY first, then drop and add the key in one "
           "transaction: ADD PRIMARY KEY USING INDEX.");
  });
}

void judge_drop_constraint(const Step& step, Reporter& reporter) {
  dropped_constraints(step, [&](const base::AlterTable& alter, const base::AlterAction& action,
                                const catalog::Constraint* constraint) {
    if (is_primary_key(constraint, alter.name, action.name)) return;
    // The last step of a SET NOT NULL that was proved by a check.
    for (const Moment& moment : step.earlier)
      if (const auto* earlier = moment.statement->as<base::AlterTable>();
          earlier != nullptr && earlier->name == alter.name)
        for (const base::AlterAction& past : earlier->actions)
          if (past.kind == Kind::validate_constraint && past.name == action.name) return;
    const std::string table = written(step, alter.name);
    base::Finding& finding = report(step, reporter, base::Severity::notice, "table", alter.name,
                                    "Without constraint " + base::quote_identifier(action.name) +
                                        " " + table + " takes rows that it refused before");
    if (constraint != nullptr) add_impact(finding, impact_of(step.before, constraint->oid));
    manual(finding, "If another one takes its place, add and validate that first.");
  });
}

void judge_truncate(const Step& step, Reporter& reporter) {
  const auto* truncate = step.statement().as<base::Truncate>();
  if (truncate == nullptr) return;
  for (const base::ObjectName& table : truncate->tables) {
    if (made_here(step, table)) continue;
    base::Finding& finding = report(step, reporter, base::Severity::warning, "table", table,
                                    "TRUNCATE loses all rows of " + written(step, table));
    finding.evidence["data_loss"] = true;
    manual(finding, "If only some rows have to go, DELETE them in batches.");
  }
}

void judge_truncate_cascade(const Step& step, Reporter& reporter) {
  const auto* truncate = step.statement().as<base::Truncate>();
  if (truncate == nullptr || !truncate->cascade) return;
  for (const base::ObjectName& table : truncate->tables) {
    std::vector<std::string> too;
    for (const Effect& effect : step.now.effects)
      if (effect.data_loss && !(effect.named == table)) too.push_back(written(effect.named));
    base::Finding& finding = report(step, reporter, base::Severity::warning, "table", table,
                                    "TRUNCATE " + written(step, table) +
                                        " CASCADE empties every table that refers to it" +
                                        (too.empty() ? "" : ": " + in_words(too)));
    finding.evidence["data_loss"] = true;
    finding.evidence["emptied_too"] = too;
    manual(finding, "Name the tables that are to be emptied, without CASCADE.");
  }
}

const Rule drop_column{
    .identity = statement_rule("drop_column", base::Severity::warning, "Column dropped",
                               "The data of the column is lost, and running code that names it "
                               "fails at once. Views, indexes, "
                               "policies, foreign keys and functions that use it are named. A "
                               "column that the script added "
                               "itself is left alone.",
                               expand_then_contract, alter_table_page),
    .judge_step = judge_drop_column};
const Rule drop_table{
    .identity = statement_rule(
        "drop_table", base::Severity::warning, "Table dropped",
        "Its data is lost. What uses it is named. A table that the script made is left alone.",
        expand_then_contract, "https://www.postgresql.org/docs/current/sql-droptable.html"),
    .judge_step = judge_drop_table};
const Rule drop_schema{
    .identity = statement_rule(
        "drop_schema", base::Severity::critical, "Schema dropped with all that is in it",
        "DROP SCHEMA ... CASCADE loses every table in it. Without CASCADE it only goes if it is "
        "empty, "
        "which is no finding.",
        "Drop its objects by name.", "https://www.postgresql.org/docs/current/sql-dropschema.html"),
    .judge_step = judge_drop_schema};
const Rule drop_database{
    .identity = statement_rule("drop_database", base::Severity::critical, "Database dropped",
                               "All of a database is lost, at once and for ever.",
                               "By hand, with a backup that was tried.",
                               "https://www.postgresql.org/docs/current/sql-dropdatabase.html"),
    .judge_step = judge_drop_database};
const Rule drop_cascade{
    .identity = statement_rule("drop_cascade", base::Severity::warning, "CASCADE",
                               "CASCADE drops what depends on the object, and what depends on "
                               "that, on this database, whatever "
                               "it was on the one where the script was tried. What it takes along "
                               "here is listed. DROP SCHEMA "
                               "CASCADE is drop_schema.",
                               "Leave CASCADE out, and name what has to go.",
                               "https://www.postgresql.org/docs/current/ddl-depend.html"),
    .judge_step = judge_cascade};
const Rule drop_primary_key{
    .identity = statement_rule(
        "drop_primary_key", base::Severity::warning, "Primary key dropped",
        "Rows lose their identity: foreign keys, replication and ON CONFLICT "
        "rely on it. A constraint that is not known here counts by its name.",
        "The index of the new key first, then both in one transaction.", alter_table_page),
    .judge_step = judge_drop_primary_key};
const Rule drop_constraint{
    .identity = statement_rule("drop_constraint", base::Severity::notice, "Constraint dropped",
                               "From then on rows come in that it refused before. One that only "
                               "proved a SET NOT NULL in the "
                               "same script is left alone.",
                               "What takes its place first.", alter_table_page),
    .judge_step = judge_drop_constraint};
const Rule truncate{.identity = statement_rule(
                        "truncate", base::Severity::warning, "Table emptied",
                        "All rows are lost, under ACCESS EXCLUSIVE. A table that the script made "
                        "has none to lose.",
                        "DELETE in batches, if some rows are to stay.",
                        "https://www.postgresql.org/docs/current/sql-truncate.html"),
                    .judge_step = judge_truncate};
const Rule truncate_cascade{
    .identity = statement_rule(
        "truncate_cascade", base::Severity::warning, "Tables emptied along a foreign key",
        "TRUNCATE ... CASCADE empties every table that refers to the one named, and those that "
        "refer to "
        "them. They are listed.",
        "Name the tables.", "https://www.postgresql.org/docs/current/sql-truncate.html"),
    .judge_step = judge_truncate_cascade};

}  // namespace

Family drop_statement_rules() {
  static constexpr const Rule* table[] = {&drop_column,     &drop_table,   &drop_schema,
                                          &drop_database,   &drop_cascade, &drop_primary_key,
                                          &drop_constraint, &truncate,     &truncate_cascade};
  return table;
}

}  // namespace copilot::lint
