// Sequences near their end.
// Words: the limit is the nearer of the sequence's own and of the column's type that takes its
// values; what is used is counted from the start value. A sequence that cycles within its column's
// type never ends. A sequence is read as a table is: a look at it must not take a lock that
// outlives the look.
#include <cmath>

#include "advise/families.hpp"
#include "advise/wording.hpp"
#include "base/error.hpp"
#include "base/joined.hpp"
#include "base/sequence_user.hpp"

namespace copilot::advise {

namespace {

constexpr double warning_percent = 75;
constexpr double critical_percent = 95;

constexpr auto query = base::joined(
    R"sql(
SELECT q.seqrelid::bigint AS oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,
       q.seqstart AS start_value, q.seqmin AS min_value, q.seqmax AS max_value, q.seqincrement AS increment,
       q.seqcycle AS cycles, has_sequence_privilege(c.oid, 'SELECT') AS readable,
       u.table_name, u.column_name, u.column_type, coalesce(u.bits, 64) AS bits
FROM pg_sequence AS q
  JOIN pg_class AS c ON c.oid = q.seqrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace)sql",
    base::sequence_user,
    R"sql(WHERE c.relpersistence <> 't' AND NOT (c.relpersistence = 'u' AND pg_is_in_recovery())
ORDER BY least(u.bits, 64), n.nspname, c.relname
)sql");
constexpr base::EvidenceVariant variants[] = {{130000, query.text}};
constexpr base::EvidenceQuery sequences_query{"sequences", nullptr, nullptr, variants};

struct Sequence {
  std::string name;
  std::string table, column, type;
  std::int64_t start, min, max, increment;
  std::int64_t bits;
  bool cycles;

  explicit Sequence(const base::Rows::Row& row)
      : name(row.text("name")),
        table(row.text("table_name")),
        column(row.text("column_name")),
        type(row.text("column_type")),
        start(row.integer("start_value").value()),
        min(row.integer("min_value").value()),
        max(row.integer("max_value").value()),
        increment(row.integer("increment").value()),
        bits(row.integer("bits").value()),
        cycles(row.boolean("cycles")) {}

  bool up() const { return increment > 0; }
  std::int64_t column_limit() const {
    const auto top = static_cast<std::int64_t>((std::uint64_t{1} << (bits - 1)) - 1);
    return up() ? top : -top - 1;
  }
  std::int64_t own_limit() const { return up() ? max : min; }
  bool ends_in_column() const {
    return up() ? column_limit() < own_limit() : column_limit() > own_limit();
  }
  std::int64_t limit() const { return ends_in_column() ? column_limit() : own_limit(); }
  bool limited_by_type() const { return bits < 64 && limit() == column_limit(); }
  // No wider type is left.
  bool at_widest() const { return bits == 64 && limit() == column_limit(); }
};

// Differences of 64-bit numbers do not fit into 64 bits; as long double they are exact enough for a
// share.
double span(std::int64_t from, std::int64_t to) {
  return static_cast<double>(static_cast<long double>(to) - static_cast<long double>(from));
}

double used_percent(const Sequence& sequence, std::int64_t last) {
  std::int64_t from = sequence.start;
  const bool before_start = sequence.up() ? last < from : last > from;
  if (before_start) from = sequence.up() ? sequence.min : sequence.max;
  const double whole = span(from, sequence.limit());
  if (whole == 0) return 100;
  return 100 * span(from, last) / whole;
}

double values_left(const Sequence& sequence, std::int64_t last, bool called) {
  const double left = span(last, sequence.limit()) / static_cast<double>(sequence.increment);
  return left < 0 ? 0 : std::floor(left) + (called ? 0 : 1);
}

std::vector<base::Candidate> candidates(const base::Evidence& evidence, const base::Server&) {
  std::vector<base::Candidate> list;
  const base::Rows& rows = evidence[sequences_query];
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].boolean("readable"))
      list.push_back({rows[i].text("name"), {rows[i].integer("oid").value()}});
  return list;
}

