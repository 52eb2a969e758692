// Enums, composite types and domains: changes that reach every table that uses them.
// Words: a user is a column of the type, also through an array, a domain or a composite.
// A type that the script made has no users from before.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/impact.hpp"
#include "lint/script/statement.hpp"

namespace copilot::lint {

namespace {

const catalog::Type* type_of(const Step& step, const base::ObjectName& name) {
  return step.before.find_type(name.schema, name.name, step.now.session.search_path);
}

bool type_made_here(const Step& step, const base::ObjectName& name) {
  const catalog::Type* type = type_of(step, name);
  return type != nullptr && type->statement > 0;
}

// Columns of this type, or of an array or a domain of it.
std::vector<std::string> users(const Step& step, const base::ObjectName& name) {
  std::vector<std::string> columns;
  const catalog::Type* type = type_of(step, name);
  if (type == nullptr) return columns;
  std::vector<catalog::Oid> oids{type->oid};
  for (std::size_t i = 0; i < oids.size() && i < 100; ++i)
    for (const catalog::Type& other : step.before.types)
      if ((other.element == oids[i] || other.base == oids[i]) &&
          std::find(oids.begin(), oids.end(), other.oid) == oids.end())
        oids.push_back(other.oid);
  for (const catalog::Relation& relation : step.before.relations)
    if (relation.table() && !relation.dropped && !relation.partition)
      for (const catalog::Column& column : relation.columns)
        if (std::find(oids.begin(), oids.end(), column.type) != oids.end() && !column.dropped)
          columns.push_back("column " + step.before.qualified(relation, column));
  return columns;
}

void name_users(const Step& step, const base::ObjectName& type, base::Finding& finding) {
  const std::vector<std::string> columns = users(step, type);
  if (columns.empty()) return;
  finding.detail += " It is used by " + in_words(columns) + ".";
  finding.evidence["used_by"] = columns;
}

// A value that this transaction added, and that a later statement of it says.
void judge_value_in_transaction(const Step& step, Reporter& reporter) {
  if (!step.now.session.in_transaction) return;
  for (const Moment& moment : step.earlier) {
    const auto* added = moment.statement->as<base::AddEnumValue>();
    if (added == nullptr || moment.transaction != step.now.transaction ||
        type_made_here(step, added->type))
      continue;
    const auto& said = step.statement().literals;
    if (std::find(said.begin(), said.end(), added->value) == said.end()) continue;
    base::Finding& finding =
        reporter.add(base::Severity::warning, {"type", written(added->type), 0},
                     "Value " + base::quote_literal(added->value) + " of " + written(added->type) +
                         " cannot be used in the transaction that adds it");
    finding.detail =
        "The statement fails with \"unsafe use of new value\", and all of the transaction "
        "with it. It was added in line " +
        std::to_string(moment.statement->line) + ".";
    finding.fix_kind = "manual";
    finding.fix = "COMMIT after ALTER TYPE ... ADD VALUE, then use it in another transaction.";
  }
}

void judge_position(const Step& step, Reporter& reporter) {
  const auto* add = step.statement().as<base::AddEnumValue>();
  if (add == nullptr || add->positioned || type_made_here(step, add->type)) return;
  const std::string name = written(add->type);
  base::Finding& finding =
      reporter.add(base::Severity::notice, {"type", name, 0},
                   "The new value of " + name + " goes to the end of its order");
  finding.detail = "Enums sort in the order of their values, and that cannot be changed later.";
  finding.fix_kind = "manual";
  finding.fix = "Say where it belongs: ADD VALUE " + base::quote_literal(add->value) +
                " BEFORE or AFTER another one.";
}

// There is no statement that drops a value: who wants to, makes the type anew.
void judge_drop_value(const Step& step, Reporter& reporter) {
  const auto* create = step.statement().as<base::CreateType>();
  if (create == nullptr || create->type != 'e') return;
  for (const Moment& moment : step.earlier) {
    const auto* rename = moment.statement->as<base::Rename>();
    if (rename == nullptr || rename->kind != base::ObjectKind::type || !rename->name.empty() ||
        rename->object.name != create->name.name)
      continue;
    const catalog::Type* old = step.before.find_type(rename->object.schema, rename->new_name,
                                                     step.now.session.search_path);
    if (old == nullptr || old->statement > 0 || old->type != 'e') continue;
    std::vector<std::string> lost;
    for (const std::string& label : old->labels)
      if (std::find(create->labels.begin(), create->labels.end(), label) == create->labels.end())
        lost.push_back(base::quote_literal(label));
    if (lost.empty()) continue;
    base::Finding& finding = reporter.add(
        base::Severity::warning, {"type", written(create->name), 0},
        "The new " + written(create->name) + " lacks " + in_words(lost) + " of the old one");
    finding.detail =
        "Every table that uses the type is written anew, and a row that holds such a value "
        "makes that fail.";
    name_users(step, {rename->object.schema, rename->new_name}, finding);
    finding.fix_kind = "manual";
    finding.fix = "Keep the value unused, or a CHECK that refuses it.";
  }
}

void judge_composite(const Step& step, Reporter& reporter) {
  const auto* alter = step.statement().as<base::AlterTable>();
  if (alter == nullptr || alter->kind != base::ObjectKind::type ||
      type_made_here(step, alter->name))
    return;
  using Kind = base::AlterAction::Kind;
  for (const base::AlterAction& action : alter->actions) {
    if (action.kind != Kind::drop_column && action.kind != Kind::set_type) continue;
    const std::string name = written(alter->name);
    base::Finding& finding =
        reporter.add(base::Severity::warning, {"type", name, 0},
                     action.kind == Kind::drop_column
                         ? "Dropping attribute " + base::quote_identifier(action.name) + " of " +
                               name + " loses its data wherever the type is stored"
                         : "Changing the type of attribute " + base::quote_identifier(action.name) +
                               " of " + name + " is refused wherever a table uses the type");
    if (action.kind == Kind::drop_column) finding.evidence["data_loss"] = true;
    name_users(step, alter->name, finding);
    finding.fix_kind = "manual";
    finding.fix = "Make a new type, and move the columns that use the old one to it.";
  }
}

void report_domain(const Step& step, Reporter& reporter, const base::ObjectName& domain,
                   std::string title, std::string fix) {
  base::Finding& finding =
      reporter.add(base::Severity::warning, {"domain", written(domain), 0}, std::move(title));
  name_users(step, domain, finding);
  finding.fix_kind = "manual";
  finding.fix = std::move(fix);
}

void judge_domain(const Step& step, Reporter& reporter) {
  if (const auto* create = step.statement().as<base::CreateType>()) {
    const bool checked = std::any_of(create->constraints.begin(), create->constraints.end(),
                                     [](const auto& each) { return each.type == 'c'; });
    if (create->type != 'd' || !checked) return;
    base::Finding& finding =
        reporter.add(base::Severity::notice, {"domain", written(create->name), 0},
                     "The check of domain " + written(create->name) + " will be hard to change");
    finding.detail =
        "A change of it later reads every table that uses the domain, under a lock each.";
    finding.fix_kind = "manual";
    finding.fix = "A CHECK of the table itself can be added NOT VALID and validated online.";
    return;
  }
  const auto* alter = step.statement().as<base::AlterDomain>();
  if (alter == nullptr || type_made_here(step, alter->name)) return;
  using Action = base::AlterDomain::Action;
  const std::string name = written(alter->name);
  if (alter->action == Action::add_constraint &&
      !(alter->constraint && alter->constraint->not_valid))
    report_domain(step, reporter, alter->name,
                  "The new constraint of domain " + name + " reads every table that uses it",
                  "ALTER DOMAIN ... ADD CONSTRAINT ... NOT VALID, then VALIDATE CONSTRAINT later.");
  else if (alter->action == Action::set_not_null)
    report_domain(
        step, reporter, alter->name,
        "SET NOT NULL of domain " + name + " reads every table that uses it",
        "NOT NULL of the columns, proved by a validated CHECK, locks one table at a time.");
}

constexpr const char* alter_type_page =
    "https://www.postgresql.org/docs/current/sql-altertype.html";

const Rule enum_add_value_in_transaction{
    .identity = statement_rule("enum_add_value_in_transaction", base::Severity::warning,
                               "New enum value used in its own transaction",
                               "A value that ALTER TYPE ... ADD VALUE added cannot be used before "
                               "that is committed, unless "
                               "the type was made in the same transaction. Judged: later "
                               "statements of the transaction that "
                               "say the value.",
                               "COMMIT between the two.", alter_type_page),
    .judge_step = judge_value_in_transaction};
const Rule enum_add_value_no_position{
    .identity = statement_rule(
        "enum_add_value_no_position", base::Severity::notice, "New enum value without a place",
        "Without BEFORE or AFTER it goes to the end, and the order of an enum "
        "cannot be changed later.",
        "BEFORE or AFTER another value.", alter_type_page),
    .judge_step = judge_position};
const Rule enum_drop_value{
    .identity =
        statement_rule("enum_drop_value", base::Severity::warning, "Enum made anew without a value",
                       "No statement drops a value of an enum. A script that renames the type and "
                       "makes it anew with "
                       "fewer values has every table that uses it written anew.",
                       "Keep the value unused.", alter_type_page),
    .judge_step = judge_drop_value};
const Rule composite_attr_change{
    .identity =
        statement_rule("composite_attr_change", base::Severity::warning,
                       "Attribute of a composite type dropped or retyped",
                       "Data of a dropped attribute is lost wherever it is stored; a new type is "
                       "refused while a table uses the composite.",
                       "A new type, and the columns moved to it.", alter_type_page),
    .judge_step = judge_composite};
const Rule domain_constraint_change{
    .identity = statement_rule(
        "domain_constraint_change", base::Severity::warning, "Constraint of a domain",
        "A new constraint of a domain reads every table that uses it, under a lock; they are "
        "named. A "
        "domain that is made with a check is a notice: changing it later costs that.",
        "NOT VALID and VALIDATE, or constraints of the tables.",
        "https://www.postgresql.org/docs/current/sql-alterdomain.html"),
    .judge_step = judge_domain};

}  // namespace

Family type_statement_rules() {
  static constexpr const Rule* table[] = {&enum_add_value_in_transaction,
                                          &enum_add_value_no_position, &enum_drop_value,
                                          &composite_attr_change, &domain_constraint_change};
  return table;
}

}  // namespace copilot::lint
