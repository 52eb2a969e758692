// Rules about names whose meaning the search_path decides, and about objects that may be somebody else's.
// Words: an adopting statement takes an object that is there for the one it would have made: IF NOT
// EXISTS, OR REPLACE. A schema is open where others than its owner may create in it.
// What the script itself made, and temporary objects, must pass.
#include <algorithm>
#include <optional>
#include <set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"
#include "lint/script/naming.hpp"

namespace copilot::lint {

namespace {

using base::ObjectKind;
using base::Severity;

struct Adoption {
  const char* type;
  base::ObjectName name;
  std::string arguments;  // of a function
  bool replaces = false;  // OR REPLACE
};

bool function_like(ObjectKind kind) {
  return kind == ObjectKind::aggregate || kind == ObjectKind::transform;
}

std::optional<Adoption> adoption(const base::Ddl& statement) {
  if (const auto* made = statement.as<base::CreateTable>())
    if (made->if_not_exists && made->persistence != 't')
      return Adoption{made->kind == 'f' ? "foreign table" : "table", made->name, "", false};
  if (const auto* made = statement.as<base::CreateTableAs>())
    if (made->if_not_exists && made->persistence != 't')
      return Adoption{made->kind == 'm' ? "materialized view" : "table", made->name, "", false};
  if (const auto* made = statement.as<base::CreateView>())
    if (made->replace && made->persistence != 't') return Adoption{"view", made->name, "", true};
  if (const auto* made = statement.as<base::CreateIndex>())
    if (made->if_not_exists) return Adoption{"index", {made->table.schema, made->name}, "", false};
  if (const auto* made = statement.as<base::CreateFunction>())
    if (made->replace)
      return Adoption{made->procedure ? "procedure" : "function", made->name, made->arguments,
                      true};
  if (const auto* made = statement.as<base::CreateSequence>())
    if (made->if_not_exists && !made->alter) return Adoption{"sequence", made->name, "", false};
  if (const auto* made = statement.as<base::CreateObject>()) {
    const bool has_schema = function_like(made->kind) || made->kind == ObjectKind::collation ||
                            made->kind == ObjectKind::statistics;
    if (has_schema && (made->if_not_exists || made->replace))
      return Adoption{word_for(made->kind), made->name, "", made->replace};
  }
  return std::nullopt;
}

std::string text_of(const Adoption& adoption) {
  std::string text = base::quote_qualified(adoption.name.schema, adoption.name.name);
  if (adoption.type == std::string_view("function") ||
      adoption.type == std::string_view("procedure"))
    text += "(" + adoption.arguments + ")";
  return text;
}

class HijackJudge {
 public:
  HijackJudge(const Journey& journey, Reporter& reporter)
      : journey_(journey), reporter_(reporter) {}

  void judge(const Moment& moment);
  void finish();

 private:
  void add(const Adoption& adoption, const std::string& why);
  void judge_schema(const base::CreateSchema& schema, const Moment& moment);
  void leave_open(const Moment& moment, std::string type, std::string text);

  struct Open {
    const base::Ddl* statement;
    std::string type, text;
  };

