// Facts of the configuration: what is in force, and what the files say.
// Words: as in reconcile.hpp; edited is what a file says since the configuration was last loaded.
// What the pass's own session has otherwise (by its role, its database or itself) is judged by the files, never by the session.
#include <set>

#include "base/secret_name.hpp"
#include "pg/postgres.hpp"

#include "pg/guard.hpp"
#include "pg/history/reconcile.hpp"

namespace copilot::pg {

namespace {

constexpr const char* force_sql = R"sql(
SELECT name, current_setting(name, true) AS value, coalesce(substring(sourcefile FROM '[^/]*$') || ':' || sourceline, '') AS place,
       source = 'configuration file' AS set_by_file, pending_restart,
       source IN ('database', 'user', 'database user', 'session', 'global', 'client') AS overridden
FROM pg_settings
WHERE context <> 'internal' AND name NOT IN ('application_name', 'session_authorization', 'role', 'is_superuser')
  AND name NOT LIKE 'client\_%' AND name NOT LIKE 'transaction\_%' AND name NOT LIKE 'copilot.debug%'
)sql";

// The last entry of a name wins.
constexpr const char* files_sql = R"sql(
SELECT DISTINCT ON (lower(name)) lower(name) AS name, setting AS value, substring(sourcefile FROM '[^/]*$') || ':' || sourceline AS place
FROM pg_file_settings WHERE name IS NOT NULL ORDER BY lower(name), seqno DESC
)sql";

constexpr const char* source_files_sql = R"sql(
SELECT DISTINCT sourcefile AS file, (extract(epoch FROM pg_conf_load_time() - '2000-01-01 UTC'::timestamptz) * 1000000)::bigint AS loaded
FROM pg_file_settings WHERE sourcefile IS NOT NULL
)sql";

bool is_secret(const std::string& name) {
  if (base::setting_names_secret(name)) return true;
  const char* text = name.c_str();
  return guard(
      [=]() noexcept { return (GetConfigOptionFlags(text, true) & GUC_SUPERUSER_ONLY) != 0; });
}

std::string kept(const std::string& name, const std::string& value) {
  return is_secret(name) && !value.empty() ? hidden(value) : value;
}

struct Files {
  FactList values;
  std::map<std::string, std::string> places;
};

Files read_files(Pass& pass) {
  const base::Rows rows = pass.db.query({files_sql, {}});
  Files files;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string name = rows[i].text("name");
    files.values[name] = kept(name, rows[i].text("value"));
    files.places[name] = rows[i].text("place");
  }
  return files;
}

bool is_edited(Pass& pass) {
  const base::Rows rows = pass.db.query({source_files_sql, {}});
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (changed_since(rows[i].text("file"), rows[i].integer("loaded").value_or(0))) return true;
  return false;
}

std::string place_of(const std::map<std::string, std::string>& places, const std::string& name) {
  const auto found = places.find(name);
  return found == places.end() || found->second.empty() ? std::string() : " from " + found->second;
}

bool told_of(Reconciliation& all, const std::string& name) {
  return all.told().explains("", name) || all.told().explains("", "all settings");
}

// What is edited and waits to be loaded, told once.
void look_at_edits(Reconciliation& all, const FactList& loaded, const Files& files) {
  FactList edits;
  for (const auto& [name, value] : files.values)
    if (const auto old = loaded.find(name); old == loaded.end() || old->second != value)
      edits[name] = value;
  for (const auto& [name, value] : loaded)
    if (!name.empty() && !files.values.contains(name)) edits[name] = "(removed)";
  for (const Difference& each : all.facts().update("edited", "", edits)) {
    if (!each.after || told_of(all, each.object)) continue;
    const auto old = loaded.find(each.object);
    all.find("config", each.object, "edited, not loaded" + place_of(files.places, each.object),
             old == loaded.end() ? std::nullopt : std::optional(old->second), each.after);
  }
}

void look_at_force(Reconciliation& all, const Files& files, const std::vector<Difference>& loaded) {
  const base::Rows rows = all.pass().db.query({force_sql, {}});
  const FactList before = all.facts().list("setting", "");
  FactList now;
  FactList waiting;
  std::map<std::string, std::string> places;
  std::set<std::string> by_file;
  std::set<std::string> overridden;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    const std::string name = row.text("name");
    if (row.boolean("overridden")) {  // its value here says nothing
      overridden.insert(name);
      if (const auto old = before.find(name); old != before.end()) now[name] = old->second;
      continue;
    }
    now[name] = kept(name, row.text("value"));
    places[name] = row.text("place");
    if (row.boolean("set_by_file")) by_file.insert(name);
    if (const auto file = files.values.find(name); row.boolean("pending_restart"))
      waiting[name] = file == files.values.end() ? "(removed)" : file->second;
  }
  for (const Difference& each : all.facts().update("setting", "", now)) {
    const bool appeared = !each.before && !by_file.contains(each.object);
    if (appeared || !each.after || told_of(all, each.object)) continue;
    all.find("config", each.object,
             by_file.contains(each.object) ? "loaded" + place_of(places, each.object)
                                           : "loaded, reset to its default",
             each.before, each.after);
  }
  for (const Difference& each : loaded)
    if (overridden.contains(each.object) && !told_of(all, each.object))
      all.find("config", each.object, "loaded" + place_of(files.places, each.object), each.before,
               each.after);
  for (const Difference& each : all.facts().update("waiting", "", waiting))
    if (each.after) {
      const auto value = now.find(each.object);
      all.find("config", each.object, "loaded, waits for a restart",
               value == now.end() ? std::nullopt : std::optional(value->second), each.after);
    }
}

}  // namespace

void look_at_settings(Reconciliation& all) {
  const Files files = read_files(all.pass());
  const FactList loaded = all.facts().list("file", "");
  const bool first = !loaded.contains("");
  std::vector<Difference> now_loaded;
  if (!first && is_edited(all.pass())) {
    look_at_edits(all, loaded, files);
  } else {
    now_loaded = all.facts().update("file", "", files.values);
    all.facts().update("edited", "", {});
  }
  look_at_force(all, files, now_loaded);
}

}  // namespace copilot::pg
