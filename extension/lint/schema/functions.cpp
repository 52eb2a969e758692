// Rules about where functions look for what they name, and who may call those with their owner's rights.
// Words: a definer is a SECURITY DEFINER function; its caller borrows its owner's rights. A body that
// was bound when it was made (BEGIN ATOMIC, RETURN) looks for nothing any more.
// Functions of extensions are left out, and so are those in C.
#include <optional>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"
#include "lint/schema/code_text.hpp"
#include "lint/schema/known_names.hpp"
#include "lint/schema/search_path.hpp"

namespace copilot::lint {

namespace {

using base::Severity;

bool for_triggers(const catalog::Model& model, const catalog::Function& function) {
  const std::string result = model.name_of_type(function.result);
  return result == "trigger" || result == "event_trigger";
}

bool callable_by_public(const catalog::Model& model, const catalog::Function& function) {
  return function.acl.gives(0, "EXECUTE") && usable_by_public(model, function.schema);
}

void offer_search_path(const catalog::Model& model, const catalog::Function& function,
                       const std::vector<std::string>& schemas, base::Finding& finding) {
  const std::string alter = alter_function(model, function);
  finding.fix_kind = "sql";
  finding.fix = alter + " SET search_path = " + safe_path(model, schemas, function.owner) + ";";
  finding.fix_lock = "none on tables";
  finding.fix_duration = "at once";
  finding.undo = alter + " RESET search_path;";
  finding.caveats.push_back(
      "The schemas are guessed from the body: call the function once in a "
      "test after the change.");
  if (function.language == "sql")
    finding.caveats.push_back(
        "A function in SQL with a setting of its own is not inlined into "
        "queries any more, which can make them slower.");
}

void judge_mutable(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  const bool invokers = reporter.parameters().boolean("invokers");
  std::optional<KnownNames> known;
  for (const catalog::Function* function : subject.functions()) {
    if (!looks_up_names(*function)) continue;
    reporter.looked_at(1);
    if (search_path_of(*function)) continue;
    const bool definer = function->security_definer;
    if (!definer && !invokers) continue;
    const CodeText code = read_code(function->source);
    if (!definer && code.empty) continue;
    if (!known) known.emplace(model);
    const std::string name = model.qualified(*function);
    base::Finding& finding =
        reporter.add(definer ? Severity::warning : Severity::notice, subject.about(*function),
                     definer ? name + " runs with its owner's rights on its caller's search_path"
                             : name + " runs on its caller's search_path");
    const bool public_may = callable_by_public(model, *function);
    if (definer)
      finding.detail =
          "A caller who can create a function or a temporary table decides what its "
          "body means, and has it run as " +
          (function->owner == 0 ? std::string("its owner") : role_name(model, function->owner)) +
          (superuser(model, function->owner) ? ", a superuser." : ".");
    else
      finding.detail =
          "The same call can find other objects in another session, as in a dump's "
          "restore, an index or a maintenance command of PostgreSQL 17 and later.";
    const Unqualified names = unqualified(code, *known);
    finding.evidence["security_definer"] = definer;
    finding.evidence["language"] = function->language;
    finding.evidence["everybody_may_call"] = public_may;
    finding.evidence["unqualified"] = names.names;
    std::vector<std::string> schemas = names.schemas;
    if (const catalog::Schema* own = model.schema(function->schema)) schemas.push_back(own->name);
    offer_search_path(model, *function, schemas, finding);
  }
}

void judge_insecure(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const catalog::Function* function : subject.functions()) {
    if (!looks_up_names(*function)) continue;
    reporter.looked_at(1);
    const std::optional<std::vector<std::string>> path = search_path_of(*function);
    if (!path) continue;
    const std::vector<PathWeakness> weak = weaknesses(model, *path, function->owner);
    const bool definer = function->security_definer;
    // Whoever runs it with rights of its own gains nothing by a temporary table of its own.
    const bool temporary = definer && temporary_first(*path);
    if (weak.empty() && !temporary) continue;
    const std::string name = model.qualified(*function);
    base::Finding& finding =
        reporter.add(definer ? Severity::warning : Severity::notice, subject.about(*function),
                     "Others can decide what " + name + " finds on its search_path");
    for (const PathWeakness& each : weak) {
      finding.detail += "Schema " + base::quote_identifier(each.schema) + ": " + each.why + ". ";
      finding.evidence["writable"].push_back(each.schema);
    }
    if (temporary)
      finding.detail +=
          "pg_temp is not last, so a temporary table of the caller comes before the "
          "table that is meant. ";
    finding.detail.pop_back();
    finding.evidence["search_path"] = *path;
    finding.evidence["temporary_first"] = temporary;
    finding.evidence["security_definer"] = definer;
    offer_search_path(model, *function, *path, finding);
    std::string old;
    for (const std::string& schema : *path)
      old += (old.empty() ? "" : ", ") + base::quote_identifier(schema);
    finding.undo = alter_function(model, *function) + " SET search_path = " + old + ";";
    if (!weak.empty())
      finding.caveats.push_back(
          "What the function needs of a schema that is left out has to be "
          "qualified in its body.");
  }
}

void judge_public_execute(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const catalog::Function* function : subject.functions()) {
    if (!function->security_definer) continue;
    reporter.looked_at(1);
    // Triggers fire whoever may execute their function, and nobody can call it.
    if (!function->acl.gives(0, "EXECUTE") || for_triggers(model, *function)) continue;
    const bool reachable =
        usable_by_public(model, function->schema) || model.schema(function->schema) == nullptr;
    const std::string name = model.qualified(*function);
    const std::string kind = function->kind == 'p' ? "PROCEDURE " : "FUNCTION ";
    base::Finding& finding =
        reporter.add(reachable ? Severity::warning : Severity::notice, subject.about(*function),
                     "Everybody may run " + name + " with its owner's rights");
    finding.detail = function->owner == 0
                         ? "EXECUTE is PUBLIC's by default."
                         : "It runs as " + role_name(model, function->owner) +
                               (superuser(model, function->owner) ? ", a superuser." : ".");
    if (!reachable)
      finding.detail += " Not all roles may use its schema, which is what protects it now.";
    finding.evidence["owner"] = role_name(model, function->owner);
    finding.evidence["owner_is_superuser"] = superuser(model, function->owner);
    finding.evidence["granted_by_default"] = function->acl.built_in;
    finding.fix_kind = "sql";
    finding.fix = "REVOKE EXECUTE ON " + kind + name + " FROM PUBLIC;";
    finding.fix_lock = "none on tables";
    finding.fix_duration = "at once";
    finding.undo = "GRANT EXECUTE ON " + kind + name + " TO PUBLIC;";
    finding.caveats.push_back("Grant EXECUTE to the roles that call it, in the same transaction.");
  }
}

