// Foreign keys that do not say what was meant: other types than what they refer to, twice the same, or
// let through by a null.
// Words: the referencing columns are its own, the referenced ones those of the other table.
// Two foreign keys to different tables must not be compared: sharing a tenant's column is the rule there.
#include <algorithm>
#include <map>
#include <set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/index_text.hpp"

namespace copilot::lint {

namespace {

using Pairs = std::set<std::pair<int, int>>;  // referencing and referenced columns

struct Ends {
  const catalog::Relation* table;
  const catalog::Relation* other;
};

Ends ends(const Subject& subject, const catalog::Constraint& key) {
  return {subject.model().relation(key.table), subject.model().relation(key.foreign_table)};
}

std::string title_of(const Subject& subject, const catalog::Constraint& key) {
  const catalog::Relation* table = subject.model().relation(key.table);
  return "Foreign key " + base::quote_identifier(key.name) + " of " +
         (table == nullptr ? "a table" : subject.model().qualified(*table));
}

catalog::Oid collation_of(const Subject& subject, const catalog::Column& column) {
  if (column.collation != 0) return column.collation;
  const catalog::Type* type = subject.model().type(column.type);
  return type == nullptr ? 0 : type->collation;
}

// What differs between two columns that are compared, or empty; by type is worse.
struct Mismatch {
  std::string what;
  bool by_type = false;
};

Mismatch mismatch(const Subject& subject, const catalog::Column& own,
                  const catalog::Column& referenced) {
  const Subject::Underlying a = subject.underlying(own.type, own.typmod);
  const Subject::Underlying b = subject.underlying(referenced.type, referenced.typmod);
  if (a.type == nullptr || b.type == nullptr) return {};
  const std::string names = base::quote_identifier(own.name) + " is " + own.type_text + ", " +
                            base::quote_identifier(referenced.name) + " is " + referenced.type_text;
  if (a.type->oid != b.type->oid) return {names, true};
  if (a.typmod != b.typmod) return {names, false};
  if (collation_of(subject, own) != collation_of(subject, referenced))
    return {base::quote_identifier(own.name) + " and " + base::quote_identifier(referenced.name) +
                " have different collations",
            false};
  return {};
}

void judge_types(const Subject& subject, Reporter& reporter) {
  for (const catalog::Constraint* key : subject.constraints('f')) {
    const auto [table, other] = ends(subject, *key);
    if (table == nullptr || other == nullptr) continue;
    reporter.looked_at(1);
    std::string what;
    bool by_type = false;
    const std::size_t count = std::min(key->columns.size(), key->foreign_columns.size());
    for (std::size_t i = 0; i < count; ++i) {
      const catalog::Column* own = table->column(key->columns[i]);
      const catalog::Column* referenced = other->column(key->foreign_columns[i]);
      if (own == nullptr || referenced == nullptr) continue;
      const Mismatch found = mismatch(subject, *own, *referenced);
      if (found.what.empty()) continue;
      what += (what.empty() ? "" : "; ") + found.what;
      by_type = by_type || found.by_type;
    }
    if (what.empty()) continue;
    base::Finding& finding = reporter.add(
        by_type ? base::Severity::warning : base::Severity::notice, subject.about(*key),
        title_of(subject, *key) + " compares " + (by_type ? "different types" : "unlike columns"));
    finding.detail = "Of " + subject.model().qualified(*table) + " and " +
                     subject.model().qualified(*other) + ": " + what + ". " +
                     (by_type ? "The narrower one is full first, and comparing them takes a "
                                "conversion that some indexes cannot serve."
                              : "What one side holds, the other may refuse.");
    finding.evidence["table"] = subject.model().qualified(*table);
    finding.evidence["references"] = subject.model().qualified(*other);
    finding.evidence["differences"] = what;
    finding.fix_kind = "manual";
    finding.fix = "Give the referencing column the type of the referenced one: ALTER TABLE " +
                  subject.model().qualified(*table) +
                  " ALTER COLUMN ... TYPE ...; where rows are many, with a new column that is "
                  "filled in batches.";
    finding.fix_lock = "ACCESS EXCLUSIVE, while the table is rewritten";
  }
}

Pairs pairs_of(const catalog::Constraint& key) {
  Pairs pairs;
  const std::size_t count = std::min(key.columns.size(), key.foreign_columns.size());
  for (std::size_t i = 0; i < count; ++i) pairs.insert({key.columns[i], key.foreign_columns[i]});
  return pairs;
}

bool same_actions(const catalog::Constraint& a, const catalog::Constraint& b) {
  return a.on_delete == b.on_delete && a.on_update == b.on_update && a.match == b.match &&
         a.deferrable == b.deferrable && a.deferred == b.deferred && a.enforced == b.enforced;
}

// Which of two equal ones stays: what is enforced and validated, then the older one.
bool stays_before(const catalog::Constraint* a, const catalog::Constraint* b) {
  if (a->enforced != b->enforced) return a->enforced;
  if (a->validated != b->validated) return a->validated;
  return a->oid < b->oid;
}

using ByTable =
    std::map<std::pair<catalog::Oid, catalog::Oid>, std::vector<const catalog::Constraint*>>;

// Foreign keys of one table to one other. After a script also those that were there.
ByTable by_table(const Subject& subject) {
  ByTable keys;
  for (const catalog::Constraint* key : subject.constraints('f'))
    keys[{key->table, key->foreign_table}].push_back(key);
  if (!subject.of_script()) return keys;
  for (auto& [tables, list] : keys) {
    const catalog::Relation* table = subject.model().relation(tables.first);
    if (table == nullptr) continue;
    for (std::size_t at : table->constraints) {
      const catalog::Constraint& each = subject.model().constraints[at];
      if (each.type == 'f' && !each.dropped && each.foreign_table == tables.second &&
          each.parent == 0 && std::find(list.begin(), list.end(), &each) == list.end())
        list.push_back(&each);
    }
  }
  return keys;
}

// Of a script, what was there before it is nothing to tell.
bool concerned(const Subject& subject, const catalog::Constraint& a, const catalog::Constraint& b) {
  return !subject.of_script() || a.statement > 0 || b.statement > 0;
}

void report_duplicate(const Subject& subject, Reporter& reporter, const catalog::Constraint& extra,
                      const catalog::Constraint& kept) {
  const catalog::Relation* table = subject.model().relation(extra.table);
  if (table == nullptr) return;
  const std::string name = base::quote_identifier(extra.name);
  const bool same = same_actions(extra, kept);
  About about = subject.about(extra);
  about.statement = std::max(about.statement, kept.statement);
  base::Finding& finding =
      reporter.add(base::Severity::warning, std::move(about),
                   title_of(subject, extra) + " is the same as " +
                       base::quote_identifier(kept.name) + (same ? "" : ", but acts differently"));
  finding.detail =
      same ? "Each write checks both, and each takes its locks; one is enough."
           : "Both have the same columns; they differ in what follows a delete or an update, in "
             "MATCH, in when or whether they are checked. What happens is not what either says "
             "alone.";
  finding.evidence["table"] = subject.model().qualified(*table);
  finding.evidence["columns"] = column_list(*table, extra.columns);
  finding.evidence["same_as"] = base::quote_identifier(kept.name);
  finding.related = {"fk_overlapping"};
  if (!same) {
    finding.fix_kind = "manual";
    finding.fix = "Decide which of the two is meant, and drop the other: ALTER TABLE " +
                  subject.model().qualified(*table) + " DROP CONSTRAINT " + name + ";";
  } else {
    finding.fix_kind = "sql";
    finding.fix =
        "ALTER TABLE " + subject.model().qualified(*table) + " DROP CONSTRAINT " + name + ";";
  }
  finding.fix_lock = "ACCESS EXCLUSIVE on both tables, for a moment";
  finding.fix_duration = "instant";
}

void judge_duplicates(const Subject& subject, Reporter& reporter) {
  for (auto& [tables, keys] : by_table(subject)) {
    reporter.looked_at(keys.size());
    if (keys.size() < 2) continue;
    std::map<Pairs, std::vector<const catalog::Constraint*>> groups;
    for (const catalog::Constraint* key : keys) groups[pairs_of(*key)].push_back(key);
    for (auto& [pairs, group] : groups) {
      if (pairs.empty()) continue;
      std::sort(group.begin(), group.end(), stays_before);
      for (std::size_t i = 1; i < group.size(); ++i)
        if (concerned(subject, *group[i], *group.front()))
          report_duplicate(subject, reporter, *group[i], *group.front());
    }
  }
}

bool overlaps(const catalog::Constraint& a, const catalog::Constraint& b) {
  if (pairs_of(a) == pairs_of(b)) return false;
  return std::any_of(a.columns.begin(), a.columns.end(), [&](int column) {
    return std::find(b.columns.begin(), b.columns.end(), column) != b.columns.end();
  });
}

bool within(const catalog::Constraint& a, const catalog::Constraint& b) {
  const Pairs one = pairs_of(a), other = pairs_of(b);
  return std::includes(one.begin(), one.end(), other.begin(), other.end()) ||
         std::includes(other.begin(), other.end(), one.begin(), one.end());
}

void report_overlap(const Subject& subject, Reporter& reporter, const catalog::Relation& table,
                    const catalog::Constraint& key,
                    const std::vector<const catalog::Constraint*>& others) {
  About about = subject.about(key);
  std::string names, columns;
  bool inside = false;
  for (const catalog::Constraint* each : others) {
    about.statement = std::max(about.statement, each->statement);
    names += (names.empty() ? "" : ", ") + base::quote_identifier(each->name);
    columns += (columns.empty() ? "" : "; ") + column_list(table, each->columns);
    inside = inside || within(key, *each);
  }
  base::Finding& finding =
      reporter.add(base::Severity::notice, std::move(about),
                   title_of(subject, key) + " shares columns with " + names + " to the same table");
  finding.detail = inside
                       ? "One demands all that the other does; the wider one alone may be enough."
                       : "A row must find a partner for each of them; it need not be the same one.";
  finding.evidence["table"] = subject.model().qualified(table);
  finding.evidence["columns"] = column_list(table, key.columns);
  finding.evidence["other_columns"] = columns;
  finding.fix_kind = "manual";
  finding.fix = "Keep the one that says what is meant.";
}

// Each is told with those before it, so that a pair is told once.
void judge_overlaps(const Subject& subject, Reporter& reporter) {
  for (auto& [tables, keys] : by_table(subject)) {
    reporter.looked_at(keys.size());
    const catalog::Relation* table = subject.model().relation(tables.first);
    if (table == nullptr) continue;
    for (std::size_t i = 1; i < keys.size(); ++i) {
      std::vector<const catalog::Constraint*> others;
      for (std::size_t j = 0; j < i; ++j)
        if (overlaps(*keys[i], *keys[j]) && concerned(subject, *keys[i], *keys[j]))
          others.push_back(keys[j]);
      if (!others.empty()) report_overlap(subject, reporter, *table, *keys[i], others);
    }
  }
}

// Whether a check already says that the columns are null together, as far as can be told.
bool guarded(const Subject& subject, const catalog::Relation& table,
             const std::vector<const catalog::Column*>& nullable) {
  return std::any_of(table.constraints.begin(), table.constraints.end(), [&](std::size_t at) {
    const catalog::Constraint& check = subject.model().constraints[at];
    if (check.type != 'c' || check.dropped || !check.enforced) return false;
    const std::string& text = check.expression;
    if (text.find("num_n") == std::string::npos && text.find("NULL") == std::string::npos)
      return false;
    return std::all_of(nullable.begin(), nullable.end(), [&](const catalog::Column* column) {
      return std::find(check.columns.begin(), check.columns.end(), column->number) !=
             check.columns.end();
    });
  });
}

void judge_nulls(const Subject& subject, Reporter& reporter) {
  for (const catalog::Constraint* key : subject.constraints('f')) {
    const auto [table, other] = ends(subject, *key);
    if (table == nullptr || key->columns.size() < 2 || key->match != 's') continue;
    reporter.looked_at(1);
    std::vector<const catalog::Column*> nullable;
    std::vector<int> numbers;
    for (int number : key->columns)
      if (const catalog::Column* column = table->column(number); column && !column->not_null) {
        nullable.push_back(column);
        numbers.push_back(number);
      }
    if (nullable.empty() || guarded(subject, *table, nullable)) continue;
    // With one, a null is the usual way to say: no partner.
    const bool partly = nullable.size() > 1;
    base::Finding& finding =
        reporter.add(partly ? base::Severity::warning : base::Severity::notice, subject.about(*key),
                     title_of(subject, *key) + " is not checked for rows with a null in (" +
                         column_list(*table, numbers) + ")");
    finding.detail = std::string(
                         "With MATCH SIMPLE one null among its columns is enough for a row "
                         "to be let through, whatever the others hold.") +
                     (partly ? ""
                             : " Where a null there means that the row has no partner, this is "
                               "as it should be.");
    finding.evidence["table"] = subject.model().qualified(*table);
    finding.evidence["nullable"] = column_list(*table, numbers);
    finding.fix_kind = "manual";
    finding.fix =
        "SET NOT NULL on the columns that must hold a value, or a check that they are null "
        "together: ALTER TABLE " +
        subject.model().qualified(*table) + " ADD CHECK (num_nulls(" +
        column_list(*table, numbers) + ") IN (0, " + std::to_string(nullable.size()) +
        ")) NOT VALID; then VALIDATE CONSTRAINT; or MATCH FULL.";
    finding.fix_lock = "ACCESS EXCLUSIVE for a moment; validating lets reads and writes go on";
    std::string some;
    for (const catalog::Column* column : nullable)
      some += (some.empty() ? "" : " OR ") + base::quote_identifier(column->name) + " IS NULL";
    finding.verify_sql = "SELECT count(*) FROM " + subject.model().qualified(*table) + " WHERE (" +
                         some + ") AND num_nonnulls(" + column_list(*table, key->columns) +
                         ") > 0;";
  }
}

constexpr const char* manual =
    "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK";

constexpr Rule type_mismatch{
    .identity = {"fk_type_mismatch",
                 "schema",
                 base::Severity::warning,
                 "Foreign keys between unlike columns",
                 "A key that refers to bigint out of integer stops at two thousand million, and a "
                 "shorter text cannot hold every key. Judged: type, length or precision, and "
                 "collation of each pair of columns; domains count as what they stand on. Another "
                 "type is a warning, the rest a notice.",
                 "Change the referencing column to the referenced one's type.",
                 manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_types};

constexpr Rule duplicate{
    .identity = {"fk_duplicate",
                 "schema",
                 base::Severity::warning,
                 "Foreign keys that say the same",
                 "Two foreign keys with the same columns to the same table double the checks and "
                 "locks of each write; where their actions differ, nobody can tell what was meant. "
                 "Judged: the same pairs of columns, in any order. The enforced and validated one "
                 "stays, then the older.",
                 "ALTER TABLE ... DROP CONSTRAINT on one of them.",
                 manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_duplicates};

constexpr Rule overlapping{
    .identity = {"fk_overlapping",
                 "schema",
                 base::Severity::notice,
                 "Foreign keys to one table that share columns",
                 "Often one of them was forgotten when the key grew. Judged: two foreign keys of a "
                 "table to the same other table, with some but not all columns in common; to "
                 "different tables a shared column is the usual way to keep tenants apart.",
                 "Keep the one that says what is meant.",
                 manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_overlaps};

constexpr Rule composite_nullable{
    .identity = {"fk_composite_nullable",
                 "schema",
                 base::Severity::warning,
                 "Foreign keys that a null switches off",
                 "A foreign key of several columns with MATCH SIMPLE, the default, is not checked "
                 "where one of them is null. Judged: such keys with nullable columns, unless a "
                 "check covers these; a warning from two nullable columns on, since with one a "
                 "null can mean that there is no partner.",
                 "NOT NULL, MATCH FULL, or a check that the columns are null together.",
                 "https://www.postgresql.org/docs/current/sql-createtable.html",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_nulls};

}  // namespace

Family foreign_key_rules() {
  static constexpr const Rule* table[] = {&type_mismatch, &duplicate, &overlapping,
                                          &composite_nullable};
  return table;
}

}  // namespace copilot::lint
