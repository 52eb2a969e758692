// Rules about secrets and personal data that many can reach.
// Words: a wide role is PUBLIC, or one that the setting names; a name is sensitive by its words, and only
// with a type that can hold the thing.
// It must not print a secret; of a mapping only whether it has a password is known.
#include <algorithm>
#include <string_view>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"

namespace copilot::lint {

namespace {

using base::Severity;

std::vector<std::string> words_in(const std::string& name) {
  std::vector<std::string> words(1);
  for (std::size_t at = 0; at < name.size(); ++at) {
    const char c = name[at];
    const bool upper = c >= 'A' && c <= 'Z';
    const bool after_lower = at > 0 && name[at - 1] >= 'a' && name[at - 1] <= 'z';
    if (c == '_' || c == '-' || c == ' ' || (upper && after_lower)) words.emplace_back();
    if (c != '_' && c != '-' && c != ' ')
      words.back() += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  std::erase(words, "");
  return words;
}

// name stands for the words in a row: card_number, cardNumber.
bool names(const std::vector<std::string>& words, const std::string& sensitive) {
  const std::vector<std::string> wanted = words_in(sensitive);
  return std::search(words.begin(), words.end(), wanted.begin(), wanted.end()) != words.end();
}

// password_changed_at, password_policy_id: about it, not it itself.
bool about_it(const std::vector<std::string>& words) {
  constexpr std::string_view about[] = {"id",       "at",     "on",     "count", "expires",
                                        "expiry",   "policy", "type",   "hint",  "length",
                                        "required", "last4",  "status", "date"};
  return std::find(std::begin(about), std::end(about), words.back()) != std::end(about);
}

bool can_hold(const catalog::Type* type) {
  if (type == nullptr) return false;
  constexpr std::string_view others[] = {"bytea", "json", "jsonb", "int8", "numeric", "hstore"};
  return type->category == 'S' ||
         std::find(std::begin(others), std::end(others), type->name) != std::end(others);
}

void judge_sensitive(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  const std::vector<std::string> wide = reporter.parameters().texts("roles");
  const std::vector<std::string> sensitive = reporter.parameters().texts("names");
  const auto narrow = [&](catalog::Oid role) {
    const catalog::Role* found = role == 0 ? nullptr : model.role(role);
    return role != 0 &&
           (found == nullptr || std::find(wide.begin(), wide.end(), found->name) == wide.end());
  };
  for (const catalog::Relation* table : subject.tables()) {
    if (table->row_security) continue;
    std::vector<catalog::Oid> roles = readers(model, *table);
    std::erase_if(roles, narrow);
    reporter.looked_at(1);
    if (roles.empty()) continue;
    for (const catalog::Column& column : table->columns) {
      if (column.dropped) continue;
      const std::vector<std::string> words = words_in(column.name);
      if (words.empty() || about_it(words) ||
          !can_hold(subject.underlying(column.type, column.typmod).type))
        continue;
      const bool found = std::any_of(sensitive.begin(), sensitive.end(),
                                     [&](const std::string& each) { return names(words, each); });
      if (!found) continue;
      std::vector<catalog::Oid> may = others(model, table->acl, table->owner, {"SELECT"});
      for (const catalog::Oid role : others(model, column.acl, table->owner, {"SELECT"}))
        if (std::find(may.begin(), may.end(), role) == may.end()) may.push_back(role);
      std::erase_if(may, narrow);
      if (may.empty()) continue;
      const About about = subject.about(*table, column);
      const std::string full = model.qualified(*table);
      base::Finding& finding =
          reporter.add(Severity::warning, about,
                       role_names(model, may) + " can read " + about.name + " of every row");
      finding.detail =
          "By its name it holds what is not for everybody, and the table has no row "
          "level security.";
      for (const catalog::Oid role : may)
        finding.evidence["roles"].push_back(role_name(model, role));
      finding.confidence = 0.7;
      finding.fix_kind = "manual";
      finding.fix = "REVOKE SELECT ON " + full + " FROM " + role_names(model, may) +
                    ", then GRANT SELECT on the columns they need.";
      finding.caveats.push_back("Only the name and the type were looked at, no data.");
    }
  }
}

std::string mapping_name(const catalog::Model& model, const catalog::UserMapping& mapping) {
  return role_name(model, mapping.role) + " on " + mapping.server;
}

void judge_mappings(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  const catalog::Model& model = subject.model();
  std::vector<std::string> unseen;
  for (const catalog::UserMapping& mapping : model.user_mappings) {
    reporter.looked_at(1);
    if (mapping.role != 0) continue;
    if (!mapping.visible) {
      unseen.push_back(mapping.server);
      continue;
    }
    if (!mapping.has_password) continue;
    const std::string server = base::quote_identifier(mapping.server);
    base::Finding& finding = reporter.add(
        Severity::warning, {"user mapping", mapping_name(model, mapping)},
        "Everybody who may use server " + server + " connects with one stored password");
    finding.detail =
        "The mapping for PUBLIC holds a password in plain text; whoever has USAGE on the "
        "server acts as that user there, and may read its options.";
    finding.fix_kind = "manual";
    finding.fix =
        "CREATE USER MAPPING for each role that needs the server, then DROP USER MAPPING "
        "FOR PUBLIC SERVER " +
        server + ";";
    finding.verify_sql =
        "SELECT srvname, usename FROM pg_catalog.pg_user_mappings WHERE umuser = 0;";
  }
  if (unseen.empty()) return;
  reporter.unknown(subject.about_database(),
                   "Whether mappings for PUBLIC hold a password could not be read",
                   "Options of mappings on " + listed(unseen) +
                       " are shown only to who owns the server, or a superuser.");
}

constexpr Parameter sensitive_parameters[] = {
    {"roles", R"(["anon", "authenticated"])", "Roles that are as wide as PUBLIC."},
    {"names",
     R"(["password", "passwd", "pwd", "passphrase", "secret", "api_key", "apikey", "private_key",
         "access_token", "refresh_token", "auth_token", "ssn", "social_security", "tax_id",
         "passport", "card_number", "credit_card", "cvv", "cvc", "iban", "bank_account"])",
     "Words in the name of a column that holds what is not for everybody."}};

const Rule sensitive_column{
    {"sensitive_column_exposed",
     "security",
     Severity::warning,
     "A column with a sensitive name can be read by everybody",
     "Judged are tables without row level security that PUBLIC, or a role the setting names, may "
     "read. The words of the column's name decide, with a type that can hold the thing; names that "
     "say something about it, such as password_changed_at, are left out.",
     "Grant SELECT on the other columns only.",
     "https://www.postgresql.org/docs/current/ddl-priv.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    sensitive_parameters,
    judge_sensitive};

const Rule plain_password{
    {"foreign_server_plain_password",
     "security",
     Severity::warning,
     "A password of another server that everybody uses",
     "A user mapping for PUBLIC with a password. Mappings for a role by name hold theirs in plain "
     "text as well, but for that role alone, and are left out. Where the options may not be seen, "
     "unknown.",
     "A mapping for each role.",
     "https://www.postgresql.org/docs/current/sql-createusermapping.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_mappings};

}  // namespace

Family foreign_data_rules() {
  static constexpr const Rule* table[] = {&sensitive_column, &plain_password};
  return table;
}

}  // namespace copilot::lint