  const Journey& journey_;
  Reporter& reporter_;
  std::set<std::string> made_schemas_;  // by CREATE SCHEMA, so that they were not there
  std::vector<Open> open_;
};

void HijackJudge::leave_open(const Moment& moment, std::string type, std::string text) {
  open_.push_back({moment.statement, std::move(type), std::move(text)});
}

void HijackJudge::add(const Adoption& adoption, const std::string& why) {
  const std::string text = text_of(adoption);
  base::Finding& finding =
      reporter_.add(Severity::warning, {adoption.type, text},
                    std::string(adoption.replaces ? "OR REPLACE" : "IF NOT EXISTS") +
                        " may take over " + adoption.type + " " + text + " of somebody else");
  finding.detail = why +
                   " Whoever made the object first still owns it, and can change what it "
                   "does, or has put a trigger or a default of its own into it.";
  finding.fix_kind = "manual";
  finding.fix =
      "CREATE it without the clause, so that it fails where it is there; or revoke CREATE "
      "on the schema first.";
}

void HijackJudge::judge_schema(const base::CreateSchema& schema, const Moment& moment) {
  const std::string name = schema.name.empty() ? schema.authorization : schema.name;
  if (!schema.if_not_exists) {
    made_schemas_.insert(name);
    return;
  }
  const catalog::Schema* found = journey_.after.schema(name);
  const bool was_there = found != nullptr && found->statement == 0;
  if (!was_there && !made_schemas_.contains(name) && !journey_.after.live)
    leave_open(moment, "schema", base::quote_identifier(name));
}

void HijackJudge::judge(const Moment& moment) {
  const base::Ddl& statement = *moment.statement;
  reporter_.at(&statement);
  reporter_.looked_at(1);
  if (const auto* schema = statement.as<base::CreateSchema>()) {
    judge_schema(*schema, moment);
    return;
  }
  const std::optional<Adoption> found = adoption(statement);
  if (!found) return;
  const catalog::Model& model = journey_.after;
  std::string schema_name = found->name.schema;
  const bool unqualified = schema_name.empty();
  if (unqualified && !moment.session.search_path.empty())
    schema_name = moment.session.search_path.front();
  if (made_schemas_.contains(schema_name)) return;
  const catalog::Schema* schema = model.schema(schema_name);
  if (schema != nullptr && schema->statement > 0) return;
  if (schema != nullptr) {
    const std::vector<catalog::Oid> roles = creators(model, *schema);
    if (!roles.empty()) {
      add(*found, role_names(model, roles) + " may create objects in schema " +
                      base::quote_identifier(schema_name) + ".");
      return;
    }
  }
  const bool open_path = unqualified && moment.session.search_path_set_at == 0;
  if (open_path || schema == nullptr) leave_open(moment, found->type, text_of(*found));
}

void HijackJudge::finish() {
  if (open_.empty()) return;
  // Once a script: which schema is meant is one question, however often it is asked.
  const Open& first = open_.front();
  reporter_.at(first.statement);
  base::Finding& finding = reporter_.add(
      Severity::notice, {first.type, first.text},
      open_.size() == 1
          ? "Whose " + first.type + " " + first.text + " is taken if there is one is not known"
          : "Whose objects " + std::to_string(open_.size()) +
                " statements take if there are such is not known");
  finding.detail =
      "IF NOT EXISTS and OR REPLACE adopt what is there. The schema depends on the "
      "search_path of whoever runs the script, or is not known here; if others may "
      "create in it, the object can be theirs.";
  for (const Open& each : open_)
    finding.evidence["objects"].push_back(
        {{"line", each.statement->line}, {"type", each.type}, {"name", each.text}});
  finding.fix_kind = "manual";
  finding.fix = "Write the schema before the name, one in which nobody else may create.";
}

void judge_hijack(const Journey& journey, Reporter& reporter) {
  HijackJudge judge(journey, reporter);
  for (const Moment& moment : journey.moments) judge.judge(moment);
  judge.finish();
}

struct Named {
  const char* type;
  base::ObjectName name;
};

// What the statement makes, changes or drops under a name that could have a schema.
std::vector<Named> subjects_of(const base::Ddl& statement) {
  std::vector<Named> list;
  if (const auto* made = statement.as<base::CreateTable>()) {
    if (made->persistence != 't') list.push_back({"table", made->name});
  } else if (const auto* made = statement.as<base::CreateTableAs>()) {
    if (made->persistence != 't') list.push_back({"table", made->name});
  } else if (const auto* made = statement.as<base::CreateView>()) {
    if (made->persistence != 't') list.push_back({"view", made->name});
  } else if (const auto* made = statement.as<base::CreateSequence>()) {
    list.push_back({"sequence", made->name});
  } else if (const auto* made = statement.as<base::CreateFunction>()) {
    list.push_back({made->procedure ? "procedure" : "function", made->name});
  } else if (const auto* made = statement.as<base::CreateType>()) {
    list.push_back({made->type == 'd' ? "domain" : "type", made->name});
  } else if (const auto* change = statement.as<base::AlterTable>()) {
    list.push_back({word_for(change->kind), change->name});
  } else if (const auto* made = statement.as<base::CreateIndex>()) {
    list.push_back({"table", made->table});
  } else if (const auto* rename = statement.as<base::Rename>()) {
    if (rename->of == ObjectKind::table || rename->of == ObjectKind::view ||
        rename->of == ObjectKind::sequence || rename->of == ObjectKind::index)
      list.push_back({word_for(rename->of), rename->object});
  } else if (const auto* drop = statement.as<base::Drop>()) {
    switch (drop->kind) {
      case ObjectKind::table:
      case ObjectKind::view:
      case ObjectKind::materialized_view:
      case ObjectKind::foreign_table:
      case ObjectKind::sequence:
      case ObjectKind::index:
      case ObjectKind::type:
      case ObjectKind::domain:
      case ObjectKind::function:
      case ObjectKind::procedure:
      case ObjectKind::trigger:
      case ObjectKind::policy:
        for (const base::Drop::Item& item : drop->items)
          list.push_back({item.part.empty() ? word_for(drop->kind) : "table", item.name});
        break;
      default:
        break;
    }
  }
  return list;
}

void judge_qualification(const Step& step, Reporter& reporter) {
  // A path that the script sets says which schema is meant.
  if (step.now.session.search_path_set_at != 0) return;
  std::vector<Named> list = subjects_of(step.statement());
  for (const base::Reference& each : step.statement().relations)
    list.push_back({"table", each.relation});
  reporter.looked_at(list.size());
  std::set<std::string> told;
  for (const Named& each : list) {
    if (!each.name.schema.empty() || each.name.name.empty()) continue;
    if (each.name.name.starts_with("pg_")) continue;
    const catalog::Relation* found = relation_of(step, each.name);
    if (found != nullptr && found->persistence == 't') continue;
    if (!told.insert(each.name.name).second) continue;
    const std::string name = base::quote_identifier(each.name.name);
    base::Finding& finding = reporter.add(
        Severity::notice, {each.type, name},
        std::string("Which ") + each.type + " " + name + " is depends on the search_path");
    finding.detail = "The name has no schema.";
    if (found != nullptr) {
      finding.evidence["found_as"] = step.before.qualified(*found);
      finding.detail += " Now it is " + step.before.qualified(*found) + ".";
    }
    finding.fix_kind = "manual";
    finding.fix = "Write the schema before the name.";
  }
}

constexpr const char* manual =
    "https://www.postgresql.org/docs/current/ddl-schemas.html"
    "#DDL-SCHEMAS-PATTERNS";

const Rule hijack{
    {"create_if_not_exists_hijack",
     "security",
     Severity::warning,
     "A statement may take over somebody else's object",
     "IF NOT EXISTS and OR REPLACE keep an object that is there, with its owner. A warning where "
     "the "
     "schema is known and others may create in it; once a script a notice where the schema is not "
     "known, or left to the search_path. pgspot tells every such statement; in a schema where "
     "nobody "
     "else may create, or that the script made, there is nobody to fear.",
     "Create it without the clause, or in a schema of one's own.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    nullptr,
    judge_hijack};

const Rule not_qualified{
    {"object_not_schema_qualified",
     "change",
     Severity::notice,
     "A name has no schema",
     "A policy of the site. Judged are tables, views, sequences, functions and types that a "
     "statement "
     "makes, changes, drops or reads; left out are temporary tables, names of WITH, the system's "
     "own, and scripts that set their search_path.",
     "Write the schema before the name.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    nullptr,
    judge_qualification};

}  // namespace

Family resolution_rules() {
  static constexpr const Rule* table[] = {&hijack, &not_qualified};
  return table;
}

}  // namespace copilot::lint
