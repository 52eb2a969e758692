// Sequences that do not fit the column they fill.
// Words: a sequence fills a column if it is owned by it, or if the column's default depends on it; its
// end is its largest value.
// How near a sequence is to its end must not be judged here: see the rule for that.
#include <limits>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/type_oids.hpp"

namespace copilot::lint {

namespace {

std::int64_t largest(catalog::Oid type) {
  switch (type) {
    case type_oid::int2:
      return std::numeric_limits<std::int16_t>::max();
    case type_oid::int4:
      return std::numeric_limits<std::int32_t>::max();
    case type_oid::int8:
      return std::numeric_limits<std::int64_t>::max();
  }
  return 0;
}

const char* name_of(catalog::Oid type) {
  return type == type_oid::int2 ? "smallint" : type == type_oid::int4 ? "integer" : "bigint";
}

struct Filled {
  const catalog::Relation* table = nullptr;
  const catalog::Column* column = nullptr;
};

Filled filled_by(const catalog::Model& model, const catalog::Sequence& sequence) {
  catalog::Oid oid = sequence.table;
  int number = sequence.column;
  if (oid == 0)
    for (const catalog::Dependency* each : model.dependents(sequence.oid))
      if (each->of == catalog::Dependency::Class::relation && each->dependent_column > 0) {
        // One that fills several columns fits each of them or none: the first is shown.
        oid = each->dependent;
        number = each->dependent_column;
        break;
      }
  const catalog::Relation* table = model.relation(oid);
  if (table == nullptr || table->dropped) return {};
  return {table, table->column(number)};
}

void judge(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const catalog::Sequence* sequence : subject.sequences()) {
    const Filled filled = filled_by(model, *sequence);
    if (filled.column == nullptr || sequence->increment < 0) continue;
    const auto type = subject.underlying(filled.column->type, filled.column->typmod).type;
    const std::int64_t room = type == nullptr ? 0 : largest(type->oid);
    const std::int64_t end = largest(sequence->type);
    if (room == 0 || end == 0) continue;
    reporter.looked_at(1);
    // A limit that somebody set is meant.
    if (sequence->maximum != end || end == room || sequence->cycle) continue;
    const bool behind = end < room;
    const std::string name = model.qualified(*sequence);
    const std::string column = model.qualified(*filled.table, *filled.column);
    About about = subject.about(*sequence);
    about.statement = std::max(about.statement, filled.column->statement);
    base::Finding& finding =
        reporter.add(behind ? base::Severity::warning : base::Severity::notice, std::move(about),
                     "Sequence " + name + " is " + name_of(sequence->type) + ", column " + column +
                         " is " + name_of(type->oid));
    finding.detail =
        behind ? "The column was made wider, the sequence was not: it ends at " +
                     std::to_string(end) + ", long before the column is full."
               : "The column is full at " + std::to_string(room) +
                     ", and writes fail there with \"integer out of range\"; the sequence "
                     "goes on, so that what watches it sees nothing coming.";
    finding.evidence["column"] = column;
    finding.evidence["sequence_maximum"] = sequence->maximum;
    finding.evidence["column_maximum"] = room;
    if (sequence->last_value) finding.evidence["last_value"] = *sequence->last_value;
    finding.fix_kind = "sql";
    finding.fix = std::string("ALTER SEQUENCE ") + name + " AS " + name_of(type->oid) + ";";
    finding.fix_lock = "SHARE ROW EXCLUSIVE on the sequence, for a moment";
    finding.fix_duration = "instant";
    finding.undo = std::string("ALTER SEQUENCE ") + name + " AS " + name_of(sequence->type) + ";";
    if (!behind)
      finding.caveats = {
          "It fails where the sequence is past that already. If the table may grow so "
          "far, make the column bigint instead."};
  }
}

constexpr Rule mismatch{
    .identity = {"sequence_column_type_mismatch",
                 "schema",
                 base::Severity::warning,
                 "Sequences that do not fit their column",
                 "A column that was made bigint keeps its old sequence, which ends at two thousand "
                 "million; a bigint sequence hides that its integer column is nearly full. Judged: "
                 "the type of a sequence against that of the column it is owned by, or else is the "
                 "default of; not one that counts down, cycles, or has a maximum of its own. "
                 "Sequences made before PostgreSQL 10 are all bigint: a notice.",
                 "ALTER SEQUENCE ... AS the column's type.",
                 "https://www.postgresql.org/docs/current/sql-altersequence.html",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge};

}  // namespace

Family sequence_rules() {
  static constexpr const Rule* table[] = {&mismatch};
  return table;
}

}  // namespace copilot::lint
