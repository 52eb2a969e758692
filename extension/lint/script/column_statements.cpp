// Adding columns, and changing their type or nullability.
// Words: a rewrite writes every row anew under ACCESS EXCLUSIVE; a scan only reads them.
// What a change costs is the engine's to say; here it becomes a judgement.
#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/impact.hpp"
#include "lint/script/scene.hpp"
#include "lint/script/statement.hpp"
#include "lint/script/volatility.hpp"

namespace copilot::lint {

namespace {

using Kind = base::AlterAction::Kind;

template <class Each>
void actions(const Step& step, Kind kind, Each each) {
  if (const base::AlterTable* alter = altered_table(step))
    for (const base::AlterAction& action : alter->actions)
      if (action.kind == kind) each(*alter, action);
}

std::string column_of(const std::string& table, const std::string& column) {
  return table + "." + base::quote_identifier(column);
}

About about_column(const Step& step, const base::ObjectName& table, const std::string& column) {
  return {"column", column_of(written(step, table), column), 0};
}

base::Finding& report_column(const Step& step, Reporter& reporter, base::Severity severity,
                             const base::ObjectName& table, const std::string& column,
                             std::string title) {
  base::Finding& finding =
      reporter.add(severity, about_column(step, table, column), std::move(title));
  if (const Effect* effect = effect_on(step, table)) describe(step, *effect, finding);
  return finding;
}

bool serial(const base::TypeName& type) {
  return type.name.name.ends_with("serial") && type.dimensions == 0 &&
         (type.name.schema.empty() || type.name.schema == "pg_catalog");
}

void judge_required(const Step& step, Reporter& reporter) {
  actions(
      step, Kind::add_column, [&](const base::AlterTable& alter, const base::AlterAction& action) {
        const base::ColumnDefinition& column = *action.column;
        const bool filled = (column.value && !column.value->null) || column.generated != 0 ||
                            column.identity != 0 || serial(column.type);
        if (!column.not_null || filled) return;
        const std::string table = written(step, alter.name);
        base::Finding& finding = report_column(
            step, reporter, base::Severity::warning, alter.name, column.name,
            "A required column without a default cannot be added to " + table + " if it has rows");
        finding.detail +=
            "The statement fails unless the table is empty; and old versions of the application, "
            "which do "
            "not know the column, cannot insert any more.";
        const std::string name = base::quote_identifier(column.name);
        finding.fix_kind = "manual";
        finding.fix =
            "ALTER TABLE " + table + " ADD COLUMN " + name + " " + column.type.text +
            " NOT NULL DEFAULT ...; with a constant default it takes no time. Or add it "
            "nullable, fill it in batches, then set it NOT NULL as set_not_null_scan says.";
      });
}

void judge_volatile(const Step& step, Reporter& reporter) {
  actions(
      step, Kind::add_column, [&](const base::AlterTable& alter, const base::AlterAction& action) {
        const base::ColumnDefinition& column = *action.column;
        if (!column.value || column.generated != 0 || serial(column.type)) return;
        const Volatile found =
            volatility_of(step.before, step.now.session.search_path, *column.value);
        if (found.volatility != Volatility::volatile_ && found.volatility != Volatility::unknown)
          return;
        const std::string table = written(step, alter.name);
        const std::string name = base::quote_identifier(column.name);
        base::Finding& finding =
            report_column(step, reporter, base::Severity::warning, alter.name, column.name,
                          "Adding " + column_of(table, column.name) +
                              " writes the whole table anew, for its volatile default");
        finding.related = {"table_rewrite"};
        if (found.volatility == Volatility::unknown) {
          finding.confidence = 0.6;
          finding.caveats.push_back("Function " + found.function +
                                    " is not known here; if it is stable, nothing is rewritten.");
        }
        fix_by(finding,
               "ALTER TABLE " + table + " ADD COLUMN " + name + " " + column.type.text +
                   ";\nALTER TABLE " + table + " ALTER COLUMN " + name + " SET DEFAULT " +
                   column.value->text + ";",
               "ACCESS EXCLUSIVE for a moment each");
        finding.caveats.push_back(
            "Then fill the old rows in batches, each in its own transaction.");
        finding.undo = "ALTER TABLE " + table + " DROP COLUMN " + name;
      });
}

void judge_serial(const Step& step, Reporter& reporter) {
  actions(
      step, Kind::add_column, [&](const base::AlterTable& alter, const base::AlterAction& action) {
        const base::ColumnDefinition& column = *action.column;
        const bool stored = column.generated == 's';
        if (!stored && column.identity == 0 && !serial(column.type)) return;
        const std::string table = written(step, alter.name);
        base::Finding& finding =
            report_column(step, reporter, base::Severity::warning, alter.name, column.name,
                          "Adding " + column_of(table, column.name) +
                              " writes the whole table anew, to give each row its value");
        finding.related = {"table_rewrite"};
        finding.fix_kind = "manual";
        const std::string name = base::quote_identifier(column.name);
        if (stored)
          finding.fix =
              "Add a plain column, a trigger that fills it for new rows, and fill the old ones in "
              "batches; or compute it in a view. From 18 on GENERATED ... VIRTUAL costs nothing.";
        else
          finding.fix =
              "CREATE SEQUENCE; ALTER TABLE " + table + " ADD COLUMN " + name +
              " bigint; ALTER COLUMN " + name +
              " SET DEFAULT nextval(...); ALTER SEQUENCE ... OWNED BY; then fill the old rows in "
              "batches.";
      });
}

void judge_type(const Step& step, Reporter& reporter) {
  actions(
      step, Kind::set_type, [&](const base::AlterTable& alter, const base::AlterAction& action) {
        const Effect* effect = effect_on(step, alter.name);
        const bool cheap =
            effect != nullptr && !effect->rewrite && !effect->scan && !effect->index_build;
        const catalog::Relation* relation = relation_of(step, alter.name);
        const catalog::Column* column =
            relation == nullptr ? nullptr : relation->column(std::string_view(action.name));
        const std::string table = written(step, alter.name);
        const std::string name = column_of(table, action.name);
        const std::string to = action.type ? action.type->text : "another type";
        if (cheap) {
          base::Finding& finding =
              report_column(step, reporter, base::Severity::notice, alter.name, action.name,
                            "Changing " + name + " to " + to +
                                " rewrites nothing, but locks the table for a moment");
          finding.fix_kind = "manual";
          finding.fix =
              "Set lock_timeout before it, so that it does not queue behind a long query.";
          return;
        }
        base::Finding& finding =
            report_column(step, reporter, base::Severity::warning, alter.name, action.name,
                          "Changing " + name + " to " + to + " can write the whole table anew");
        finding.related = {"table_rewrite"};
        finding.fix_kind = "manual";
        finding.fix =
            "ALTER TABLE " + table +
            " ADD COLUMN of the new type; keep it in step by a trigger; fill the old rows in "
            "batches; then swap the names in one short transaction, and drop the old one later.";
        if (column == nullptr) {
          finding.confidence = 0.7;
          finding.caveats.push_back(
              "The column's type now is not known here: some changes, such as a longer varchar, "
              "rewrite "
              "nothing.");
          return;
        }
        finding.evidence["from"] = column->type_text;
        finding.evidence["to"] = to;
        const Impact impact = impact_of(step.before, *relation, column->number);
        if (!impact.dependants.empty()) {
          finding.detail += " It is used by " + in_words(impact.dependants) + ".";
          finding.evidence["used_by"] = impact.dependants;
        }
      });
}

// A constraint that the script validated, and that says so by its name only, since the model does not
// know it: an earlier script made it.
bool perhaps_checked_before(const Step& step, const base::ObjectName& table,
                            const std::string& column) {
  for (const Moment& moment : step.earlier)
    if (const auto* alter = moment.statement->as<base::AlterTable>(); alter && alter->name == table)
      for (const base::AlterAction& action : alter->actions)
        if (action.kind == Kind::validate_constraint &&
            action.name.find(column) != std::string::npos)
          return true;
  return false;
}

void judge_not_null(const Step& step, Reporter& reporter) {
  actions(
      step, Kind::set_not_null,
      [&](const base::AlterTable& alter, const base::AlterAction& action) {
        const Effect* effect = effect_on(step, alter.name);
        if (effect != nullptr && !effect->scan && !effect->rewrite) return;
        const catalog::Relation* relation = relation_of(step, alter.name);
        const catalog::Column* column =
            relation == nullptr ? nullptr : relation->column(std::string_view(action.name));
        if (column != nullptr && column->not_null) return;
        const bool known = relation != nullptr && !assumed(*relation);
        if (!known && perhaps_checked_before(step, alter.name, action.name)) return;
        const std::string table = written(step, alter.name);
        const std::string name = base::quote_identifier(action.name);
        const std::string check = base::quote_identifier(action.name + "_not_null");
        base::Finding& finding =
            report_column(step, reporter, base::Severity::warning, alter.name, action.name,
                          "SET NOT NULL of " + column_of(table, action.name) +
                              " reads the whole table while nobody can use it");
        fix_by(finding,
               "ALTER TABLE " + table + " ADD CONSTRAINT " + check + " CHECK (" + name +
                   " IS NOT NULL) NOT VALID;\nALTER TABLE " + table + " VALIDATE CONSTRAINT " +
                   check + ";\nALTER TABLE " + table + " ALTER COLUMN " + name +
                   " SET NOT NULL;\nALTER TABLE " + table + " DROP CONSTRAINT " + check + ";",
               "ACCESS EXCLUSIVE for a moment; VALIDATE only SHARE UPDATE EXCLUSIVE: writes go on");
        finding.caveats.push_back("Run each in a transaction of its own.");
        finding.undo = "ALTER TABLE " + table + " ALTER COLUMN " + name + " DROP NOT NULL";
      });
}

void judge_drop_not_null(const Step& step, Reporter& reporter) {
  actions(step, Kind::drop_not_null,
          [&](const base::AlterTable& alter, const base::AlterAction& action) {
            const std::string table = written(step, alter.name);
            const std::string name = base::quote_identifier(action.name);
            base::Finding& finding = report_column(
                step, reporter, base::Severity::warning, alter.name, action.name,
                "After DROP NOT NULL programs can meet nulls in " + column_of(table, action.name));
            finding.detail +=
                "Code that reads the column was written for values that are always there.";
            finding.fix_kind = "manual";
            finding.fix =
                "First let every reader of the column handle null, then drop the constraint.";
            finding.undo = "ALTER TABLE " + table + " ALTER COLUMN " + name + " SET NOT NULL";
          });
}

const Rule add_column_not_null_no_default{
    .identity = statement_rule("add_column_not_null_no_default", base::Severity::warning,
                               "Required column without a default",
                               "ADD COLUMN ... NOT NULL without a default fails on a table that "
                               "has rows, and breaks those who "
                               "insert without it. Judged: tables that were there before the "
                               "script; a generated, identity or "
                               "serial column has its value.",
                               "Give it a constant default, or add it nullable and fill it first.",
                               alter_table_page),
    .judge_step = judge_required};
const Rule add_column_volatile_default{
    .identity = statement_rule(
        "add_column_volatile_default", base::Severity::warning, "Volatile default of a new column",
        "Since 11 a constant or STABLE default of a new column is stored once and takes no time; a "
        "VOLATILE one is computed for every row, and the table written anew under ACCESS "
        "EXCLUSIVE. A "
        "function that is not known counts as volatile, with that caveat.",
        "Add the column without default, set the default, fill the old rows in batches.",
        alter_table_page),
    .judge_step = judge_volatile};
const Rule add_column_serial_or_stored{
    .identity = statement_rule(
        "add_column_serial_or_stored", base::Severity::warning,
        "New column that is computed for every row",
        "A serial, identity or GENERATED ... STORED column is written into every row under ACCESS "
        "EXCLUSIVE; VIRTUAL (from 18) is not.",
        "A plain column, filled in batches, that gets its sequence or trigger.", alter_table_page),
    .judge_step = judge_serial};
const Rule change_column_type{
    .identity = statement_rule(
        "change_column_type", base::Severity::warning, "Column that changes its type",
        "ALTER COLUMN ... TYPE writes the table and its indexes anew under ACCESS EXCLUSIVE, "
        "unless the "
        "old bytes can stay: a longer varchar, varchar to text, a wider numeric of the same scale "
        "and "
        "the like, which are a notice. A type that is not known here is taken for a rewrite.",
        "A new column, kept in step by a trigger, filled in batches, then swapped.",
        alter_table_page),
    .judge_step = judge_type};
const Rule set_not_null_scan{
    .identity = statement_rule(
        "set_not_null_scan", base::Severity::warning, "SET NOT NULL that reads the whole table",
        "SET NOT NULL reads every row under ACCESS EXCLUSIVE, unless a validated CHECK (column IS "
        "NOT "
        "NULL) proves it (since 12); one that this script or an earlier one validated counts.",
        "A CHECK that is NOT VALID, VALIDATE, SET NOT NULL, drop the CHECK.", alter_table_page),
    .judge_step = judge_not_null};
const Rule drop_not_null{
    .identity =
        statement_rule("drop_not_null", base::Severity::warning, "Column that may become null",
                       "Those who read the column were written for values that are always "
                       "there. Judged: tables that were there before the script.",
                       "Readers first, then the constraint.", alter_table_page),
    .judge_step = judge_drop_not_null};

}  // namespace

Family column_statement_rules() {
  static constexpr const Rule* table[] = {&add_column_not_null_no_default,
                                          &add_column_volatile_default,
                                          &add_column_serial_or_stored,
                                          &change_column_type,
                                          &set_not_null_scan,
                                          &drop_not_null};
  return table;
}

}  // namespace copilot::lint
