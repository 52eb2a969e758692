// What is found by the search_path of whoever happens to run it.
// Words: see known_names.hpp; a path is fixed where the script or the function sets it, and open where it
// is that of the session.
// A call of a built-in function must pass: pg_catalog is searched first. In a script's own statements
// a call that finds what it means, where others cannot create, must pass as well.
#include <algorithm>
#include <optional>
#include <set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"
#include "lint/schema/known_names.hpp"
#include "lint/schema/search_path.hpp"

namespace copilot::lint {

namespace {

using base::Severity;

void judge_unqualified(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;  // its statements are judged, by what the parser saw
  const catalog::Model& model = subject.model();
  std::optional<KnownNames> known;
  for (const catalog::Function* function : subject.functions()) {
    if (!looks_up_names(*function)) continue;
    reporter.looked_at(1);
    if (search_path_of(*function)) continue;
    const CodeText code = read_code(function->source);
    if (code.sets_search_path) continue;
    if (!known) known.emplace(model);
    const Unqualified names = unqualified(code, *known);
    if (names.names.empty()) continue;
    base::Finding& finding = reporter.add(
        function->security_definer ? Severity::warning : Severity::notice, subject.about(*function),
        model.qualified(*function) + " finds " + listed(names.names, 3) +
            " by its caller's search_path");
    finding.detail = "Its body names them without a schema, and the function sets no search_path.";
    finding.evidence["unqualified"] = names.names;
    finding.confidence = 0.8;
    finding.caveats.push_back(
        "The body was read by its tokens; a variable or an alias of the same "
        "name is taken for the object.");
    if (code.dynamic)
      finding.caveats.push_back("Statements that the body puts together are not seen.");
    finding.fix_kind = "manual";
    finding.fix = "Write the schema before each name, or set a search_path for the function.";
  }
}

// By the script, beside those that were there, whose functions are known.
bool extension_made(std::span<const Moment> moments, const catalog::Model& model) {
  return std::any_of(moments.begin(), moments.end(), [&](const Moment& moment) {
    const base::CreateObject* made = moment.statement->as<base::CreateObject>();
    return made != nullptr && made->kind == base::ObjectKind::extension &&
           std::none_of(model.extensions.begin(), model.extensions.end(),
                        [&](const catalog::Extension& each) {
                          return each.name == made->name.name && each.oid < catalog::script_oids;
                        });
  });
}

// Nothing but pg_catalog and temporary objects.
bool closed(const Session& session) {
  return session.search_path_set_at != 0 &&
         std::all_of(session.search_path.begin(), session.search_path.end(),
                     [](const std::string& schema) { return schema == "pg_temp"; });
}

class ScriptJudge {
 public:
  ScriptJudge(const Journey& journey, Reporter& reporter)
      : journey_(journey),
        model_(journey.after),
        known_(journey.after),
        extensions_(extension_made(journey.moments, journey.after)),
        reporter_(reporter) {}

  void judge(const Moment& moment);

 private:
  void judge_body(const base::CreateFunction& function, const base::Ddl& statement);
  void judge_call(const base::Call& call, const Session& session);
  void judge_parts(const base::Ddl& statement, const Session& session);
  bool found_safely(const std::string& name, const Session& session) const;

