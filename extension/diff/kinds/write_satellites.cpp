// Writing owners, comments and security labels.
// Words: see kind.hpp and satellite.hpp; `on` is what the statement calls the object.
// Who runs the script owns what it makes: that needs no statement.
#include <array>

#include "base/quote.hpp"
#include "diff/kinds/satellite.hpp"

namespace copilot::diff {

namespace {

bool relation(const Fact& fact) {
  switch (fact.kind) {
    case Kind::table:
    case Kind::view:
    case Kind::materialized_view:
    case Kind::sequence:
      return true;
    default:
      return false;
  }
}

Statements owner(const Fact& of, std::string_view role) {
  // One that was dropped has only its number left.
  if (role.find_first_not_of("0123456789") == std::string_view::npos) return {};
  Statement statement;
  statement.sql = "ALTER " + of.address + " OWNER TO " + std::string(role);
  statement.hazards = static_cast<Hazards>(Hazard::privilege_change);
  if (relation(of)) statement.lock = Lock::access_exclusive;
  return {std::move(statement)};
}

Statements create_owner(const Fact& fact, const Scene& scene) {
  if (fact["owner"] == scene.from.role) return {};
  return owner(scene.parent_to(fact), fact["owner"]);
}

Statements alter_owner(const Difference& difference, const Scene& scene) {
  return owner(scene.parent_to(difference.to), difference.to["owner"]);
}

Statements nothing(const Fact&, const Scene&) {
  return {};
}

// What COMMENT ON and SECURITY LABEL ON call a foreign table.
std::string named(const Fact& fact, const Facts& facts) {
  std::string on(fact["on"]);
  const Fact& of = facts[fact.parent];
  if (of.kind == Kind::table && of["relkind"] == "f" && on.starts_with("TABLE "))
    on = "FOREIGN " + on;
  return on;
}

Statements say(const Fact& fact, const Facts& facts, std::string_view text) {
  Statement statement;
  statement.sql = fact.kind == Kind::comment
                      ? "COMMENT"
                      : "SECURITY LABEL FOR " + std::string(fact["provider"]);
  statement.sql += " ON " + named(fact, facts) + " IS ";
  statement.sql += text.empty() ? "NULL" : base::quote_literal(text);
  const Fact& of = facts[fact.parent];
  if (relation(of) || of.kind == Kind::column) statement.lock = Lock::share_update_exclusive;
  return {std::move(statement)};
}

Statements create_said(const Fact& fact, const Scene& scene) {
  return say(fact, scene.to, fact["text"]);
}

// One that only has another name has kept what was said of it.
Statements alter_said(const Difference& difference, const Scene& scene) {
  if (difference.only("on")) return {};
  return say(difference.to, scene.to, difference.to["text"]);
}

Statements drop_said(const Fact& fact, const Scene& scene) {
  // The one comment that every database begins with.
  const bool standard = fact.kind == Kind::comment && fact["on"] == "SCHEMA public";
  return say(fact, scene.from, standard ? "standard public schema" : "");
}

}  // namespace

std::span<const KindRules> satellite_kinds() {
  static constexpr std::array<KindRules, 4> kinds = {
      {{Kind::owner, "owner", create_owner, nothing, stands, alter_owner},
       {Kind::rights, "rights", create_rights, drop_rights, stands, alter_rights},
       {Kind::comment, "comment", create_said, drop_said, stands, alter_said},
       {Kind::security_label, "security label", create_said, drop_said, stands, alter_said}}};
  return kinds;
}

}  // namespace copilot::diff
