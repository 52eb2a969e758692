// Comments that are missing, or too long.
// Words: a comment of blanks only is none.
// Objects of kinds that people seldom read about (constraints, triggers, types) are not asked for one.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/plain_type.hpp"
#include "lint/schema/remedy.hpp"

namespace copilot::lint {

namespace {

constexpr char manual[] = "https://www.postgresql.org/docs/current/sql-comment.html";

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

void tell_missing(Reporter& reporter, About about, const std::string& command) {
  std::string title = about.type + " " + about.name + " has no comment";
  if (title.front() >= 'a' && title.front() <= 'z')
    title.front() = static_cast<char>(title.front() - 'a' + 'A');
  base::Finding& finding = reporter.add(base::Severity::notice, std::move(about), std::move(title));
  finding.fix_kind = "manual";
  finding.fix = "COMMENT ON " + command + " IS '...';";
}

void judge_tables(const Subject& subject, Reporter& reporter) {
  for (const catalog::Relation* table : subject.tables()) {
    if (table->persistence == 't') continue;
    reporter.looked_at(1);
    if (blank(table->comment))
      tell_missing(reporter, subject.about(*table), "TABLE " + table_name(subject, *table));
  }
}

void judge_columns(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType&) {
    if (each.column.number > 0 && blank(each.column.comment))
      tell_missing(reporter, subject.about(each.table, each.column),
                   "COLUMN " + subject.model().qualified(each.table, each.column));
  });
}

void judge_functions(const Subject& subject, Reporter& reporter) {
  for (const catalog::Function* function : subject.functions()) {
    reporter.looked_at(1);
    if (blank(function->comment))
      tell_missing(reporter, subject.about(*function),
                   "ROUTINE " + subject.model().qualified(*function));
  }
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

void tell_long(Reporter& reporter, About about, std::size_t length, std::int64_t most) {
  std::string title = "The comment on " + about.type + " " + about.name + " has " +
                      std::to_string(length) + " characters";
  base::Finding& finding = reporter.add(base::Severity::notice, std::move(about), std::move(title));
  finding.evidence["characters"] = length;
  finding.evidence["allowed"] = most;
  finding.fix_kind = "manual";
  finding.fix = "Shorten it, or keep the long text in the documentation.";
}

void judge_long(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;  // there each COMMENT is judged
  const std::int64_t most = reporter.parameters().integer("characters");
  const auto judge = [&](const std::string& comment, auto about) {
    reporter.looked_at(1);
    if (static_cast<std::int64_t>(comment.size()) <= most) return;
    const std::size_t length = characters(comment);
    if (static_cast<std::int64_t>(length) > most) tell_long(reporter, about(), length, most);
  };
  for (const catalog::Schema* each : subject.schemas())
    judge(each->comment, [&] { return subject.about(*each); });
  for (const catalog::Relation* each : subject.tables())
    judge(each->comment, [&] { return subject.about(*each); });
  for (const catalog::Relation* each : subject.relations("vmf"))
    judge(each->comment, [&] { return subject.about(*each); });
  for (const TableColumn& each : subject.columns())
    judge(each.column.comment, [&] { return subject.about(each.table, each.column); });
  for (const catalog::Function* each : subject.functions())
    judge(each->comment, [&] { return subject.about(*each); });
  for (const catalog::Index* each : subject.indexes())
    judge(each->comment, [&] { return subject.about(*each); });
  for (const catalog::Type* each : subject.types())
    judge(each->comment, [&] { return subject.about(*each); });
}

void judge_new_comment(const Step& step, Reporter& reporter) {
  const auto* comment = step.statement().as<base::Comment>();
  if (comment == nullptr || !comment->text) return;
  reporter.looked_at(1);
  const std::int64_t most = reporter.parameters().integer("characters");
  const std::size_t length = characters(*comment->text);
  if (static_cast<std::int64_t>(length) <= most) return;
  std::string name = base::quote_qualified(comment->object.schema, comment->object.name);
  if (!comment->part.empty()) name += "." + base::quote_identifier(comment->part);
  tell_long(reporter, {comment->kind == base::ObjectKind::column ? "column" : "object", name},
            length, most);
}

constexpr Rule table_comment{
    {"table_without_comment",
     "schema",
     base::Severity::notice,
     "Tables without a comment",
     "A comment is shown by every tool that shows the table. Judged: tables, not partitions; a "
     "comment of blanks is none. Off: most schemas have few.",
     "COMMENT ON TABLE.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_tables};

constexpr Rule column_comment{
    {"column_without_comment",
     "schema",
     base::Severity::notice,
     "Columns without a comment",
     "What a column means, and in which unit, is seldom in its name. Judged: columns of tables; a "
     "comment of blanks is none. Off: most schemas have few.",
     "COMMENT ON COLUMN.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_columns};

constexpr Rule function_comment{
    {"function_without_comment",
     "schema",
     base::Severity::notice,
     "Functions without a comment",
     "A function's name and arguments do not say what it is for. Judged: functions, procedures and "
     "aggregates of no extension; a comment of blanks is none. Off: most schemas have few.",
     "COMMENT ON ROUTINE.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_functions};

constexpr Parameter long_parameters[] = {
    {"characters", "64", "How many characters a comment may have."}};

constexpr Rule too_long{
    {"comment_too_long",
     "schema",
     base::Severity::notice,
     "Long comments",
     "A policy of some sites, whose catalogues cut comments. Judged: the characters of comments, "
     "in a script of each COMMENT. Off: PostgreSQL has no limit.",
     "Shorten the comment.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    long_parameters,
    judge_long,
    judge_new_comment};

}  // namespace

Family comment_rules() {
  static constexpr const Rule* table[] = {&table_comment, &column_comment, &function_comment,
                                          &too_long};
  return table;
}

}  // namespace copilot::lint
