// Indexes of a shape that was hardly meant: needless or missing predicates, too many or doubled columns.
// Words: a predicate is the condition of a partial index.
// A needed predicate must not be called needless: only NOT NULL of a column that is so anyway is.
#include <algorithm>
#include <set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/conjuncts.hpp"
#include "lint/schema/index_text.hpp"
#include "lint/schema/made_keys.hpp"
#include "lint/schema/unread.hpp"

namespace copilot::lint {

namespace {

bool enforces(const catalog::Index& index) {
  return index.unique || index.primary || index.exclusion;
}

void judge_nullable(const Subject& subject, Reporter& reporter) {
  const Unread unread(subject.model());
  const double least = reporter.parameters().real("null_fraction");
  for (const catalog::Index* index : subject.indexes()) {
    const catalog::Relation* table = subject.model().relation(index->table);
    if (table == nullptr || index->keys.size() != 1 || index->keys[0].column <= 0 ||
        index->method != "btree" || !index->predicate.empty() || index->primary ||
        unread.texts_of(subject.model(), *table))
      continue;
    reporter.looked_at(1);
    const catalog::Column* column = table->column(index->keys[0].column);
    if (column == nullptr || column->not_null) continue;
    if (least > 0 && (!column->statistics || column->statistics->null_fraction < least)) continue;
    const std::string name = base::quote_identifier(column->name);
    base::Finding& finding =
        report_index(subject, reporter, base::Severity::notice, *index,
                     index->unique ? "lets " + name + " be null in any number of rows"
                                   : "holds the nulls of " + name + " too");
    finding.detail = index->unique
                         ? "To a unique index nulls are all different, unless it has NULLS NOT "
                           "DISTINCT (15 and later)."
                         : "Searches by a value never need them; without them the index is smaller "
                           "and their writes cheaper.";
    finding.evidence["columns"] = subject.model().qualified(*table, *column);
    if (column->statistics) finding.evidence["null_fraction"] = column->statistics->null_fraction;
    finding.caveats = {"Needed where the nulls themselves are searched for, or sorted with."};
    if (index->unique) {
      finding.fix = "SET NOT NULL, or NULLS NOT DISTINCT, if one is meant.";
    } else {
      finding.fix = index_definition(subject.model(), *index,
                                     new_index_name(subject.model(), *table, column->name),
                                     "(" + name + " IS NOT NULL)") +
                    " Then " + drop_of(subject.model(), *index);
      finding.fix_lock = "SHARE UPDATE EXCLUSIVE: reads and writes go on";
    }
  }
}

void judge_predicate(const Subject& subject, Reporter& reporter) {
  for (const catalog::Index* index : subject.indexes()) {
    const catalog::Relation* table = subject.model().relation(index->table);
    if (table == nullptr || index->predicate.empty()) continue;
    reporter.looked_at(1);
    std::string needless, rest;
    for (std::string_view each : conjuncts(index->predicate)) {
      const catalog::Column* column = table->column(not_null_column(each));
      const bool certain = column != nullptr && column->not_null;
      std::string& list = certain ? needless : rest;
      list += (list.empty() ? ""
               : certain    ? ", "
                            : " AND ") +
              (certain ? base::quote_identifier(column->name) : "(" + std::string(each) + ")");
    }
    if (needless.empty()) continue;
    const catalog::Model& model = subject.model();
    base::Finding& finding =
        report_index(subject, reporter, base::Severity::notice, *index,
                     "asks for " + needless + " IS NOT NULL, which always is so");
    finding.detail =
        "The column is NOT NULL, so the condition leaves nothing out; it only hides the "
        "index from the planner and from the reader.";
    finding.evidence["predicate"] = index->predicate;
    const bool bound = index->replica_identity || index->partitioned || index->parent != 0;
    finding.fix_kind = bound ? "manual" : "sql";
    const std::string name = new_index_name(model, *table, "new");
    const catalog::Schema* schema = model.schema(table->schema);
    finding.fix = index_definition(model, *index, name, rest) + "\n" + drop_of(model, *index) +
                  "\nALTER INDEX " +
                  base::quote_qualified(schema == nullptr ? "" : schema->name, name) +
                  " RENAME TO " + base::quote_identifier(index->name) + ";";
    finding.fix_lock = "SHARE UPDATE EXCLUSIVE: reads and writes go on";
    finding.fix_duration = "reads the table twice";
  }
}

struct Widest {
  std::size_t keys;
  std::size_t enforcing;

