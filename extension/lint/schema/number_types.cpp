// Columns of numbers.
// Words: an unbounded numeric has no precision; a word of a name is what stands between underscores.
// What a column holds is told from its name only where that is all there is, and then with doubt.
#include <algorithm>
#include <array>
#include <string_view>

#include "lint/families.hpp"
#include "lint/schema/plain_type.hpp"
#include "lint/schema/remedy.hpp"
#include "lint/schema/words.hpp"

namespace copilot::lint {

namespace {

constexpr char manual[] = "https://www.postgresql.org/docs/current/datatype-numeric.html";

void judge_money(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (plain.type != builtin::money) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " is money: its value depends on lc_monetary";
    base::Finding& finding =
        reporter.add(base::Severity::warning, std::move(about), std::move(title));
    finding.detail =
        "The currency and the number of its decimals are those of the setting lc_monetary: a dump "
        "restored under another one is read as another amount.";
    finding.evidence["type"] = each.column.type_text;
    suggest_type(subject, each, plain.array ? "numeric[]" : "numeric(19,4)", Cost::rewrite,
                 finding);
    finding.caveats.push_back("Store the currency in a column of its own.");
  });
}

void judge_integer(const Subject& subject, Reporter& reporter, catalog::Oid type,
                   const char* range) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (plain.type != type) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " ends at " + range;
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.evidence["type"] = each.column.type_text;
    suggest_type(subject, each, plain.array ? "bigint[]" : "bigint", Cost::rewrite, finding);
  });
}

void judge_int4(const Subject& subject, Reporter& reporter) {
  judge_integer(subject, reporter, builtin::int4, "2147483647");
}

void judge_int2(const Subject& subject, Reporter& reporter) {
  judge_integer(subject, reporter, builtin::int2, "32767");
}

void judge_unbounded(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (plain.type != builtin::numeric || plain.typmod >= 0) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " is numeric without a precision";
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail = "Any number of digits is stored as it comes, up to 131072 before the point.";
    finding.evidence["type"] = each.column.type_text;
    suggest_type(subject, each, plain.array ? "numeric(20,6)[]" : "numeric(20,6)", Cost::rewrite,
                 finding);
    finding.caveats.push_back(
        "The precision is a choice: a value with more digits is rounded, a larger one refused.");
  });
}

// Words that only ever mean an amount of money, and words that often do.
constexpr std::string_view surely_money[] = {"fee",    "fees",    "price",   "prices",
                                             "salary", "revenue", "wage",    "wages",
                                             "usd",    "eur",     "payment", "payments"};
constexpr std::string_view maybe_money[] = {"amount",   "balance", "cost",
                                            "subtotal", "tax",     "total"};
// With one of these it is a proportion, or a count.
constexpr std::string_view never_money[] = {"change", "count",   "elasticity", "factor", "index",
                                            "pct",    "percent", "percentage", "rate",   "ratio",
                                            "score",  "weight",  "multiplier", "share"};

bool in(std::span<const std::string_view> list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

void judge_float_for_money(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (plain.type != builtin::float4 && plain.type != builtin::float8) return;
    const std::vector<std::string> words = words_of(each.column.name);
    if (words.empty()) return;
    bool sure = false;
    for (const std::string& word : words) {
      if (in(never_money, word)) return;
      sure = sure || in(surely_money, word);
    }
    if (!sure && !in(maybe_money, words.back())) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + (sure ? " holds" : " may hold") + " money as " +
                        each.column.type_text + ", which cannot hold 0.1";
    base::Finding& finding = reporter.add(sure ? base::Severity::warning : base::Severity::notice,
                                          std::move(about), std::move(title));
    finding.detail =
        "Binary fractions are rounded at each step: sums of cents differ by the order of the rows, "
        "and equal amounts do not compare equal.";
    finding.evidence["type"] = each.column.type_text;
    finding.confidence = sure ? 0.8 : 0.5;
    suggest_type(subject, each, plain.array ? "numeric(19,4)[]" : "numeric(19,4)", Cost::rewrite,
                 finding);
    finding.caveats.push_back("That it holds money is told from its name only.");
  });
}

constexpr Rule money{
    {"column_type_money",
     "schema",
     base::Severity::warning,
     "Columns of type money",
     "money takes its currency and decimals from lc_monetary, so that the same bytes are another "
     "amount on another server; it cannot hold fractions of a cent. Judged: columns of money, "
     "below arrays and domains too.",
     "Use numeric, and a column for the currency.",
     "https://www.postgresql.org/docs/current/datatype-money.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_money};

constexpr Rule int4{
    {"column_type_int4",
     "schema",
     base::Severity::notice,
     "Columns of type integer",
     "A column that outgrows integer has to be rewritten under a lock. Judged: every column of "
     "integer, below arrays and domains too. Off: most of them count what never gets there; keys "
     "are told by pk_small_integer.",
     "Use bigint for what grows with the business.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_int4};

constexpr Rule int2{
    {"column_type_int2",
     "schema",
     base::Severity::notice,
     "Columns of type smallint",
     "32767 is soon reached, and two bytes are often lost again to alignment. Judged: every "
     "column of smallint, below arrays and domains too. Off: for codes it is right.",
     "Use integer or bigint.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_int2};

constexpr Rule unbounded{
    {"column_type_numeric_unbounded",
     "schema",
     base::Severity::notice,
     "Columns of type numeric without a precision",
     "Without a precision the database checks nothing, and each division adds digits that are "
     "stored. Judged: numeric without a precision. Off: PostgreSQL stores it well, and it is "
     "right for measurements.",
     "Say numeric(precision, scale) where both are known.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_unbounded};

constexpr Rule float_for_money{
    {"column_type_float_for_money",
     "schema",
     base::Severity::warning,
     "Money in binary fractions",
     "real and double precision cannot hold most decimal fractions. Judged: columns of both whose "
     "name says money (price, fee, salary, ...: a warning) or may say so (amount, total, balance, "
     "...: a notice); a rate, ratio, percentage or score is passed.",
     "Use numeric.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_float_for_money};

}  // namespace

Family number_type_rules() {
  static constexpr const Rule* table[] = {&money, &int4, &int2, &unbounded, &float_for_money};
  return table;
}

}  // namespace copilot::lint
