// Reading settings, running custom rules.
// Words: see settings.hpp.
// Rows of a custom rule are taken as they are: their texts are the site's.
#include "pg/lint/settings.hpp"

#include "base/error.hpp"
#include "pg/postgres.hpp"

#include "pg/call.hpp"
#include "pg/enter.hpp"
#include "pg/local_db.hpp"

namespace copilot::pg {

namespace {

// Who may register rules may run code as the owner of each function, so that is checked here: the
// owner of the function must be a superuser or the extension's owner, or the registrar could be
// somebody to whom only the table was granted.
constexpr const char* custom_rules = R"sql(
SELECT r.rule, r.severity, r.title, r.why, f.name, f.name IS NOT NULL AS there,
       f.prosecdef AS definer, f.proconfig::text LIKE '%search_path=%' AS search_path,
       f.proowner = e.extowner OR f.rolsuper AS trusted
FROM copilot.custom_rules AS r
LEFT JOIN (SELECT quote_ident(n.nspname) || '.' || quote_ident(p.proname) AS name, p.*, o.rolsuper
           FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace JOIN pg_roles AS o ON o.oid = p.proowner
           WHERE p.pronargs = 0) AS f ON f.name = r.function
JOIN pg_extension AS e ON e.extname = 'copilot'
WHERE r.enabled
ORDER BY r.rule
)sql";

base::Finding finding_of(const base::Rows::Row& rule) {
  base::Finding finding;
  finding.rule = rule.text("rule");
  finding.category = "schema";
  finding.severity = base::severity_named(rule.text("severity")).value_or(base::Severity::warning);
  finding.detail = rule.text("why");
  finding.fix_kind = "manual";
  finding.docs = "docs/lint.md#rules-of-your-own";
  return finding;
}

base::Finding refused(const base::Rows::Row& rule, std::string reason, std::string hint,
                      const std::string& database) {
  base::Finding finding = finding_of(rule);
  finding.severity = base::Severity::unknown;
  finding.object_type = "database";
  finding.object = database;
  finding.title = rule.text("title") + " could not be judged: " + reason;
  finding.detail = reason + ". " + hint;
  finding.fix = std::move(hint);
  return finding;
}

// A text of the function's row, or nothing.
std::optional<std::string> taken(const base::Json& row, const char* column) {
  const auto found = row.find(column);
  if (found == row.end() || found->is_null()) return std::nullopt;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

base::Finding found(const base::Rows::Row& rule, const base::Json& row) {
  base::Finding finding = finding_of(rule);
  finding.object_type = taken(row, "object_type").value_or("object");
  finding.object = taken(row, "object").value_or("");
  finding.title = taken(row, "title").value_or(rule.text("title") + ": " + finding.object);
  if (const auto detail = taken(row, "detail")) finding.detail = *detail;
  if (const auto severity = taken(row, "severity"))
    finding.severity = base::severity_named(*severity).value_or(finding.severity);
  if (const auto fix = taken(row, "fix")) {
    finding.fix = *fix;
    finding.fix_kind = "sql";
  }
  finding.undo = taken(row, "undo").value_or("");
  return finding;
}

}  // namespace

lint::Settings read_rule_settings() {
  const base::Rows rows = LocalDb().query(
      {"SELECT rule, enabled, parameters::text AS parameters, severity FROM copilot.rule_settings",
       {}});
  std::vector<lint::Setting> settings;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    lint::Setting setting;
    setting.rule = rows[i].text("rule");
    if (!rows[i].null("enabled")) setting.enabled = rows[i].boolean("enabled");
    setting.parameters = base::Json::parse(rows[i].text("parameters"));
    setting.severity = base::severity_named(rows[i].text("severity"));
    settings.push_back(std::move(setting));
  }
  return lint::Settings(std::move(settings));
}

std::vector<base::Finding> run_custom_rules(base::Db& db) {
  const base::Rows rules = db.query({custom_rules, {}});
  std::vector<base::Finding> findings;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const base::Rows::Row rule = rules[i];
    const auto refuse = [&](std::string reason, std::string hint) {
      findings.push_back(refused(rule, std::move(reason), std::move(hint), db.server().database));
    };
    if (!rule.boolean("there")) {
      refuse("its function does not exist",
             "Register schema.name of a function without arguments in copilot.custom_rules.");
      continue;
    }
    const std::string function = rule.text("name");
    if (!rule.boolean("definer") || !rule.boolean("search_path") || !rule.boolean("trusted")) {
      refuse("function " + function + " would not run safely",
             "It must be SECURITY DEFINER with a search_path of its own, and belong to a superuser "
             "or the owner of copilot.");
      continue;
    }
    const base::Query query{"SELECT to_jsonb(f)::text AS row FROM " + function + "() AS f", {}};
    std::vector<base::Outcome> outcome = db.fetch({&query, 1});
    if (const auto* failure = std::get_if<base::Failure>(&outcome.front())) {
      refuse(failure->message, "Run SELECT * FROM " + function + "() to see what it needs.");
      continue;
    }
    const base::Rows& rows = std::get<base::Rows>(outcome.front());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const base::Json json = base::Json::parse(rows[row].text("row"), nullptr, false);
      if (json.is_object()) findings.push_back(found(rule, json));
    }
  }
  return findings;
}

// The check of copilot.rule_settings.
COPILOT_FUNCTION(check_rule_setting) {
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db&) {
    lint::Setting setting;
    setting.rule = arguments["rule"].value_or("");
    setting.parameters = base::Json::parse(arguments["parameters"].value_or("{}"));
    if (const auto& severity = arguments["severity"]) {
      setting.severity = base::severity_named(*severity);
      if (!setting.severity || setting.severity == base::Severity::unknown)
        throw base::UserError{base::sqlstate::invalid_parameter_value,
                              "\"" + *severity + "\" is not a severity that a rule can have", "",
                              "Allowed are critical, warning, notice."};
    }
    lint::check(setting);
  });
  return BoolGetDatum(true);
}

}  // namespace copilot::pg