base::Query second_query(std::span<const base::Candidate> sequences) {
  base::Query query;
  for (const base::Candidate& sequence : sequences) {
    query.parameters.push_back(sequence.key);
    query.sql += (query.sql.empty() ? "SELECT $" : " UNION ALL SELECT $") +
                 std::to_string(query.parameters.size()) +
                 "::text AS key, last_value, is_called FROM " + sequence.key;
  }
  return query;
}

void how_to_widen(const Sequence& sequence, base::Finding& finding) {
  if (sequence.at_widest()) {
    finding.fix_kind = "manual";
    finding.fix =
        "No wider type is left. If values at the other end of the range are free, ALTER SEQUENCE " +
        sequence.name + " RESTART WITH a value there.";
    return;
  }
  finding.fix_kind = "sql";
  const bool own_is_narrow = sequence.own_limit() == sequence.limit();
  const std::string widen_sequence =
      "ALTER SEQUENCE " + sequence.name +
      (sequence.up() ? " AS bigint NO MAXVALUE" : " AS bigint NO MINVALUE");
  if (sequence.bits == 64) {
    finding.fix = widen_sequence;
    finding.fix_lock = "SHARE ROW EXCLUSIVE on the sequence";
    finding.fix_duration = "at once";
    finding.undo = "ALTER SEQUENCE " + sequence.name +
                   (sequence.up() ? " MAXVALUE " : " MINVALUE ") +
                   std::to_string(sequence.own_limit());
    return;
  }
  finding.fix =
      "ALTER TABLE " + sequence.table + " ALTER COLUMN " + sequence.column + " TYPE bigint";
  if (own_is_narrow) finding.fix += ";\n" + widen_sequence;
  finding.fix_lock = "ACCESS EXCLUSIVE on " + sequence.table;
  finding.fix_duration =
      "the whole table and its indexes are written anew, while nobody can read it";
  finding.undo = "ALTER TABLE " + sequence.table + " ALTER COLUMN " + sequence.column + " TYPE " +
                 sequence.type + " (as long as no value is beyond its range)";
  finding.caveats.push_back(
      "On a large table go online: a new bigint column filled in batches and by a trigger, then "
      "swapped. "
      "Columns that refer to it need the same.");
}

base::Finding finding(const Sequence& sequence, std::int64_t last, double percent_used,
                      double left) {
  base::Finding finding;
  finding.severity = left == 0 || percent_used >= critical_percent ? base::Severity::critical
                                                                   : base::Severity::warning;
  finding.object_type = "sequence";
  finding.object = sequence.name;
  const std::string of =
      sequence.table.empty() ? "" : " of " + sequence.table + "." + sequence.column;
  finding.title = left == 0 ? "Sequence " + sequence.name + of + " is exhausted"
                            : "Sequence " + sequence.name + of + " has used " +
                                  percent(percent_used) + " of its values";
  finding.detail = "Its last value is " + grouped(last) + ", the limit " +
                   grouped(sequence.limit()) +
                   (sequence.limited_by_type()
                        ? ", the end of the column's type " + sequence.type
                        : ", its own " + std::string(sequence.up() ? "maximum" : "minimum")) +
                   (left == 0 ? "; inserts that take the next value fail."
                              : "; when it is reached, inserts fail.");
  finding.evidence = {
      {"last_value", last},
      {"limit", sequence.limit()},
      {"limit_of", sequence.limited_by_type() ? "column type" : "sequence"},
      {"increment", sequence.increment},
      {"used_percent", static_cast<double>(static_cast<std::int64_t>(percent_used * 100)) / 100},
      {"values_left",
       left < 9e15 ? base::Json(static_cast<std::int64_t>(left)) : base::Json(left)}};
  if (!sequence.table.empty()) {
    finding.evidence["table"] = sequence.table;
    finding.evidence["column"] = sequence.column;
    finding.evidence["column_type"] = sequence.type;
  }
  finding.verify_sql = "SELECT last_value, is_called FROM " + sequence.name;
  if (left > 0)
    finding.caveats.push_back(
        "How soon it ends depends on how fast values are taken, which one look cannot tell.");
  how_to_widen(sequence, finding);
  return finding;
}