  const Journey& journey_;
  const catalog::Model& model_;
  KnownNames known_;
  bool extensions_;  // whose functions are not known
  Reporter& reporter_;
  std::set<std::string> told_;
};

// That of a schema in which nobody else can put another one before it.
bool ScriptJudge::found_safely(const std::string& name, const Session& session) const {
  const std::set<std::string>* schemas = known_.function(name);
  if (schemas == nullptr) return extensions_;
  for (const std::string& searched : session.search_path) {
    const catalog::Schema* schema = model_.schema(searched);
    if (schema == nullptr) continue;
    if (!creators(model_, *schema).empty()) return false;
    if (schemas->contains(searched)) return true;
  }
  return false;
}

void ScriptJudge::judge_call(const base::Call& call, const Session& session) {
  const std::string& name = call.function.name;
  if (!call.function.schema.empty() || call.search_path_set || closed(session)) return;
  if (known_.built_in(name) || found_safely(name, session)) return;
  if (!told_.insert(name).second) return;
  const std::string quoted = base::quote_identifier(name);
  const bool known = known_.function(name) != nullptr;
  base::Finding& finding =
      reporter_.add(Severity::notice, {"function", quoted},
                    known ? "Which " + quoted + "() is called depends on the search_path"
                          : "No " + quoted + "() is known on the search_path");
  finding.detail = known ? "It is in a schema that is not on the path, or behind one in which "
                           "others may create objects."
                         : "What will be called is decided by the search_path of whoever runs the "
                           "script, and by who may create functions there.";
  if (call.line > 0) finding.evidence["line"] = call.line;
  finding.evidence["search_path"] = session.search_path;
  finding.evidence["known"] = known;
  finding.fix_kind = "manual";
  finding.fix =
      "Write the schema before the name, or SET search_path = pg_catalog, pg_temp at the "
      "top and qualify what else is named.";
}

void ScriptJudge::judge_body(const base::CreateFunction& function, const base::Ddl& statement) {
  if (std::any_of(function.settings.begin(), function.settings.end(),
                  [](const base::Option& each) { return each.name == "search_path"; }))
    return;
  std::vector<std::string> names;
  const auto take = [&](std::string name) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  };
  for (const base::Call& call : function.body_calls)
    if (call.function.schema.empty() && !call.search_path_set &&
        !known_.built_in(call.function.name))
      take(base::quote_identifier(call.function.name) + "()");
  for (const base::Reference& relation : statement.relations)
    if (relation.relation.schema.empty() && !relation.relation.name.starts_with("pg_"))
      take(base::quote_identifier(relation.relation.name));
  if (names.empty()) return;
  const std::string name = base::quote_qualified(function.name.schema, function.name.name) + "(" +
                           function.arguments + ")";
  base::Finding& finding =
      reporter_.add(function.security_definer ? Severity::warning : Severity::notice,
                    {function.procedure ? "procedure" : "function", name},
                    name + " finds " + listed(names, 3) + " by its caller's search_path");
  finding.detail = "Its body names them without a schema, and the function sets no search_path.";
  finding.evidence["unqualified"] = names;
  if (function.body_dynamic)
    finding.caveats.push_back("Statements that the body puts together are not seen.");
  finding.fix_kind = "manual";
  finding.fix = "Write the schema before each name, or set a search_path for the function.";
}

// SFUNC = name and the like, of an aggregate: looked up as a call is.
void ScriptJudge::judge_parts(const base::Ddl& statement, const Session& session) {
  const std::vector<Word> words = words_of(statement.text);
  for (std::size_t at = 0; at + 2 < words.size(); ++at) {
    const bool part = words[at].name() && words[at].text.ends_with("func");
    if (!part || !words[at + 1].symbol("=") || !words[at + 2].name()) continue;
    if (at + 3 < words.size() && words[at + 3].symbol(".")) continue;
    base::Call call;
    call.function.name = words[at + 2].text;
    judge_call(call, session);
  }
}

void ScriptJudge::judge(const Moment& moment) {
  const base::Ddl& statement = *moment.statement;
  reporter_.at(&statement);
  reporter_.looked_at(1);
  const base::CreateFunction* function = statement.as<base::CreateFunction>();
  if (function != nullptr && !function->sql_body) {
    judge_body(*function, statement);
    return;
  }
  const base::CreateObject* object = statement.as<base::CreateObject>();
  if (object != nullptr && object->kind == base::ObjectKind::aggregate)
    judge_parts(statement, moment.session);
  const base::DoBlock* block = statement.as<base::DoBlock>();
  for (const base::Call& call : block != nullptr ? block->body_calls : statement.calls)
    judge_call(call, moment.session);
}

void judge_script(const Journey& journey, Reporter& reporter) {
  ScriptJudge judge(journey, reporter);
  for (const Moment& moment : journey.moments) judge.judge(moment);
}

const Rule unqualified_reference{
    {"function_unqualified_reference",
     "security",
     Severity::warning,
     "What is called depends on the search_path",
     "A body without a search_path of its own looks names without a schema up along its caller's. "
     "With SECURITY DEFINER a warning. Bodies in a database are read by their tokens, and only "
     "names of objects that exist are told; in a script the parser's view counts, and a call "
     "outside a body is told where it finds nothing, or something that others could replace. "
     "pgspot tells every call unless the path is locked; what pg_catalog has, and what is found "
     "where nobody else may create, is left out here.",
     "Write the schema before the name, or set a search_path.",
     "https://www.postgresql.org/docs/current/"
     "sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_unqualified,
    nullptr,
    judge_script};

}  // namespace

Family reference_rules() {
  static constexpr const Rule* table[] = {&unqualified_reference};
  return table;
}

}  // namespace copilot::lint
