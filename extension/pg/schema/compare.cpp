// The functions of SQL that compare two schemas: what differs, and the script that ends it.
// Words: see source.hpp; a side is one of the two schemas, as facts.
// Nothing here runs what it writes.
#include "base/error.hpp"
#include "base/mask.hpp"
#include "catalog/snapshot.hpp"
#include "diff/describer.hpp"
#include "diff/script.hpp"
#include "pg/postgres.hpp"

#include "pg/ambient.hpp"
#include "pg/call.hpp"
#include "pg/encoding.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/result.hpp"
#include "pg/schema/names.hpp"
#include "pg/schema/source.hpp"

namespace copilot::pg {

namespace {

// Property names of the facts are those of the snapshot's columns: it stays where it is.
struct Side {
  Side(const std::optional<std::string>& source, const char* argument,
       base::Interrupts& interrupts) {
    if (!source)
      throw base::UserError{base::sqlstate::invalid_parameter_value,
                            std::string(argument) + " must not be null", "",
                            "Give 'current', a server, '/DATABASE', a connection string, "
                            "'version:LABEL', or the text of a schema_export."};
    catalog::Wanted wanted;
    wanted.activity = false;
    wanted.definitions = true;
    snapshot = read_schema_source(source, wanted, interrupts);
    model = catalog::build(snapshot, ServerClock(), interrupts);
    facts = diff::describe(snapshot, model, interrupts);
    facts.name = name_of(*source);
  }
  Side(const Side&) = delete;

  std::string name_of(const std::string& source) const {
    const std::string database = "database \"" + model.database.name + "\"";
    if (source.find_first_not_of(" \t\r\n") != std::string::npos &&
        source[source.find_first_not_of(" \t\r\n")] == '{')
      return database + " as exported at " + model.taken_at;
    if (source == "current") return database;
    return database + " (" + base::mask_conninfo(source) + ")";
  }

  catalog::Snapshot snapshot;
  catalog::Model model;
  diff::Facts facts;
};

diff::Options options_for(const Arguments& arguments, const Side& source, const Side& target) {
  diff::Options options;
  if (Schemas schemas = schemas_from(arguments["schemas"])) {
    for (const std::string& name : *schemas)
      if (source.model.schema(std::string_view(name)) == nullptr &&
          target.model.schema(std::string_view(name)) == nullptr)
        refuse_schema(name);
    options.schemas = std::move(*schemas);
    if (options.schemas.empty())
      throw base::UserError{base::sqlstate::invalid_parameter_value, "schemas must not be empty",
                            "", "Leave the list out for all schemas."};
  }
  return options;
}

// An empty text is null.
std::optional<std::string_view> given(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return text;
}

base::Rows rows_of(const std::vector<diff::Step>& steps) {
  base::Rows rows(
      {"object_type", "object", "change", "detail", "sql", "lock_level", "rewrites", "hazard"});
  for (const diff::Step& step : steps) {
    std::string detail = step.detail;
    if (!step.statement.note.empty()) {
      if (!detail.empty()) detail += ": ";
      detail += step.statement.note;
    }
    rows.add(step.object_type);
    rows.add(step.object);
    rows.add(step.change);
    rows.add(given(detail));
    rows.add(step.statement.sql);
    rows.add(given(diff::name(step.statement.lock)));
    rows.add(step.statement.work == diff::Work::rewrite ? "t" : "f");
    rows.add(given(diff::text(step.statement.hazards)));
  }
  return rows;
}

}  // namespace

COPILOT_FUNCTION(schema_diff) {
  call(fcinfo, Limit::analysis, [&](const Arguments& arguments, base::Db&) {
    ServerInterrupts interrupts;
    Result result(fcinfo);
    const Side source(arguments["source"], "source", interrupts);
    const Side target(arguments["target"], "target", interrupts);
    result.write(rows_of(diff::plan(source.facts, target.facts,
                                    options_for(arguments, source, target), interrupts)));
  });
  return 0;
}

COPILOT_FUNCTION(schema_migration) {
  Datum result = 0;
  call(fcinfo, Limit::analysis, [&](const Arguments& arguments, base::Db&) {
    ServerInterrupts interrupts;
    const auto loss = diff::data_loss(arguments["data_loss"].value_or("comment"));
    if (!loss)
      throw base::UserError{base::sqlstate::invalid_parameter_value,
                            "data_loss \"" + *arguments["data_loss"] + "\" is not known", "",
                            "Give comment, include or error."};
    const Side source(arguments["source"], "source", interrupts);
    const Side target(arguments["target"], "target", interrupts);
    diff::Options options = options_for(arguments, source, target);
    options.online = arguments["online"].value_or("t") == "t";
    const std::string text =
        diff::script(source.facts, target.facts,
                     diff::plan(source.facts, target.facts, options, interrupts), options, *loss);
    const char* utf8 = text.c_str();
    result = guard([&]() noexcept { return PointerGetDatum(cstring_to_text(server_text(utf8))); });
  });
  return result;
}

}  // namespace copilot::pg
