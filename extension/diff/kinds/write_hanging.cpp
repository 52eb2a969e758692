// Writing rules, triggers and policies.
// Words: see kind.hpp; a clone is a trigger that a partition has from the table it is part of: only
// when it fires is its own.
// When a trigger or rule fires is said after it is made: no CREATE does.
#include "diff/kinds/on_table.hpp"

namespace copilot::diff {

namespace {

Statement fires(const Fact& fact, const Facts& facts, const char* word, std::string_view state) {
  return {"ALTER TABLE " + on_table(fact, facts) + " " +
              (state.empty() ? std::string("ENABLE") : std::string(state)) + " " + word + " " +
              own_name(fact, facts),
          Lock::share_row_exclusive};
}

Statement create_text(const Fact& fact, const Scene& scene, bool replaces) {
  const bool rule = fact.kind == Kind::rule;
  Statement made;
  made.sql = std::string("CREATE ") + (replaces ? "OR REPLACE " : "") +
             (fact["constraint"].empty() ? "" : "CONSTRAINT ") + (rule ? "RULE " : "TRIGGER ") +
             own_name(fact, scene.to) + " " + std::string(fact["definition"]);
  if (busy(fact, scene)) made.lock = rule ? Lock::access_exclusive : Lock::share_row_exclusive;
  return made;
}

Statements create_trigger(const Fact& fact, const Scene& scene) {
  if (!fact["clone"].empty()) return {fires(fact, scene.to, "TRIGGER", fact["enabled"])};
  Statements all{create_text(fact, scene, false)};
  if (!fact["enabled"].empty()) all.push_back(fires(fact, scene.to, "TRIGGER", fact["enabled"]));
  return all;
}

Statements drop_trigger(const Fact& fact, const Scene& scene) {
  if (fact["clone"].empty())
    return {{"DROP TRIGGER " + own_name(fact, scene.from) + " ON " + on_table(fact, scene.from),
             Lock::access_exclusive}};
  // As the whole's, which may not be there any more, or change too.
  for (const std::size_t used : fact.uses) {
    if (scene.from[used].kind != Kind::trigger || scene.gone(used)) continue;
    const std::size_t wanted = scene.to.find(scene.from[used].address);
    if (wanted != none) return {fires(fact, scene.from, "TRIGGER", scene.to[wanted]["enabled"])};
  }
  return {};
}

Way trigger_way(const Difference& difference, const Scene& scene) {
  if (difference.differs("clone") &&
      (difference.from["clone"].empty() || difference.to["clone"].empty()))
    return Way::replace;
  if (!difference.differs("definition") && !difference.differs("constraint")) return Way::in_place;
  const bool plain = difference.from["constraint"].empty() && difference.to["constraint"].empty();
  return plain && scene.from.version >= 140000 ? Way::in_place : Way::replace;
}

Statements alter_trigger(const Difference& difference, const Scene& scene) {
  const Fact& to = difference.to;
  if (!difference.differs("definition")) return {fires(to, scene.to, "TRIGGER", to["enabled"])};
  Statements all{create_text(to, scene, true)};
  if (!to["enabled"].empty()) all.push_back(fires(to, scene.to, "TRIGGER", to["enabled"]));
  return all;
}

Statements rename_trigger(const Fact& from, const Fact& to, const Scene& scene) {
  return {{"ALTER TRIGGER " + own_name(from, scene.from) + " ON " + on_table(to, scene.to) +
               " RENAME TO " + own_name(to, scene.to),
           Lock::access_exclusive}};
}

Statements create_rule(const Fact& fact, const Scene& scene) {
  Statements all{create_text(fact, scene, false)};
  if (!fact["enabled"].empty()) all.push_back(fires(fact, scene.to, "RULE", fact["enabled"]));
  return all;
}

Statements drop_rule(const Fact& fact, const Scene& scene) {
  return {{"DROP RULE " + own_name(fact, scene.from) + " ON " + on_table(fact, scene.from),
           Lock::access_exclusive}};
}

Way rule_way(const Difference& difference, const Scene&) {
  return difference.only("enabled") ? Way::in_place : Way::replace;
}

Statements alter_rule(const Difference& difference, const Scene& scene) {
  return {fires(difference.to, scene.to, "RULE", difference.to["enabled"])};
}

Statements rename_rule(const Fact& from, const Fact& to, const Scene& scene) {
  return {{"ALTER RULE " + own_name(from, scene.from) + " ON " + on_table(to, scene.to) +
               " RENAME TO " + own_name(to, scene.to),
           Lock::access_exclusive}};
}

std::string roles(const Fact& fact) {
  return fact["roles"].empty() ? std::string("PUBLIC") : std::string(fact["roles"]);
}

Statements create_policy(const Fact& fact, const Scene& scene) {
  Statement made;
  made.sql = "CREATE POLICY " + own_name(fact, scene.to) + " ON " + on_table(fact, scene.to) +
             (fact["restrictive"].empty() ? "" : " AS RESTRICTIVE") +
             clause(" FOR ", fact["command"]) + clause(" TO ", fact["roles"]) +
             clause(" USING (", fact["using"], ")") + clause(" WITH CHECK (", fact["check"], ")");
  if (busy(fact, scene)) {
    made.lock = Lock::access_exclusive;
    made.hazards = static_cast<Hazards>(Hazard::privilege_change);
  }
  return {std::move(made)};
}

Statements drop_policy(const Fact& fact, const Scene& scene) {
  Statement made;
  made.sql = "DROP POLICY " + own_name(fact, scene.from) + " ON " + on_table(fact, scene.from);
  made.lock = Lock::access_exclusive;
  made.hazards = static_cast<Hazards>(Hazard::privilege_change);
  return {std::move(made)};
}

// ALTER POLICY changes an expression, but takes none away.
Way policy_way(const Difference& difference, const Scene&) {
  const Fact& to = difference.to;
  if (difference.differs("restrictive") || difference.differs("command")) return Way::replace;
  if (difference.differs("using") && to["using"].empty()) return Way::replace;
  if (difference.differs("check") && to["check"].empty()) return Way::replace;
  return Way::in_place;
}

Statements alter_policy(const Difference& difference, const Scene& scene) {
  const Fact& to = difference.to;
  Statement made;
  made.sql = "ALTER POLICY " + own_name(to, scene.to) + " ON " + on_table(to, scene.to);
  if (difference.differs("roles")) made.sql += " TO " + roles(to);
  if (difference.differs("using")) made.sql += clause(" USING (", to["using"], ")");
  if (difference.differs("check")) made.sql += clause(" WITH CHECK (", to["check"], ")");
  made.lock = Lock::access_exclusive;
  made.hazards = static_cast<Hazards>(Hazard::privilege_change);
  return {std::move(made)};
}

Statements rename_policy(const Fact& from, const Fact& to, const Scene& scene) {
  return {{"ALTER POLICY " + own_name(from, scene.from) + " ON " + on_table(to, scene.to) +
               " RENAME TO " + own_name(to, scene.to),
           Lock::access_exclusive}};
}

constexpr KindRules rules[] = {
    {Kind::rule, "rule", create_rule, drop_rule, rule_way, alter_rule, rename_rule},
    {Kind::trigger, "trigger", create_trigger, drop_trigger, trigger_way, alter_trigger,
     rename_trigger},
    {Kind::policy, "policy", create_policy, drop_policy, policy_way, alter_policy, rename_policy},
};

}  // namespace

std::span<const KindRules> hanging_kinds() {
  return rules;
}

}  // namespace copilot::diff
