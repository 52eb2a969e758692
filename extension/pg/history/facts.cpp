// Facts: compared in memory, written where they differ.
// Words: see facts.hpp; the fact with an empty object says that the list was looked at before.
// It must not touch what has not changed: the table would grow with every look.
#include "pg/history/facts.hpp"

#include <nlohmann/json.hpp>

namespace copilot::pg {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* write_sql = R"sql(
INSERT INTO copilot.history_facts (kind, scope, object, value, since)
SELECT $1, $2, f.object, f.value, now() FROM jsonb_to_recordset($3::jsonb) AS f(object text, value text)
ON CONFLICT (kind, scope, object) DO UPDATE SET value = excluded.value, since = excluded.since
)sql";

constexpr const char* delete_sql = R"sql(
DELETE FROM copilot.history_facts AS h USING jsonb_array_elements_text($3::jsonb) AS gone(object)
WHERE h.kind = $1 AND h.scope = $2 AND h.object = gone.object
)sql";

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

FactList Facts::list(const std::string& kind, const std::string& scope) {
  const base::Rows rows = pass_.db.query(
      {"SELECT object, value FROM copilot.history_facts WHERE kind = $1 AND scope = $2",
       {kind, scope}});
  FactList facts;
  for (std::size_t i = 0; i < rows.size(); ++i)
    facts[rows[i].text("object")] = rows[i].text("value");
  return facts;
}

std::vector<Difference> Facts::update(const std::string& kind, const std::string& scope,
                                      const FactList& now) {
  FactList before = list(kind, scope);
  const bool first = before.erase("") == 0;
  std::vector<Difference> differences;
  for (const auto& [object, value] : now) {
    const auto old = before.find(object);
    if (old == before.end())
      differences.push_back({object, std::nullopt, value});
    else if (old->second != value)
      differences.push_back({object, old->second, value});
  }
  for (const auto& [object, value] : before)
    if (!now.contains(object)) differences.push_back({object, value, std::nullopt});
  write(kind, scope, differences);
  if (first) {
    write(kind, scope, {{"", std::nullopt, "seen"}});
    differences.clear();
  }
  return differences;
}

void Facts::forget(const std::string& kind, const std::string& scope) {
  pass_.store.execute("DELETE FROM copilot.history_facts WHERE kind = $1 AND scope = $2",
                      {kind, scope});
}

void Facts::write(const std::string& kind, const std::string& scope,
                  const std::vector<Difference>& differences) {
  Json changed = Json::array();
  Json gone = Json::array();
  for (const Difference& each : differences) {
    if (each.after)
      changed.push_back({{"object", each.object}, {"value", *each.after}});
    else
      gone.push_back(each.object);
  }
  if (!changed.empty()) pass_.store.execute(write_sql, {kind, scope, dump(changed)});
  if (!gone.empty()) pass_.store.execute(delete_sql, {kind, scope, dump(gone)});
}

}  // namespace copilot::pg
