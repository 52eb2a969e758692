// What somebody switched off, and perhaps forgot: triggers, and autovacuum of a table.
// Words: a foreign key checks by internal triggers, which DISABLE TRIGGER ALL switches off too.
// What fires on replicas only must not be called off: that is a choice.
#include <algorithm>
#include <cctype>
#include <map>

#include "base/quote.hpp"
#include "lint/families.hpp"

namespace copilot::lint {

namespace {

void report_trigger(const Subject& subject, Reporter& reporter, const catalog::Trigger& trigger,
                    const catalog::Relation& table) {
  const std::string name = subject.model().qualified(table);
  base::Finding& finding = reporter.add(
      base::Severity::warning, subject.about(trigger),
      "Trigger " + base::quote_identifier(trigger.name) + " of " + name + " is disabled");
  finding.detail = "What it is there for does not happen, on no write.";
  finding.evidence["table"] = name;
  finding.fix_kind = "sql";
  finding.fix =
      "ALTER TABLE " + name + " ENABLE TRIGGER " + base::quote_identifier(trigger.name) + ";";
  finding.fix_lock = "SHARE ROW EXCLUSIVE, for a moment";
  finding.fix_duration = "instant";
  finding.undo =
      "ALTER TABLE " + name + " DISABLE TRIGGER " + base::quote_identifier(trigger.name) + ";";
  finding.caveats = {"Rows that were written meanwhile are not made good."};
}

// All triggers of a constraint that are off are one cause.
void report_constraint(const Subject& subject, Reporter& reporter,
                       const catalog::Constraint& constraint, const catalog::Relation& table,
                       std::size_t off) {
  const std::string name = subject.model().qualified(table);
  base::Finding& finding =
      reporter.add(base::Severity::warning, subject.about(constraint),
                   "Foreign key " + subject.about(constraint).name +
                       " is not checked: its triggers on " + name + " are disabled");
  finding.detail =
      "DISABLE TRIGGER ALL, or a load that failed, switched them off; rows that break "
      "the foreign key can be written, and it still counts as valid.";
  finding.evidence["table"] = name;
  finding.evidence["disabled_triggers"] = off;
  finding.fix_kind = "sql";
  finding.fix = "ALTER TABLE " + name + " ENABLE TRIGGER ALL;";
  finding.fix_lock = "SHARE ROW EXCLUSIVE, for a moment";
  finding.fix_duration = "instant";
  finding.undo = "ALTER TABLE " + name + " DISABLE TRIGGER ALL;";
  finding.caveats = {
      "Needs a superuser. Rows that were written meanwhile are not checked: drop the "
      "foreign key, add it NOT VALID, and validate it."};
}

void judge_triggers(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  std::map<std::pair<catalog::Oid, catalog::Oid>, std::size_t> off;  // of a constraint, on a table
  for (const catalog::Trigger* each : subject.triggers()) {
    reporter.looked_at(1);
    if (each->enabled != 'D') continue;
    const catalog::Relation* table = model.relation(each->table);
    if (table == nullptr) continue;
    if (each->internal && each->constraint != 0) {
      ++off[{each->constraint, each->table}];
    } else if (!each->internal) {
      report_trigger(subject, reporter, *each, *table);
    }
  }
  for (const auto& [where, count] : off) {
    const catalog::Constraint* constraint = model.constraint(where.first);
    const catalog::Relation* table = model.relation(where.second);
    if (constraint != nullptr && table != nullptr && constraint->enforced)
      report_constraint(subject, reporter, *constraint, *table, count);
  }
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// As the server reads a boolean: false, off, no or 0, also shortened.
bool is_false(const std::string& value) {
  const std::string low = lower(value);
  if (low.empty()) return false;
  return std::string_view("false").starts_with(low) || std::string_view("no").starts_with(low) ||
         (low.size() > 1 && std::string_view("off").starts_with(low)) || low == "0";
}

bool autovacuum_off(const std::string& option) {
  const std::size_t sign = option.find('=');
  return sign != std::string::npos && lower(option.substr(0, sign)) == "autovacuum_enabled" &&
         is_false(option.substr(sign + 1));
}

void judge_autovacuum(const Subject& subject, Reporter& reporter) {
  std::vector<const catalog::Relation*> all = subject.tables();
  all.insert(all.end(), subject.partitions().begin(), subject.partitions().end());
  const auto views = subject.relations("m");
  if (!subject.of_script()) all.insert(all.end(), views.begin(), views.end());
  for (const catalog::Relation* table : all) {
    reporter.looked_at(1);
    if (std::none_of(table->options.begin(), table->options.end(), autovacuum_off)) continue;
    const std::string name = subject.model().qualified(*table);
    const std::string alter =
        (table->kind == 'm' ? "ALTER MATERIALIZED VIEW " : "ALTER TABLE ") + name;
    base::Finding& finding = reporter.add(base::Severity::warning, subject.about(*table),
                                          "Autovacuum is switched off for " + name);
    finding.detail =
        "Dead rows stay, statistics grow old, index-only scans do not happen, until "
        "somebody runs VACUUM and ANALYZE by hand; only the vacuum that keeps "
        "transaction ids from running out still comes, and late.";
    if (table->activity) {
      finding.evidence["dead_rows"] = table->activity->dead_rows;
      finding.evidence["live_rows"] = table->activity->live_rows;
    }
    finding.fix_kind = "sql";
    finding.fix = alter + " RESET (autovacuum_enabled);";
    finding.fix_lock = "SHARE UPDATE EXCLUSIVE: reads and writes go on";
    finding.fix_duration = "instant";
    finding.undo = alter + " SET (autovacuum_enabled = false);";
    finding.caveats = {"Fine for a table that is loaded once and vacuumed by the same job."};
  }
}

constexpr Rule trigger_disabled{
    .identity = {"trigger_disabled",
                 "schema",
                 base::Severity::warning,
                 "Disabled triggers",
                 "A load that switched triggers off and failed leaves them off; of foreign keys "
                 "nothing then tells that they are not checked. Judged: triggers that never fire; "
                 "not those that fire on replicas only. The triggers of one foreign key are one "
                 "finding.",
                 "ALTER TABLE ... ENABLE TRIGGER.",
                 "https://www.postgresql.org/docs/current/sql-altertable.html",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_triggers};

constexpr Rule autovacuum_disabled{
    .identity = {"table_autovacuum_disabled",
                 "schema",
                 base::Severity::warning,
                 "Tables without autovacuum",
                 "Where autovacuum is off a table bloats and its statistics grow old. Judged: "
                 "autovacuum_enabled = false among the options of a table, a partition or a "
                 "materialized view.",
                 "ALTER TABLE ... RESET (autovacuum_enabled).",
                 "https://www.postgresql.org/docs/current/routine-vacuuming.html#AUTOVACUUM",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_autovacuum};

}  // namespace

Family switched_off_rules() {
  static constexpr const Rule* table[] = {&trigger_disabled, &autovacuum_disabled};
  return table;
}

}  // namespace copilot::lint
