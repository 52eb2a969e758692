// Columns that hold times.
// Words: an instant is a moment on the world's time line; timestamptz holds one, timestamp and timetz
// do not: what they mean depends on who reads them.
// A date or an interval is never judged here.
#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/plain_type.hpp"
#include "lint/schema/remedy.hpp"

namespace copilot::lint {

namespace {

constexpr char manual[] = "https://www.postgresql.org/docs/current/datatype-datetime.html";

void judge_no_time_zone(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (plain.type != builtin::timestamp && plain.type != builtin::timetz) return;
    const bool daytime = plain.type == builtin::timetz;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " is " + each.column.type_text +
                        (daytime ? ": an offset without a date has no meaning"
                                 : ": it does not say which moment a value is");
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail =
        daytime ? "Whether summer time counts depends on the date, which is not there."
                : "The time zone of a value is not stored, nor applied: two sessions in two zones "
                  "read the same value as two moments, and arithmetic across summer time is wrong.";
    finding.evidence["type"] = each.column.type_text;
    suggest_type(subject, each, std::string("timestamp with time zone") + (plain.array ? "[]" : ""),
                 Cost::rewrite, finding,
                 plain.array || daytime || each.column.statement > 0
                     ? ""
                     : base::quote_identifier(each.column.name) + " AT TIME ZONE 'UTC'");
    if (each.column.statement == 0 && !daytime)
      finding.caveats.push_back(
          "Replace UTC by the zone that the values were written in. In a session whose TimeZone is "
          "UTC, the change without USING writes no row.");
  });
}

void judge_precision(const Subject& subject, Reporter& reporter) {
  const std::int64_t lowest = reporter.parameters().integer("digits");
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (plain.type != builtin::timestamp && plain.type != builtin::timestamptz) return;
    if (plain.typmod < 0 || plain.typmod >= lowest) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " rounds its times: " + each.column.type_text;
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail =
        "A value is rounded, not cut: it may come to lie in the future, and no longer equals the "
        "one that was written. It takes 8 bytes all the same.";
    finding.evidence["type"] = each.column.type_text;
    finding.evidence["digits"] = plain.typmod;
    suggest_type(
        subject, each,
        std::string(plain.type == builtin::timestamp ? "timestamp" : "timestamp with time zone") +
            (plain.array ? "[]" : ""),
        plain.array ? Cost::rewrite : Cost::catalog_only, finding);
  });
}

void judge_time(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (plain.type != builtin::time && plain.type != builtin::timetz) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " holds a time without its date";
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail =
        "Right for opening hours; wrong for when something happened, or how long it took.";
    finding.evidence["type"] = each.column.type_text;
    finding.fix_kind = "manual";
    finding.fix =
        "For a moment use timestamp with time zone, for a duration interval; else suppress this.";
  });
}

constexpr Rule no_time_zone{
    {"column_type_timestamp_no_tz",
     "schema",
     base::Severity::notice,
     "Times without a time zone",
     "timestamp holds what a clock on some wall showed, and not when that was; timetz an offset "
     "whose date is missing. Judged: columns of both, below arrays and domains too. Some linters "
     "tell of any timestamp; timestamp with time zone is right and never told.",
     "Use timestamp with time zone: it stores the moment in 8 bytes, and shows it in the reader's "
     "zone.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_no_time_zone};

constexpr Parameter precision_parameters[] = {
    {"digits", "6", "Fewer digits of a second than these are told."}};

constexpr Rule precision{
    {"column_type_timestamp_precision",
     "schema",
     base::Severity::notice,
     "Times that are rounded",
     "timestamp(0) rounds up as well as down, so that a value may lie in the future, and two "
     "columns of different precision never compare equal. Judged: a precision under six digits. "
     "Off, since programs often choose milliseconds on purpose.",
     "Store the time as it is, and round where it is shown: date_trunc().",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    precision_parameters,
    judge_precision};

constexpr Rule time_of_day{
    {"column_type_time",
     "schema",
     base::Severity::notice,
     "Times of day",
     "A time without its date cannot be ordered over midnight, nor set against a moment. Judged: "
     "columns of time and timetz. Off, since a timetable needs them.",
     "Use timestamp with time zone for moments, interval for durations.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_time};

}  // namespace

Family time_type_rules() {
  static constexpr const Rule* table[] = {&no_time_zone, &precision, &time_of_day};
  return table;
}

}  // namespace copilot::lint
