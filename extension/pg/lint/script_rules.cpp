// lint_sql: a script judged before it runs, against the schema it would run on.
// Words: see lint/script/judge_script.hpp. Nothing of the script is executed, nor planned.
// Sizes are read of the tables that the script names, not of all.
#include <algorithm>
#include <unordered_set>

#include "base/error.hpp"
#include "base/finding_rows.hpp"
#include "base/judgement.hpp"
#include "catalog/snapshot.hpp"
#include "lint/rules.hpp"
#include "lint/script/judge_script.hpp"
#include "pg/postgres.hpp"

#include "pg/ambient.hpp"
#include "pg/call.hpp"
#include "pg/enter.hpp"
#include "pg/lint/parse.hpp"
#include "pg/schema/source.hpp"
#include "pg/lint/settings.hpp"
#include "pg/result.hpp"
#include "pg/rules.hpp"

namespace copilot::pg {

namespace {

// The tables that a script names, and what is below them; where names alone cannot tell, too many.
std::vector<catalog::Oid> named(const base::Script& script, const catalog::Model& model) {
  std::unordered_set<std::string> names;
  for (const base::Ddl& statement : script.statements)
    for (const base::Reference& reference : statement.relations)
      names.insert(reference.relation.name);
  std::unordered_set<catalog::Oid> wanted;
  std::vector<catalog::Oid> oids;
  // Parents come before their children in any tree that is read twice.
  for (bool more = true; more;) {
    more = false;
    for (const catalog::Relation& relation : model.relations) {
      if (!relation.table() && relation.kind != 'm') continue;
      const bool below = std::any_of(relation.parents.begin(), relation.parents.end(),
                                     [&](catalog::Oid parent) { return wanted.contains(parent); });
      if ((below || names.contains(relation.name)) && wanted.insert(relation.oid).second) {
        oids.push_back(relation.oid);
        more = true;
      }
    }
  }
  return oids;
}

// A table that somebody holds locked keeps the size that its statistics say.
void read_sizes(const base::Script& script, base::Db& db, catalog::Model& model) {
  constexpr std::size_t batch = 200;
  const std::vector<catalog::Oid> oids = named(script, model);
  std::vector<base::Query> queries;
  for (std::size_t at = 0; at < oids.size(); at += batch) {
    std::string list;
    for (std::size_t i = at; i < oids.size() && i < at + batch; ++i)
      list += (list.empty() ? "{" : ",") + std::to_string(oids[i]);
    queries.push_back(
        {"SELECT c.oid::bigint AS oid, pg_table_size(c.oid) AS bytes,"
         " pg_total_relation_size(c.oid) AS total_bytes"
         " FROM unnest($1::oid[]) AS w JOIN pg_class AS c ON c.oid = w",
         {list + "}"}});
  }
  if (queries.empty()) return;
  for (const base::Outcome& outcome : db.fetch(queries))
    if (const auto* rows = std::get_if<base::Rows>(&outcome))
      for (std::size_t i = 0; i < rows->size(); ++i)
        if (auto* relation = model.change_relation(
                static_cast<catalog::Oid>((*rows)[i].integer("oid").value()))) {
          relation->bytes = (*rows)[i].integer("bytes");
          relation->total_bytes = (*rows)[i].integer("total_bytes");
        }
}

catalog::Model model_for(const base::Script& script, const Arguments& arguments, base::Db& db,
                         base::Interrupts& interrupts) {
  if (const auto& against = arguments["against"]) {
    if (arguments.server)
      throw base::UserError{base::sqlstate::invalid_parameter_value,
                            "against and server cannot both be given", "",
                            "Either names the schema that the script is to run on."};
    catalog::Snapshot snapshot = read_schema_source(*against, {}, interrupts);
    if (*against == "current") snapshot.search_path = arguments.search_path;
    return catalog::build(snapshot, ServerClock(), interrupts);
  }
  catalog::Wanted wanted;
  wanted.activity = false;
  wanted.holders = true;
  catalog::Snapshot snapshot = catalog::read(db, wanted, interrupts);
  if (!arguments.server) snapshot.search_path = arguments.search_path;
  catalog::Model model = catalog::build(snapshot, ServerClock(), interrupts);
  read_sizes(script, db, model);
  return model;
}

int statement_of(const base::Finding& finding) {
  const auto found = finding.evidence.find("statement");
  return found == finding.evidence.end() ? 0 : found->get<int>();
}

}  // namespace

COPILOT_FUNCTION(lint_sql) {
  call(fcinfo, Limit::analysis, [&](const Arguments& arguments, base::Db& db) {
    const auto& ddl = arguments["ddl"];
    if (!ddl)
      throw base::UserError{base::sqlstate::invalid_parameter_value, "ddl must not be null", "",
                            "Give the text of the script."};
    ServerInterrupts interrupts;
    Result result(fcinfo);
    const base::Script script = parse_script(*ddl);
    const std::vector<base::Judged> judged =
        lint::judge_script(lint::rules(), script, model_for(script, arguments, db, interrupts),
                           {arguments["in_transaction"] == "t"}, read_rule_settings(), interrupts);
    std::vector<base::Finding> findings =
        base::shown(base::findings_of(judged, read_suppressions(), db.server()), {});
    std::stable_sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) {
      return statement_of(a) < statement_of(b);
    });
    result.write(base::finding_rows(findings));
  });
  return 0;
}

}  // namespace copilot::pg