constexpr const char* definer_manual =
    "https://www.postgresql.org/docs/current/"
    "sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY";

constexpr Parameter mutable_parameters[] = {
    {"invokers", "true", "Also judge functions that run with their caller's rights."}};

const Rule search_path_mutable{
    {"function_search_path_mutable",
     "security",
     Severity::warning,
     "A function runs on its caller's search_path",
     "Names without a schema mean what the caller's search_path makes of them. With SECURITY "
     "DEFINER that lends the owner's rights to whoever can create an object: a warning. Where the "
     "caller's own rights are used it is a notice, where splinter warns alike. Left out are "
     "functions in C, bodies bound when they were made (BEGIN ATOMIC), and callers' functions "
     "that do nothing.",
     "Set a search_path for the function, with pg_temp last.",
     definer_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    mutable_parameters,
    judge_mutable};

const Rule search_path_insecure{
    {"function_search_path_insecure",
     "security",
     Severity::warning,
     "A function's own search_path is open to others",
     "The path that the function sets holds a schema in which others may create, or, with "
     "SECURITY DEFINER, lets temporary objects of the caller come first: pg_temp is searched first "
     "unless it is named last. An empty path is taken for safe.",
     "Leave such schemas out, and end the path with pg_temp.",
     definer_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_insecure};

const Rule secdef_public_execute{
    {"secdef_function_public_execute",
     "security",
     Severity::warning,
     "Everybody may execute a SECURITY DEFINER function",
     "EXECUTE belongs to PUBLIC unless it is revoked, so that every role may borrow the owner's "
     "rights. A notice where PUBLIC may not use the schema. Trigger functions are left out, for "
     "nobody can call them, and so are grants to roles by name, which somebody chose.",
     "Revoke EXECUTE from PUBLIC, grant it by name.",
     definer_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_public_execute};

}  // namespace

Family function_rules() {
  static constexpr const Rule* table[] = {&search_path_mutable, &search_path_insecure,
                                          &secdef_public_execute};
  return table;
}

}  // namespace copilot::lint
