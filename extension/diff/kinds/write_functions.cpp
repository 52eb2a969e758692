// How functions, procedures, aggregates and casts are made, changed and dropped.
// Words: see kind.hpp; a text body is one that the server does not read before it is run.
// PostgreSQL redefines a function only where its arguments' names and its result stay; a text body says to
// nobody what it uses.
#include "diff/kind.hpp"
#include "diff/kinds/function_parts.hpp"
#include "diff/kinds/own_names.hpp"

namespace copilot::diff {

namespace {

bool text_body(const Fact& fact) {
  const std::string_view language = fact["language"];
  return fact["parsed"].empty() && language != "internal" && language != "c";
}

int defaults(const Fact& fact) {
  int count = 0;
  for (const char digit : fact["defaults"]) count = count * 10 + (digit - '0');
  return count;
}

Statements create(const Fact& fact, const Scene&) {
  return create_function(fact);
}

Statements drop(const Fact& fact, const Scene&) {
  Statement made = plain("DROP " + fact.address);
  if (text_body(fact)) made.hazards = made.hazards | Hazard::untracked_dependencies;
  return {made};
}

Way way(const Difference& difference, const Scene&) {
  if (difference.from["definition"].empty() || difference.to["definition"].empty())
    return Way::in_place;
  const bool other = difference.differs("window") || difference.differs("arguments") ||
                     difference.differs("result") ||
                     defaults(difference.from) > defaults(difference.to);
  return other ? Way::replace : Way::in_place;
}

Statements alter(const Difference& difference, const Scene&) {
  return create_function(difference.to);
}

std::string aggregate(const Fact& fact, const char* verb) {
  return verb + std::string(without_arguments(fact.object)) + "(" + std::string(fact["arguments"]) +
         ") (" + std::string(fact["definition"]) + ")";
}

Statements create_aggregate(const Fact& fact, const Scene&) {
  return {plain(aggregate(fact, "CREATE AGGREGATE "))};
}

Statements drop_aggregate(const Fact& fact, const Scene&) {
  return {plain("DROP " + fact.address)};
}

Way way_of_aggregate(const Difference& difference, const Scene&) {
  return difference.only("definition") ? Way::in_place : Way::replace;
}

Statements alter_aggregate(const Difference& difference, const Scene&) {
  return {plain(aggregate(difference.to, "CREATE OR REPLACE AGGREGATE "))};
}

Statements create_cast(const Fact& fact, const Scene&) {
  return {plain("CREATE " + fact.address + " " + std::string(fact["definition"]))};
}

Statements drop_cast(const Fact& fact, const Scene&) {
  return {plain("DROP " + fact.address)};
}

constexpr KindRules rules[] = {
    {Kind::function, "function", create, drop, way, alter},
    {Kind::aggregate, "aggregate", create_aggregate, drop_aggregate, way_of_aggregate,
     alter_aggregate},
    {Kind::cast, "cast", create_cast, drop_cast},
    {Kind::operator_, "operator", create_operator, drop_operator, way_of_operator, alter_operator},
    {Kind::operator_family, "operator family", create_family, drop_family, way_of_family,
     alter_family},
    {Kind::operator_class, "operator class", create_class, drop_class},
};

}  // namespace

Statements create_function(const Fact& fact) {
  if (fact["definition"].empty()) return {};
  Statement made = plain(std::string(fact["definition"]));
  if (text_body(fact)) made.hazards = made.hazards | Hazard::untracked_dependencies;
  return {made};
}

std::span<const KindRules> function_kinds() {
  return rules;
}

}  // namespace copilot::diff
