// What a site demands of its foreign keys: which actions, and which columns must take part.
// Words: an action is what follows a delete on the other side; it is said where ON DELETE is written,
// which a schema no longer tells from the default, but a script does.
// A site's demand must not be reported unless it was switched on.
#include <algorithm>

#include "base/quote.hpp"
#include "base/sql_lexer.hpp"
#include "lint/families.hpp"
#include "lint/schema/made_keys.hpp"

namespace copilot::lint {

namespace {

constexpr std::string_view action_name(char letter) {
  switch (letter) {
    case 'r':
      return "RESTRICT";
    case 'c':
      return "CASCADE";
    case 'n':
      return "SET NULL";
    case 'd':
      return "SET DEFAULT";
  }
  return "NO ACTION";
}

bool has(const std::vector<std::string>& list, std::string_view word) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& each) {
    return std::equal(each.begin(), each.end(), word.begin(), word.end(), [](char a, char b) {
      return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) ==
             (b >= 'a' && b <= 'z' ? b - 'a' + 'A' : b);
    });
  });
}

std::string upper(std::string_view text) {
  std::string high(text);
  for (char& c : high)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return high;
}

// Whether each REFERENCES of a statement is followed by ON DELETE, with the last part of the name it
// refers to, as it is written.
struct Written {
  std::string table;
  bool action_said = false;
};

std::vector<Written> written_in(std::string_view text) {
  std::vector<Written> found;
  base::SqlLexer lexer(text);
  int depth = 0, depth_of_key = 0;
  bool in_key = false, in_name = false, after_on = false;
  for (base::Token token = lexer.next_significant(); token.kind != base::TokenKind::end;
       token = lexer.next_significant()) {
    const std::string_view raw = lexer.text(token);
    if (token.kind == base::TokenKind::punctuation) {
      depth += raw == "(" ? 1 : raw == ")" ? -1 : 0;
      if (raw != ".") in_name = false;
      if (depth < depth_of_key || (depth == depth_of_key && raw == ",")) in_key = false;
      continue;
    }
    const std::string word = upper(raw);
    if (token.kind == base::TokenKind::identifier && word == "REFERENCES") {
      found.push_back({});
      in_key = in_name = true;
      depth_of_key = depth;
    } else if (in_name && (found.back().table.empty() || text[token.position - 1] == '.')) {
      found.back().table = token.kind == base::TokenKind::quoted_identifier
                               ? std::string(raw.substr(1, raw.size() - 2))
                               : std::string(raw);
    } else {
      in_name = false;
      if (in_key && after_on && word == "DELETE") found.back().action_said = true;
    }
    after_on = word == "ON";
  }
  return found;
}

// Where the two readings of a statement do not fit together it is taken as said.
bool action_said(std::vector<Written>& written, const base::ConstraintDefinition& key) {
  const auto match = std::find_if(written.begin(), written.end(), [&](const Written& each) {
    return upper(each.table) == upper(key.foreign_table.name);
  });
  if (match == written.end()) return true;
  const bool said = match->action_said;
  written.erase(match);
  return said;
}

void report_action(base::Finding& finding, std::string_view action,
                   const std::vector<std::string>& allowed) {
  finding.detail = "The site allows " + quoted_list(allowed) + ".";
  std::erase(finding.detail, '"');
  finding.evidence["on_delete"] = std::string(action);
  finding.fix_kind = "manual";
  finding.fix =
      "Write the foreign key with one of the actions that are allowed; of an existing one, "
      "add the new one NOT VALID, validate it, then drop the old one.";
}

void judge_actions(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  const std::vector<std::string> allowed = reporter.parameters().texts("allowed");
  for (const catalog::Constraint* key : subject.constraints('f')) {
    reporter.looked_at(1);
    const std::string_view action = action_name(key->on_delete);
    const catalog::Relation* table = subject.model().relation(key->table);
    if (table == nullptr || has(allowed, action)) continue;
    report_action(reporter.add(base::Severity::notice, subject.about(*key),
                               "Foreign key " + base::quote_identifier(key->name) + " of " +
                                   subject.model().qualified(*table) + " has ON DELETE " +
                                   std::string(action)),
                  action, allowed);
  }
}

