// Names against the convention of a site.
// Words: see convention.hpp.
// In a script every statement that gives a name is judged, of tables that are not known too; what a name is
// made of and cannot be known counts as right.
#include <unordered_map>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/convention.hpp"
#include "lint/schema/remedy.hpp"

namespace copilot::lint {

namespace {

void tell(Reporter& reporter, About about, std::string_view name, const std::string& expected) {
  std::string title = "Name " + base::quote_identifier(name) + " of a " + about.type +
                      " does not follow the convention: " + expected;
  base::Finding& finding = reporter.add(base::Severity::notice, std::move(about), std::move(title));
  finding.evidence["expected"] = expected;
  finding.fix_kind = "manual";
  finding.fix = "Rename it, together with the programs that name it.";
}

std::optional<Keyed> keyed_of(char constraint_type) {
  switch (constraint_type) {
    case 'p':
      return Keyed::primary_key;
    case 'u':
      return Keyed::unique;
    case 'f':
      return Keyed::foreign_key;
    default:
      return {};
  }
}

std::vector<std::string> column_names(const catalog::Relation* table,
                                      const std::vector<int>& numbers) {
  std::vector<std::string> names;
  for (int number : numbers) {
    const catalog::Column* column = table == nullptr ? nullptr : table->column(number);
    if (column == nullptr) return {};
    names.push_back(column->name);
  }
  return names;
}

Parts parts_of(const catalog::Model& model, const catalog::Constraint& constraint) {
  const catalog::Relation* table = model.relation(constraint.table);
  const catalog::Relation* other = model.relation(constraint.foreign_table);
  return {table == nullptr ? "" : table->name, column_names(table, constraint.columns),
          other == nullptr ? "" : other->name, column_names(other, constraint.foreign_columns)};
}

Parts parts_of(const catalog::Model& model, const catalog::Index& index) {
  const catalog::Relation* table = model.relation(index.table);
  std::vector<int> numbers;
  for (const catalog::IndexKey& key : index.keys) numbers.push_back(key.column);
  return {table == nullptr ? "" : table->name, column_names(table, numbers), "", {}};
}

void judge_existing(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;  // there each statement is judged
  const Convention convention(reporter.parameters());
  for (const catalog::Relation* table : subject.tables()) {
    reporter.looked_at(1);
    if (const std::string fault = convention.table_fault(table->name); !fault.empty())
      tell(reporter, subject.about(*table), table->name, fault);
  }
  for (const TableColumn& each : subject.columns()) {
    reporter.looked_at(1);
    if (const std::string fault = convention.column_fault(each.column.name); !fault.empty())
      tell(reporter, subject.about(each.table, each.column), each.column.name, fault);
  }
  std::unordered_map<catalog::Oid, const catalog::Constraint*> of_index;
  for (const catalog::Constraint* each : subject.constraints()) {
    const std::optional<Keyed> keyed = keyed_of(each->type);
    if (!keyed || each->table == 0) continue;
    if (*keyed != Keyed::foreign_key) of_index.emplace(each->index, each);
    reporter.looked_at(1);
    const std::string fault =
        convention.key_fault(each->name, *keyed, parts_of(subject.model(), *each));
    if (!fault.empty()) tell(reporter, subject.about(*each), each->name, fault);
  }
  for (const catalog::Index* each : subject.indexes()) {
    if (of_index.contains(each->oid) || each->exclusion) continue;
    reporter.looked_at(1);
    const std::string fault = convention.key_fault(
        each->name, each->unique ? Keyed::unique : Keyed::index, parts_of(subject.model(), *each));
    if (!fault.empty()) tell(reporter, subject.about(*each), each->name, fault);
  }
}

// One statement's names.
class Names {
 public:
  Names(const Step& step, Reporter& reporter)
      : step_(step), reporter_(reporter), convention_(reporter.parameters()) {}

  void table(const base::ObjectName& name) {
    judged(convention_.table_fault(name.name), {"table", written(name)}, name.name);
  }

  void column(const base::ObjectName& table, const std::string& name) {
    judged(convention_.column_fault(name),
           {"column", written(table) + "." + base::quote_identifier(name)}, name);
  }

  void definition(const base::ObjectName& table, const base::ColumnDefinition& definition) {
    column(table, definition.name);
    for (base::ConstraintDefinition each : definition.constraints) {
      if (each.columns.empty()) each.columns = {definition.name};
      constraint(table, each);
    }
  }

  void constraint(const base::ObjectName& table, const base::ConstraintDefinition& definition) {
    const std::optional<Keyed> keyed = keyed_of(definition.type);
    if (!keyed || definition.name.empty()) return;
    Parts parts{table.name, definition.columns, definition.foreign_table.name,
                definition.foreign_columns};
    if (*keyed == Keyed::foreign_key && parts.foreign_columns.empty())
      parts.foreign_columns = key_of(definition.foreign_table);
    judged(convention_.key_fault(definition.name, *keyed, parts),
           {"constraint", written(table) + "." + base::quote_identifier(definition.name)},
           definition.name);
  }

  void index(const base::CreateIndex& made) {
    Parts parts{made.table.name, {}, "", {}};
    for (const base::IndexElement& element : made.elements) {
      if (element.column.empty()) {
        parts.columns.clear();
        break;
      }
      parts.columns.push_back(element.column);
    }
    judged(convention_.key_fault(made.name, made.unique ? Keyed::unique : Keyed::index, parts),
           {"index", base::quote_qualified(made.table.schema, made.name)}, made.name);
  }

