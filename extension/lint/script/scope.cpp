// Rules about statements that reach beyond the schema: to the session, roles, extensions.
// Words: a safe path has nothing but pg_catalog and temporary objects.
// It must not take a statement that changes nothing for one that does.
#include <algorithm>
#include <set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"
#include "lint/script/naming.hpp"

namespace copilot::lint {

namespace {

using base::ObjectKind;
using base::Severity;

bool safe_path(const catalog::Model::Path& path) {
  return std::all_of(path.begin(), path.end(), [](const std::string& schema) {
    return schema.empty() || schema == "pg_temp" || schema == "pg_catalog";
  });
}

void judge_set_path(const Journey& journey, Reporter& reporter) {
  for (std::size_t at = 0; at < journey.moments.size(); ++at) {
    const Moment& moment = journey.moments[at];
    const Session& after =
        at + 1 < journey.moments.size() ? journey.moments[at + 1].session : journey.session;
    reporter.at(moment.statement);
    reporter.looked_at(1);
    if (after.search_path_set_at != moment.statement->number || safe_path(after.search_path))
      continue;
    const base::SetVariable* set = moment.statement->as<base::SetVariable>();
    const bool local = set != nullptr && set->local;
    std::string path;
    for (const std::string& schema : after.search_path)
      path += (path.empty() ? "" : ", ") + base::quote_identifier(schema);
    base::Finding& finding = reporter.add(Severity::notice, {"setting", "search_path"},
                                          "The script sets search_path to " + path);
    finding.detail = local
                         ? "Names below it mean what they find there, until the transaction ends."
                         : "Names below it mean what they find there, and so do those of what runs "
                           "in the same session afterwards.";
    finding.evidence["search_path"] = after.search_path;
    finding.evidence["local"] = local;
    finding.fix_kind = "manual";
    finding.fix = "Write the schema before each name.";
  }
}

void judge_set_role(const Journey& journey, Reporter& reporter) {
  bool works = false;
  for (const Moment& moment : journey.moments) {
    reporter.looked_at(1);
    const base::SetVariable* set = moment.statement->as<base::SetVariable>();
    if (set != nullptr && !set->reset &&
        (set->name == "role" || set->name == "session_authorization"))
      return;
    works = works || (set == nullptr && moment.statement->as<base::Transaction>() == nullptr);
  }
  if (!works) return;
  reporter.at(journey.moments.front().statement);
  base::Finding& finding = reporter.add(Severity::notice, {"script", "script"},
                                        "The script says nowhere as which role it runs");
  finding.detail = "What it makes belongs to whoever runs it.";
  finding.fix_kind = "manual";
  finding.fix = "Begin with SET ROLE and the role that is to own what is made.";
}

void judge_create_extension(const Step& step, Reporter& reporter) {
  const base::CreateObject* made = step.statement().as<base::CreateObject>();
  if (made == nullptr || made->kind != ObjectKind::extension) return;
  reporter.looked_at(1);
  const auto& extensions = step.before.extensions;
  const bool there =
      std::any_of(extensions.begin(), extensions.end(), [&](const catalog::Extension& each) {
        return each.name == made->name.name && !each.dropped;
      });
  if (there && made->if_not_exists) return;
  const std::string name = base::quote_identifier(made->name.name);
  base::Finding& finding =
      reporter.add(Severity::notice, {"extension", name}, "The script installs extension " + name);
  finding.detail =
      "That needs its files on every server, and a superuser or a right that a deploying "
      "role seldom has, unless the extension is trusted.";
  finding.fix_kind = "manual";
  finding.fix = "Install it where servers are set up, and let the script check for it.";
}

void judge_create_role(const Step& step, Reporter& reporter) {
  const base::CreateObject* made = step.statement().as<base::CreateObject>();
  if (made == nullptr || made->kind != ObjectKind::role) return;
  reporter.looked_at(1);
  const std::string name = base::quote_identifier(made->name.name);
  base::Finding& finding =
      reporter.add(Severity::notice, {"role", name}, "The script makes role " + name);
  finding.detail =
      "Roles belong to the whole cluster: the script fails in its second database, and "
      "a dump of this one does not hold them. A password in it is in logs and in the "
      "repository.";
  finding.fix_kind = "manual";
  finding.fix = "Make roles where servers are set up.";
}

void judge_temp_table(const Step& step, Reporter& reporter) {
  const auto* table = step.statement().as<base::CreateTable>();
  const auto* query = step.statement().as<base::CreateTableAs>();
  if (table == nullptr && query == nullptr) return;
  reporter.looked_at(1);
  if ((table != nullptr ? table->persistence : query->persistence) != 't') return;
  const std::string name =
      base::quote_identifier(table != nullptr ? table->name.name : query->name.name);
  base::Finding& finding =
      reporter.add(Severity::notice, {"table", name}, "The script makes temporary table " + name);
  finding.detail =
      "It is gone with the session, is not seen through a pooler in transaction mode, "
      "and keeps the transaction from being prepared.";
  finding.fix_kind = "manual";
  finding.fix = "A WITH query, or a table that the script drops again.";
}

std::vector<std::string> data_of(const catalog::Model& model, const catalog::Extension& extension,
                                 bool cascade) {
  std::vector<std::string> list;
  std::set<catalog::Oid> types;
  for (const catalog::Type& type : model.types)
    if (type.extension == extension.oid && !type.dropped) types.insert(type.oid);
  const auto of_extension = [&](catalog::Oid type) {
    constexpr int deepest = 16;  // domains over domains, arrays of them
    for (int depth = 0; depth < deepest; ++depth) {
      if (types.contains(type)) return true;
      const catalog::Type* found = model.type(type);
      if (found == nullptr) return false;
      type = found->base != 0 ? found->base : found->element;
    }
    return false;
  };
  for (const catalog::Relation& relation : model.relations) {
    if (relation.dropped || !relation.table()) continue;
    if (relation.extension == extension.oid) {
      list.push_back("table " + model.qualified(relation));
      continue;
    }
    if (!cascade || relation.partition) continue;
    for (const catalog::Column& column : relation.columns)
      if (!column.dropped && of_extension(column.type))
        list.push_back("column " + model.qualified(relation, column));
  }
  return list;
}

void judge_drop_extension(const Step& step, Reporter& reporter) {
  const base::Drop* drop = step.statement().as<base::Drop>();
  if (drop == nullptr || drop->kind != ObjectKind::extension) return;
  for (const base::Drop::Item& item : drop->items) {
    reporter.looked_at(1);
    const std::string name = base::quote_identifier(item.name.name);
    const auto& extensions = step.before.extensions;
    const auto found =
        std::find_if(extensions.begin(), extensions.end(), [&](const catalog::Extension& each) {
          return each.name == item.name.name && !each.dropped;
        });
    if (found == extensions.end()) {
      // In a live database there is nothing that could be lost.
      if (drop->if_exists && step.before.live) continue;
      if (drop->cascade)
        reporter.unknown({"extension", name}, "What goes with extension " + name + " is not known",
                         "The extension is not in this database; with CASCADE its types take the "
                         "columns of those types with them.");
      continue;
    }
    if (found->oid >= catalog::script_oids) continue;
    const std::vector<std::string> lost = data_of(step.before, *found, drop->cascade);
    if (lost.empty()) continue;
    base::Finding& finding =
        reporter.add(Severity::critical, {"extension", name},
                     "DROP EXTENSION " + name + " deletes data: " + listed(lost, 3));
    finding.detail = drop->cascade
                         ? "With CASCADE every column of a type of the extension is dropped "
                           "with it, and the tables the extension made."
                         : "Tables that the extension made go with it.";
    finding.evidence["lost"] = lost;
    finding.fix_kind = "manual";
    finding.fix = "Convert or copy the data first, and drop the extension without CASCADE.";
    finding.undo = "Only from a backup.";
  }
}

const Rule set_path{
    {"set_search_path_in_migration",
     "change",
     Severity::notice,
     "The script sets the search_path",
     "Also by set_config. What stands below then depends on that statement, and after SET without "
     "LOCAL also what the session runs next. An empty path, or one with nothing but pg_catalog and "
     "pg_temp, is the safe way and left out, and so is RESET.",
     "Write the schema before each name.",
     "https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    nullptr,
    judge_set_path};

const Rule set_role{
    {"set_role_required",
     "change",
     Severity::notice,
     "The script does not set its role",
     "A policy of the site: each script has to say by SET ROLE who is to own what it makes.",
     "Begin with SET ROLE.",
     "https://www.postgresql.org/docs/current/sql-set-role.html",
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    nullptr,
    nullptr,
    judge_set_role};

const Rule create_extension{{"create_extension_in_migration",
                             "change",
                             Severity::notice,
                             "The script installs an extension",
                             "CREATE EXTENSION needs files on the server, and rights that depend "
                             "on the extension. Left out "
                             "with IF NOT EXISTS where the extension is there.",
                             "Install extensions where servers are set up.",
                             "https://www.postgresql.org/docs/current/sql-createextension.html",
                             {},
                             {},
                             nullptr,
                             nullptr},
                            true,
                            {},
                            nullptr,
                            judge_create_extension};

const Rule create_role{
    {"create_role_in_migration",
     "change",
     Severity::notice,
     "The script makes a role",
     "CREATE ROLE, USER and GROUP: roles belong to the cluster, a script to one database of it.",
     "Make roles where servers are set up.",
     "https://www.postgresql.org/docs/current/sql-createrole.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    judge_create_role};

const Rule temp_table{
    {"temp_table_in_migration",
     "change",
     Severity::notice,
     "The script makes a temporary table",
     "A policy of the site.",
     "A WITH query, or a table.",
     "https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-TEMPORARY",
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    nullptr,
    judge_temp_table};

const Rule drop_extension{
    {"drop_extension_data",
     "change",
     Severity::critical,
     "Dropping an extension deletes data",
     "An extension's tables go with it, and with CASCADE every column of one of its types. The "
     "objects are listed; an extension that is not in the database is unknown with CASCADE.",
     "Convert or copy the data first.",
     "https://www.postgresql.org/docs/current/sql-dropextension.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    judge_drop_extension};

}  // namespace

Family scope_rules() {
  static constexpr const Rule* table[] = {&set_path,    &set_role,   &create_extension,
                                          &create_role, &temp_table, &drop_extension};
  return table;
}

}  // namespace copilot::lint