void judge_actions_made(const Step& step, Reporter& reporter) {
  const std::vector<MadeForeignKey> made = foreign_keys_made_by(step.statement());
  if (made.empty()) return;
  const std::vector<std::string> allowed = reporter.parameters().texts("allowed");
  const bool required = reporter.parameters().boolean("required");
  std::vector<Written> written = written_in(step.statement().text);
  for (const MadeForeignKey& each : made) {
    const bool said = action_said(written, *each.key);
    const std::string_view action = action_name(each.key->on_delete);
    const bool banned = !has(allowed, action);
    if (!banned && (said || !required)) continue;
    report_action(reporter.add(base::Severity::notice, about(step.now, each),
                               "Foreign key of " + full_name(step.now, each.table) + " (" +
                                   quoted_list(each.columns) + ") " +
                                   (!said && required ? "does not say what follows a delete"
                                                      : "has ON DELETE " + std::string(action))),
                  action, allowed);
  }
}

void report_columns(base::Finding& finding, const std::string& missing) {
  finding.detail = "Without it a row can refer to one of another tenant.";
  finding.evidence["missing"] = missing;
  finding.fix_kind = "manual";
  finding.fix = "Make the column part of the key on both sides: UNIQUE (" + missing +
                ", ...) there, FOREIGN KEY (" + missing + ", ...) here.";
}

void judge_columns(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  for (const std::string& column : reporter.parameters().texts("columns"))
    for (const catalog::Constraint* key : subject.constraints('f')) {
      reporter.looked_at(1);
      const catalog::Relation* table = subject.model().relation(key->table);
      const catalog::Relation* other = subject.model().relation(key->foreign_table);
      if (table == nullptr || other == nullptr || other->column(column) == nullptr) continue;
      const catalog::Column* own = table->column(column);
      if (own != nullptr &&
          std::find(key->columns.begin(), key->columns.end(), own->number) != key->columns.end())
        continue;
      report_columns(reporter.add(base::Severity::notice, subject.about(*key),
                                  "Foreign key " + base::quote_identifier(key->name) + " of " +
                                      subject.model().qualified(*table) + " leaves out " +
                                      base::quote_identifier(column)),
                     base::quote_identifier(column));
    }
}

void judge_columns_made(const Step& step, Reporter& reporter) {
  for (const MadeForeignKey& each : foreign_keys_made_by(step.statement()))
    for (const std::string& column : reporter.parameters().texts("columns")) {
      if (std::find(each.columns.begin(), each.columns.end(), column) != each.columns.end())
        continue;
      const catalog::Relation* other =
          step.before.find_relation(each.key->foreign_table.schema, each.key->foreign_table.name,
                                    step.now.session.search_path);
      // One that is known not to have the column cannot be referred to by it.
      if (other != nullptr && !other->columns.empty() && other->column(column) == nullptr) continue;
      report_columns(reporter.add(base::Severity::notice, about(step.now, each),
                                  "Foreign key of " + full_name(step.now, each.table) + " (" +
                                      quoted_list(each.columns) + ") leaves out " +
                                      base::quote_identifier(column)),
                     base::quote_identifier(column));
    }
}

constexpr Parameter action_parameters[] = {
    {"allowed", R"(["NO ACTION", "RESTRICT", "SET NULL", "SET DEFAULT"])",
     "The actions after ON DELETE that are allowed."},
    {"required", "true",
     "Whether a script must write ON DELETE, and not leave it to the default."}};

constexpr Rule action_policy{
    .identity = {"fk_action_policy",
                 "schema",
                 base::Severity::notice,
                 "Foreign keys with an action the site does not allow",
                 "CASCADE deletes rows that nobody named. Judged: the action after ON DELETE "
                 "against a list, by default all but CASCADE; in scripts also whether one is "
                 "written at all, which a schema cannot tell from the default NO ACTION.",
                 "Write the foreign key with an action that is allowed.",
                 "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .enabled = false,
    .parameters = action_parameters,
    .judge_schema = judge_actions,
    .judge_step = judge_actions_made};

constexpr Parameter column_parameters[] = {
    {"columns", R"(["tenant_id"])", "Columns that must be part of every foreign key."}};

constexpr Rule missing_tenant_column{
    .identity = {"fk_missing_tenant_column",
                 "schema",
                 base::Severity::notice,
                 "Foreign keys that leave out the tenant",
                 "Where tenants share tables, only a key that holds the tenant keeps a row from "
                 "referring to another tenant's. Judged: foreign keys without the columns that are "
                 "listed, unless the referenced table is known not to have them.",
                 "Make the column part of the key on both sides.",
                 "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .enabled = false,
    .parameters = column_parameters,
    .judge_schema = judge_columns,
    .judge_step = judge_columns_made};

}  // namespace

Family foreign_key_policy_rules() {
  static constexpr const Rule* table[] = {&action_policy, &missing_tenant_column};
  return table;
}

}  // namespace copilot::lint