  void renamed(const base::Rename& rename) {
    if (rename.kind == base::ObjectKind::table) {
      table({rename.object.schema, rename.new_name});
    } else if (rename.kind == base::ObjectKind::column) {
      column(rename.object, rename.new_name);
    } else if (rename.kind == base::ObjectKind::index) {
      renamed_index(rename);
    } else if (rename.kind == base::ObjectKind::constraint) {
      renamed_constraint(rename);
    }
  }

 private:
  static std::string written(const base::ObjectName& name) {
    return base::quote_qualified(name.schema, name.name);
  }

  void judged(const std::string& fault, About about, std::string_view name) {
    reporter_.looked_at(1);
    if (!fault.empty()) tell(reporter_, std::move(about), name, fault);
  }

  const catalog::Model::Path& path() const { return step_.now.session.search_path; }

  std::vector<std::string> key_of(const base::ObjectName& name) const {
    const catalog::Relation* table = step_.before.find_relation(name.schema, name.name, path());
    if (table == nullptr) return {};
    for (std::size_t at : table->constraints) {
      const catalog::Constraint& each = step_.before.constraints[at];
      if (each.type == 'p' && !each.dropped) return column_names(table, each.columns);
    }
    return {};
  }

  void renamed_index(const base::Rename& rename) {
    const catalog::Index* index =
        step_.before.find_index(rename.object.schema, rename.object.name, path());
    if (index == nullptr) return;
    const Keyed keyed = index->primary  ? Keyed::primary_key
                        : index->unique ? Keyed::unique
                                        : Keyed::index;
    judged(convention_.key_fault(rename.new_name, keyed, parts_of(step_.before, *index)),
           {"index", base::quote_qualified(rename.object.schema, rename.new_name)},
           rename.new_name);
  }

  void renamed_constraint(const base::Rename& rename) {
    const catalog::Relation* table =
        step_.before.find_relation(rename.object.schema, rename.object.name, path());
    if (table == nullptr) return;
    for (std::size_t at : table->constraints) {
      const catalog::Constraint& each = step_.before.constraints[at];
      const std::optional<Keyed> keyed = keyed_of(each.type);
      if (each.dropped || each.name != rename.name || !keyed) continue;
      judged(convention_.key_fault(rename.new_name, *keyed, parts_of(step_.before, each)),
             {"constraint", written(rename.object) + "." + base::quote_identifier(rename.new_name)},
             rename.new_name);
    }
  }

  const Step& step_;
  Reporter& reporter_;
  Convention convention_;
};

void judge_statement(const Step& step, Reporter& reporter) {
  const base::Ddl& statement = step.statement();
  if (const auto* made = statement.as<base::CreateTable>()) {
    if (made->persistence == 't') return;
    Names names(step, reporter);
    names.table(made->name);
    for (const base::ColumnDefinition& each : made->columns) names.definition(made->name, each);
    for (const base::ConstraintDefinition& each : made->constraints)
      names.constraint(made->name, each);
  } else if (const auto* filled = statement.as<base::CreateTableAs>()) {
    if (filled->kind == 'r' && filled->persistence != 't')
      Names(step, reporter).table(filled->name);
  } else if (const auto* altered = statement.as<base::AlterTable>()) {
    Names names(step, reporter);
    for (const base::AlterAction& action : altered->actions) {
      if (action.kind == base::AlterAction::Kind::add_column && action.column)
        names.definition(altered->name, *action.column);
      if (action.kind == base::AlterAction::Kind::add_constraint && action.constraint)
        names.constraint(altered->name, *action.constraint);
    }
  } else if (const auto* index = statement.as<base::CreateIndex>()) {
    Names(step, reporter).index(*index);
  } else if (const auto* rename = statement.as<base::Rename>()) {
    Names(step, reporter).renamed(*rename);
  }
}

constexpr Parameter parameters[] = {
    {"table", R"("snake_case")",
     "The style of tables' names: snake_case, camelCase, PascalCase, UPPER_CASE; empty: any."},
    {"column", R"("snake_case")", "The style of columns' names."},
    {"index", R"("idx_{table}_{columns}")", "The template of indexes' names; empty: any."},
    {"unique", R"("uk_{table}_{columns}")",
     "The template of unique constraints' and unique indexes' names; empty: any."},
    {"primary_key", R"("pk_{table}_{columns}")",
     "The template of primary keys' names; empty: any."},
    {"foreign_key", R"("fk_{table}_{columns}_{foreign_table}_{foreign_columns}")",
     "The template of foreign keys' names; empty: any."},
    {"accept_generated", "true", "Whether names as PostgreSQL generates them are right too."},
    {"allow", "[]", "Names that are right as they are; * is anything."}};

constexpr Rule convention{
    {"name_convention",
     "schema",
     base::Severity::notice,
     "Names against the convention",
     "A site may agree on how names are written, so that they can be guessed. Judged: names of "
     "tables, columns, indexes, primary keys, unique and foreign keys, each once; in a script all "
     "names that its statements give. The names that PostgreSQL generates pass, unless that is "
     "switched off.",
     "Rename.",
     "https://www.postgresql.org/docs/current/sql-syntax-lexical.html",
     {},
     {},
     nullptr,
     nullptr},
    false,
    parameters,
    judge_existing,
    judge_statement};

}  // namespace

Family name_convention_rules() {
  static constexpr const Rule* table[] = {&convention};
  return table;
}

}  // namespace copilot::lint
