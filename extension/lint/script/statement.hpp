// What the rules about statements have in common: naming what a statement is about, and reporting it.
// Words: made here is what the script itself made, so that nobody uses it yet and it holds no old rows.
// Nothing here judges.
#pragma once

#include <string>

#include "lint/reporter.hpp"
#include "lint/rule.hpp"
#include "lint/script/describe.hpp"
#include "lint/script/step.hpp"

namespace copilot::lint {

inline constexpr const char* alter_table_page =
    "https://www.postgresql.org/docs/current/sql-altertable.html";

constexpr base::Rule statement_rule(const char* id, base::Severity severity, const char* title,
                                    const char* why, const char* fix, const char* sources) {
  return {id, "change", severity, title, why, fix, sources, {}, {}, nullptr, nullptr};
}

// As SQL needs it, with its schema where that is known.
std::string written(const Step& step, const base::ObjectName& relation);
std::string written(const base::ObjectName& name);

const catalog::Relation* relation_of(const Step& step, const base::ObjectName& name);
const Effect* effect_on(const Step& step, const base::ObjectName& relation);
bool made_here(const Step& step, const base::ObjectName& relation);

// Each ALTER TABLE action of a kind, with its statement; none where it is no ALTER TABLE of a table
// that was there before the script.
const base::AlterTable* altered_table(const Step& step);

// A finding about a relation, with what the statement does to it.
base::Finding& report(const Step& step, Reporter& reporter, base::Severity severity,
                      const char* type, const base::ObjectName& relation, std::string title);

// The fix as SQL, a statement a line.
void fix_by(base::Finding& finding, std::string sql, std::string lock);

}  // namespace copilot::lint