base::Finding unreadable(const std::vector<std::string>& names, const base::Failure& failure,
                         const base::Server& server) {
  base::Finding finding;
  finding.severity = base::Severity::unknown;
  finding.object_type = names.size() == 1 ? "sequence" : "database";
  finding.object = names.size() == 1 ? names.front() : server.database;
  finding.title =
      (names.size() == 1 ? "Sequence " + names.front()
                         : counted(static_cast<std::int64_t>(names.size()), "sequence")) +
      " could not be judged: " + failure.message;
  finding.detail = failure.hint;
  finding.evidence["sequences"] = base::Json::array();
  for (std::size_t i = 0; i < names.size() && i < 20; ++i)
    finding.evidence["sequences"].push_back(names[i]);
  finding.evidence["count"] = names.size();
  finding.fix_kind = "manual";
  finding.fix = failure.hint;
  return finding;
}

base::Verdict judge(const base::Case& given) {
  const base::Rows& rows = given.evidence[sequences_query];
  std::vector<base::Finding> findings;
  std::map<std::string, std::pair<base::Failure, std::vector<std::string>>> unknown;  // by message
  std::size_t judged = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Sequence sequence(rows[i]);
    if (sequence.cycles && !sequence.ends_in_column()) continue;
    base::Failure failure;
    if (!rows[i].boolean("readable"))
      failure = {base::sqlstate::insufficient_privilege,
                 "role " + given.server.role + " has no SELECT privilege",
                 "Run GRANT SELECT ON SEQUENCE ... TO " + given.server.role +
                     " as their owner, or GRANT pg_read_all_data as superuser (14 and later)."};
    else if (const auto failed = given.details.failed.find(sequence.name);
             failed != given.details.failed.end())
      failure = failed->second;
    if (!failure.message.empty()) {
      auto& group = unknown[failure.message];
      group.first = failure;
      group.second.push_back(sequence.name);
      continue;
    }
    const auto found = given.details.found.find(sequence.name);
    if (found == given.details.found.end()) continue;  // dropped meanwhile
    const base::Rows::Row row = *found->second;
    const std::int64_t last = row.integer("last_value").value();
    const double percent_used = used_percent(sequence, last);
    const double left = values_left(sequence, last, row.boolean("is_called"));
    ++judged;
    if (left == 0 || percent_used >= warning_percent)
      findings.push_back(finding(sequence, last, percent_used, left));
  }
  for (const auto& [message, group] : unknown)
    findings.push_back(unreadable(group.second, group.first, given.server));
  return base::Verdict::of(std::move(findings), "No sequence has used 75 % of its values",
                           {{"sequences", rows.size()}, {"judged", judged}});
}

constexpr const base::EvidenceQuery* needed[] = {&sequences_query};
constexpr base::SecondLook second_look{50, candidates, second_query};

}  // namespace

const base::Rule sequences_near_exhaustion{
    "sequences_near_exhaustion",
    "capacity",
    base::Severity::critical,
    "Sequences near exhaustion",
    "When a sequence reaches its end, every insert that takes its next value fails. Judged: the "
    "nearer of "
    "the sequence's own limit and of the type of the column that it fills; warning from 75 percent "
    "of the "
    "way from its start, critical from 95 percent. One that cycles within its column's type never "
    "ends.",
    "Widen the column and the sequence to bigint before the end, online on large tables.",
    "https://www.postgresql.org/docs/current/sql-altersequence.html",
    needed,
    {},
    &second_look,
    judge};

}  // namespace copilot::advise
