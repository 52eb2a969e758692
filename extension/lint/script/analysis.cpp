// Rules about what statements cost as a whole, and about what of a script could not be analysed.
// Words: see Effect in step.hpp.
// What was not analysed is unknown, and never silently right.
#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/describe.hpp"

namespace copilot::lint {

namespace {

About about_statement(const base::Ddl& statement) {
  return {"script", "statement " + std::to_string(statement.number), 0};
}

void judge_rewrite(const Step& step, Reporter& reporter) {
  for (const Effect& effect : step.now.effects) {
    reporter.looked_at(1);
    if (!effect.rewrite || effect.made_here || effect.lock < Lock::share) continue;
    base::Finding& finding = reporter.add(
        base::Severity::warning, about(effect),
        name_of(effect) + " is written anew under a lock that stops " + blocks(effect.lock));
    finding.detail = effect.why;
    if (!finding.detail.empty() && finding.detail.front() >= 'a' && finding.detail.front() <= 'z')
      finding.detail.front() = static_cast<char>(finding.detail.front() - 'a' + 'A');
    describe(step, effect, finding);
    finding.fix_kind = "manual";
    finding.fix =
        "Do it on a copy that is filled in batches and swapped in at the end: a new column, "
        "or a new table.";
    finding.fix_lock = name(effect.lock);
    finding.caveats.push_back(
        "It needs free space for the table and its indexes once more, and writes them to the WAL");
  }
}

void judge_block(const Step& step, Reporter& reporter) {
  const base::Ddl& statement = step.statement();
  const auto* block = statement.as<base::DoBlock>();
  const auto* utility = statement.as<base::Utility>();
  const bool call = utility != nullptr && (utility->tag == "CALL" || utility->tag == "EXECUTE");
  if (block == nullptr && !call) return;
  reporter.looked_at(1);
  base::Finding& finding =
      reporter.add(base::Severity::notice, about_statement(statement),
                   block == nullptr      ? utility->tag + " runs what is not analysed here"
                   : block->body_dynamic ? "DO runs statements that are put together as text"
                                         : "The statements within DO are not analysed");
  finding.detail = "What it locks, changes or destroys is not known here";
  finding.evidence["dynamic"] = block != nullptr && block->body_dynamic;
  finding.fix_kind = "manual";
  finding.fix = "Write the statements out, or review them by hand.";
}

bool reads_other_file(const base::ClientCommand& command) {
  for (const char* name : {"i", "ir", "include", "include_relative", "gexec", "copy"})
    if (command.name == name) return true;
  return false;
}

void judge_unparsed(const Step& step, Reporter& reporter) {
  const base::Ddl& statement = step.statement();
  reporter.looked_at(1);
  if (const auto* unparsed = statement.as<base::Unparsed>()) {
    base::Finding& finding = reporter.unknown(
        about_statement(statement), "A statement could not be parsed: " + unparsed->message,
        "The rest of the script is judged as if it were not there.");
    if (unparsed->line > 0) finding.evidence["line"] = unparsed->line;
    finding.evidence["message"] = unparsed->message;
    finding.fix = "Correct it; if it is of another version or dialect, it cannot be judged here.";
  } else if (const auto* command = statement.as<base::ClientCommand>()) {
    if (!reads_other_file(*command)) return;
    base::Finding& finding = reporter.unknown(
        about_statement(statement), "psql's \\" + command->name + " runs what is not in the script",
        "What it brings in is not judged.");
    finding.fix = "Lint what it reads as well.";
  }
}

constexpr Rule rewrite{
    {"table_rewrite",
     "change",
     base::Severity::warning,
     "Tables written anew under a strong lock",
     "A rewrite copies all rows and builds all indexes while nobody can write the table, mostly "
     "not "
     "even read it. Judged: volatile defaults, changes of type that change the bytes, stored "
     "generated "
     "and serial columns, VACUUM FULL, CLUSTER, SET LOGGED, SET TABLESPACE, SET ACCESS METHOD, "
     "REFRESH; "
     "not of tables the script made. Where a type or a function is not known a rewrite is assumed, "
     "and said to be. What a more special rule tells of the statement is not told again; this one "
     "stays for the rest, as for a column whose domain has constraints.",
     "Change a copy, and swap it in.",
     "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    judge_rewrite,
    nullptr};

constexpr Rule block{
    {"unlintable_do_block",
     "change",
     base::Severity::notice,
     "Statements that were not analysed",
     "What DO, CALL and EXECUTE run is known only when they run. Judged: each of them in a script.",
     "Write the statements out.",
     "https://www.postgresql.org/docs/current/sql-do.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    judge_block,
    nullptr};

constexpr Rule unparsed{
    {"statement_not_parsed",
     "change",
     base::Severity::unknown,
     "Statements that were not understood",
     "A statement that the parser of this server refuses cannot be judged, nor can what psql would "
     "read from elsewhere. The rest of the script is judged all the same.",
     "Correct it.",
     "https://www.postgresql.org/docs/current/sql-syntax.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    judge_unparsed,
    nullptr};

}  // namespace

Family analysis_rules() {
  static constexpr const Rule* table[] = {&rewrite, &block, &unparsed};
  return table;
}

}  // namespace copilot::lint