  explicit Widest(const Reporter& reporter)
      : keys(static_cast<std::size_t>(reporter.parameters().integer("columns"))),
        enforcing(static_cast<std::size_t>(reporter.parameters().integer("enforcing_columns"))) {}
};

void report_width(base::Finding& finding, std::size_t count, std::size_t limit, bool enforcing) {
  finding.detail =
      "Each key makes every entry bigger and every write dearer, while a search is "
      "narrowed only by the first ones that it gives.";
  finding.evidence["key_count"] = count;
  finding.evidence["limit"] = limit;
  finding.fix_kind = "manual";
  finding.fix = enforcing ? "A key of its own with fewer columns, if others refer to this one."
                          : "Keep the keys that are searched by; what is only read can be "
                            "included: INCLUDE (...).";
}

void judge_width(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  const Widest widest(reporter);
  for (const catalog::Index* index : subject.indexes()) {
    if (index->exclusion || index->method == "bloom") continue;
    reporter.looked_at(1);
    const std::size_t limit = enforces(*index) ? widest.enforcing : widest.keys;
    if (index->keys.size() <= limit) continue;
    report_width(report_index(subject, reporter, base::Severity::notice, *index,
                              "has " + std::to_string(index->keys.size()) + " keys"),
                 index->keys.size(), limit, enforces(*index));
  }
}

std::string title_of(const Moment& moment, const MadeIndex& made, const std::string& verdict) {
  return (made.constraint ? "The key of " : "The index of ") + full_name(moment, made.table) + " " +
         verdict;
}

void judge_width_made(const Step& step, Reporter& reporter) {
  const Widest widest(reporter);
  for (const MadeIndex& made : indexes_made_by(step.statement())) {
    if (made.method == "bloom") continue;
    const std::size_t limit = made.enforces ? widest.enforcing : widest.keys;
    if (made.keys.size() <= limit) continue;
    report_width(
        reporter.add(base::Severity::notice, about(step.now, made),
                     title_of(step.now, made, "has " + std::to_string(made.keys.size()) + " keys")),
        made.keys.size(), limit, made.enforces);
  }
}

void report_doubled(base::Finding& finding, const std::string& doubled) {
  finding.detail =
      "The second one narrows nothing; PostgreSQL refuses it in keys and unique "
      "constraints, and in other indexes only stores it again.";
  finding.evidence["columns"] = doubled;
  finding.fix_kind = "manual";
  finding.fix =
      "Make it anew with each column once, CREATE INDEX CONCURRENTLY, then drop this one.";
}

void judge_doubled(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  for (const catalog::Index* index : subject.indexes()) {
    const catalog::Relation* table = subject.model().relation(index->table);
    if (table == nullptr) continue;
    reporter.looked_at(1);
    std::set<std::pair<int, catalog::Oid>> seen;
    std::set<int> columns, doubled;
    for (const catalog::IndexKey& key : index->keys) {
      if (key.column <= 0) continue;
      if (!seen.insert({key.column, key.operator_class}).second) doubled.insert(key.column);
      columns.insert(key.column);
    }
    for (int column : index->included)
      if (!columns.insert(column).second) doubled.insert(column);
    if (doubled.empty()) continue;
    const std::vector<int> numbers(doubled.begin(), doubled.end());
    const std::string names = column_list(*table, numbers);
    report_doubled(
        report_index(subject, reporter, base::Severity::warning, *index, "has " + names + " twice"),
        names);
  }
}

void judge_doubled_made(const Step& step, Reporter& reporter) {
  for (const MadeIndex& made : indexes_made_by(step.statement())) {
    std::set<std::pair<std::string, std::string>> seen;
    std::set<std::string> columns, doubled;
    for (std::size_t i = 0; i < made.keys.size(); ++i) {
      if (made.keys[i].empty()) continue;
      if (!seen.insert({made.keys[i], made.classes[i]}).second) doubled.insert(made.keys[i]);
      columns.insert(made.keys[i]);
    }
    for (const std::string& column : made.included)
      if (!columns.insert(column).second) doubled.insert(column);
    if (doubled.empty()) continue;
    const std::string names = quoted_list({doubled.begin(), doubled.end()});
    report_doubled(reporter.add(base::Severity::warning, about(step.now, made),
                                title_of(step.now, made, "has " + names + " twice")),
                   names);
  }
}

void judge_soft_delete(const Subject& subject, Reporter& reporter) {
  const Unread unread(subject.model());
  const std::vector<std::string> names = reporter.parameters().texts("columns");
  for (const catalog::Index* index : subject.indexes()) {
    const catalog::Relation* table = subject.model().relation(index->table);
    if (table == nullptr || index->primary || index->exclusion ||
        unread.texts_of(subject.model(), *table))
      continue;
    for (const std::string& name : names) {
      const catalog::Column* column = table->column(name);
      if (column == nullptr) continue;
      reporter.looked_at(1);
      const bool named = index->predicate.find(name) != std::string::npos ||
                         std::any_of(index->keys.begin(), index->keys.end(),
                                     [&](const auto& key) { return key.column == column->number; });
      if (named) break;
      base::Finding& finding =
          report_index(subject, reporter, base::Severity::notice, *index,
                       "holds rows that are deleted by " + base::quote_identifier(name));
      finding.detail = index->unique
                           ? "A row that counts as deleted still keeps its value from being "
                             "used again."
                           : "Searches leave such rows out, and read their entries first.";
      finding.evidence["columns"] = base::quote_identifier(name);
      finding.fix = "CREATE INDEX CONCURRENTLY with WHERE " + base::quote_identifier(name) +
                    " IS NULL, then drop this one.";
      break;
    }
  }
}

constexpr const char* partial_manual =
    "https://www.postgresql.org/docs/current/indexes-partial.html";
constexpr const char* columns_manual =
    "https://www.postgresql.org/docs/current/indexes-multicolumn.html";

constexpr Parameter nullable_parameters[] = {
    {"null_fraction", "0.0", "Share of nulls, by the last ANALYZE, from which it is reported."}};

constexpr Rule nullable{
    .identity = {"index_nullable_without_predicate",
                 "index",
                 base::Severity::notice,
                 "Indexes that hold nulls",
                 "Searches by a value never need the nulls of an index, and a unique index takes "
                 "any number of them. Judged: btree indexes on one nullable column without a "
                 "predicate, primary keys left out. Most foreign keys have such an index, so the "
                 "rule is off; null_fraction confines it to where it is worth it.",
                 "WHERE column IS NOT NULL; for unique ones NOT NULL or NULLS NOT DISTINCT.",
                 partial_manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .enabled = false,
    .parameters = nullable_parameters,
    .judge_schema = judge_nullable};

constexpr Rule unnecessary_predicate{
    .identity = {"index_unnecessary_predicate",
                 "index",
                 base::Severity::notice,
                 "Partial indexes that leave nothing out",
                 "A condition that every row fulfils only keeps the planner from using the index. "
                 "Judged: IS NOT NULL of a column that is NOT NULL, alone or among conditions that "
                 "are joined by AND.",
                 "The same index without the condition.",
                 partial_manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_predicate};

constexpr Parameter width_parameters[] = {
    {"columns", "3", "The most keys of an index that enforces nothing."},
    {"enforcing_columns", "5", "The most keys of a unique index or a primary key."}};

constexpr Rule too_many_columns{
    .identity =
        {"index_too_many_columns",
         "index",
         base::Severity::notice,
         "Indexes with many keys",
         "Late keys hardly narrow a search and make every write dearer. Judged: more than 3 "
         "keys, in unique ones more than 5, since what must be unique follows from the "
         "data; included columns are no keys. What is much depends on the queries, so the "
         "rule is off.",
         "Keep the keys that are searched by, INCLUDE the others.",
         columns_manual,
         {},
         {},
         nullptr,
         nullptr},
    .enabled = false,
    .parameters = width_parameters,
    .judge_schema = judge_width,
    .judge_step = judge_width_made};

constexpr Rule duplicate_column{
    .identity =
        {"index_duplicate_column",
         "index",
         base::Severity::warning,
         "Indexes with a column twice",
         "The second time it narrows nothing. Judged: a column that is twice among the keys "
         "with the same operator class, or both key and included.",
         "The same index with each column once.",
         columns_manual,
         {},
         {},
         nullptr,
         nullptr},
    .judge_schema = judge_doubled,
    .judge_step = judge_doubled_made};

constexpr Parameter soft_parameters[] = {
    {"columns", R"(["deleted_at", "discarded_at"])", "Columns by which rows count as deleted."}};

constexpr Rule soft_delete{
    .identity = {"index_soft_delete_missing",
                 "index",
                 base::Severity::notice,
                 "Indexes that hold deleted rows",
                 "Where rows are deleted by a date in a column, searches leave them out, and an "
                 "index need not hold them. Judged: indexes of tables with such a column that name "
                 "it neither as key nor in their predicate; primary keys left out.",
                 "WHERE deleted_at IS NULL.",
                 partial_manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .enabled = false,
    .parameters = soft_parameters,
    .judge_schema = judge_soft_delete};

}  // namespace

Family index_shape_rules() {
  static constexpr const Rule* table[] = {&nullable, &unnecessary_predicate, &too_many_columns,
                                          &duplicate_column, &soft_delete};
  return table;
}

}  // namespace copilot::lint
