// Rules about what the bodies of functions say, against what the schema has.
// Words: a body is a text in SQL or PL/pgSQL, read by its tokens (see code_text.hpp).
// It must only tell what holds however the rest is read: a name with its schema that is nowhere, a call
// of a function all whose versions are volatile.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"
#include "lint/schema/code_text.hpp"

namespace copilot::lint {

namespace {

using base::Severity;

bool readable(const catalog::Function& function) {
  return (function.kind == 'f' || function.kind == 'p') && !function.sql_body &&
         (function.language == "sql" || function.language == "plpgsql");
}

// What each schema has, by schema.name.
class Existing {
 public:
  explicit Existing(const catalog::Model& model) {
    for (const catalog::Schema& schema : model.schemas)
      if (!schema.dropped && !schema.name.starts_with("pg_") && schema.name != "information_schema")
        schemas_.insert(schema.name);
    note(model, model.relations);
    note(model, model.sequences);
    note(model, model.types);
    note(model, model.functions);
  }
  // Only where the schema is one that users made: what is in the system's is not all in the model.
  bool missing(const CodeName& name) const {
    return schemas_.contains(name.schema) && !names_.contains(name.schema + "." + name.name);
  }

 private:
  template <class Object>
  void note(const catalog::Model& model, const std::vector<Object>& list) {
    for (const catalog::Object& each : list) {
      const catalog::Schema* schema = each.dropped ? nullptr : model.schema(each.schema);
      if (schema != nullptr && schemas_.contains(schema->name))
        names_.insert(schema->name + "." + each.name);
    }
  }

  std::unordered_set<std::string> schemas_, names_;
};

bool checker_installed(const catalog::Model& model) {
  return std::any_of(
      model.extensions.begin(), model.extensions.end(),
      [](const catalog::Extension& each) { return each.name == "plpgsql_check" && !each.dropped; });
}

void judge_broken(const Subject& subject, Reporter& reporter) {
  // What a script names and does not make is taken to be there.
  if (subject.of_script()) return;
  const catalog::Model& model = subject.model();
  std::optional<Existing> existing;
  for (const catalog::Function* function : subject.functions()) {
    if (!readable(*function)) continue;
    reporter.looked_at(1);
    const CodeText code = read_code(function->source);
    if (code.calls.empty() && code.relations.empty()) continue;
    if (!existing) existing.emplace(model);
    std::vector<std::string> missing;
    for (const CodeName& relation : code.relations)
      if (existing->missing(relation) && !code.makes(relation.name))
        missing.push_back(base::quote_qualified(relation.schema, relation.name));
    for (const CodeName& call : code.calls)
      if (existing->missing(call) && !code.makes(call.name))
        missing.push_back(base::quote_qualified(call.schema, call.name) + "()");
    if (missing.empty()) continue;
    const std::string name = model.qualified(*function);
    base::Finding& finding = reporter.add(Severity::warning, subject.about(*function),
                                          name + " needs " + listed(missing, 3) + ", which " +
                                              (missing.size() == 1 ? "does" : "do") + " not exist");
    finding.detail =
        "A body that is a text is not followed by DROP and RENAME: the function fails "
        "when it comes to the name.";
    finding.evidence["missing"] = missing;
    finding.confidence = code.dynamic ? 0.6 : 0.8;
    finding.caveats.push_back(
        "The body was read by its tokens; what is made at run time is there "
        "then.");
    finding.fix_kind = "manual";
    finding.fix = "Change the body, or drop the function if nothing calls it.";
    if (checker_installed(model) && function->language == "plpgsql")
      finding.verify_sql = "SELECT * FROM plpgsql_check_function_tb(" + base::quote_literal(name) +
                           "::pg_catalog.regprocedure);";
  }
}

// Functions by name of which every version is volatile, and that are not in pg_catalog.
std::set<std::string> volatile_names(const catalog::Model& model) {
  std::map<std::string, bool> names;
  for (const catalog::Function& each : model.functions) {
    if (each.dropped || each.kind != 'f') continue;
    const auto [found, added] = names.emplace(each.name, each.volatility == 'v');
    if (!added) found->second = found->second && each.volatility == 'v';
  }
  std::set<std::string> list;
  for (const auto& [name, always] : names)
    if (always &&
        !std::binary_search(model.built_in_functions.begin(), model.built_in_functions.end(), name))
      list.insert(name);
  return list;
}

// Where its value is stored: an index, a generated column, the key of partitions.
std::vector<std::string> stored_by(const catalog::Model& model, const catalog::Function& function) {
  std::vector<std::string> list;
  for (const catalog::Dependency* each : model.dependents(function.oid)) {
    if (each->on != catalog::Dependency::Class::function ||
        each->of != catalog::Dependency::Class::relation)
      continue;
    if (const catalog::Index* index = model.index(each->dependent)) {
      if (!index->dropped) list.push_back(model.qualified(*index));
      continue;
    }
    const catalog::Relation* table = model.relation(each->dependent);
    const catalog::Column* column =
        table == nullptr ? nullptr : table->column(each->dependent_column);
    if (column != nullptr && column->generated != 0)
      list.push_back(model.qualified(*table, *column));
  }
  return list;
}

void judge_mislabelled(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  std::optional<std::set<std::string>> own;
  for (const catalog::Function* function : subject.functions()) {
    if (!readable(*function) || function->volatility == 'v') continue;
    reporter.looked_at(1);
    if (!own) own = volatile_names(model);
    std::vector<std::string> calls;
    for (const CodeName& call : read_code(function->source).calls) {
      const bool built_in = (call.schema.empty() || call.schema == "pg_catalog") &&
                            std::binary_search(model.volatile_functions.begin(),
                                               model.volatile_functions.end(), call.name);
      if ((built_in || (call.schema != "pg_catalog" && own->contains(call.name))) &&
          call.name != function->name)
        calls.push_back(base::quote_qualified(call.schema, call.name) + "()");
    }
    if (calls.empty()) continue;
    const char* label = function->volatility == 'i' ? "IMMUTABLE" : "STABLE";
    const std::vector<std::string> stored = stored_by(model, *function);
    const std::string name = model.qualified(*function);
    base::Finding& finding = reporter.add(
        stored.empty() ? Severity::notice : Severity::warning, subject.about(*function),
        name + " is " + label + " but calls " + listed(calls, 3) +
            (calls.size() == 1 ? ", which is" : ", which are") + " volatile");
    finding.detail = stored.empty()
                         ? "The planner may call it once where it would have to be called "
                           "for each row, or not at all."
                         : "Its value is stored by " + listed(stored, 3) +
                               ", and need not be what it gives next time.";
    finding.evidence["calls"] = calls;
    finding.evidence["stored_by"] = stored;
    finding.confidence = 0.8;
    finding.fix_kind = "manual";
    finding.fix = stored.empty() ? "ALTER FUNCTION " + name + " VOLATILE;, or take the call out."
                                 : "Take the call out, then REINDEX or write the rows anew.";
    finding.caveats.push_back(
        "The body was read by its tokens; a call whose value does not count "
        "is told as well.");
  }
}

const Rule broken{
    {"function_body_broken",
     "schema",
     Severity::warning,
     "A function needs something that is not there",
     "Bodies in SQL and PL/pgSQL that are texts are read by their tokens for tables and functions "
     "with a schema that is known, in which there is no such thing. Names without a schema depend "
     "on "
     "the caller, and are not judged. What plpgsql_check finds beyond that needs the function to "
     "be "
     "planned, which lint does not do: where it is installed, the query to run is given.",
     "Mend the body.",
     "https://www.postgresql.org/docs/current/plpgsql-implementation.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_broken};

const Rule mislabelled{
    {"function_mislabelled_volatility",
     "schema",
     Severity::warning,
     "A function is not as stable as it says",
     "IMMUTABLE and STABLE functions in SQL and PL/pgSQL whose body calls a volatile function, by "
     "name, where every function of that name is volatile. A warning where an index or a generated "
     "column stores its value, else a notice.",
     "Label it VOLATILE, or take the call out.",
     "https://www.postgresql.org/docs/current/xfunc-volatility.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_mislabelled};

}  // namespace

Family body_rules() {
  static constexpr const Rule* table[] = {&broken, &mislabelled};
  return table;
}

}  // namespace copilot::lint
