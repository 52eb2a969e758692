// Writing text search, languages, transforms and access methods.
// Words: see kind.hpp; a mapping is a kind of token with the dictionaries that are asked in turn.
// A parser, a template and an access method have nothing that ALTER could change.
#include <array>

#include "diff/kinds/options.hpp"
#include "diff/kinds/satellite.hpp"

namespace copilot::diff {

namespace {

Statements drop(const Fact& fact, const Scene&) {
  return {plain("DROP " + fact.address)};
}

// CREATE TEXT SEARCH ... (START = f, GETTOKEN = g)
std::string parameters(const Fact& fact, std::initializer_list<const char*> names) {
  std::string text;
  for (const char* each : names) {
    if (fact[each].empty()) continue;
    if (!text.empty()) text += ", ";
    for (const char* c = each; *c != 0; ++c) text += static_cast<char>(*c >= 'a' ? *c - 32 : *c);
    text += " = " + std::string(fact[each]);
  }
  return "CREATE " + fact.address + " (" + text;
}

Statements create_parser(const Fact& fact, const Scene&) {
  return {plain(parameters(fact, {"start", "gettoken", "end", "headline", "lextypes"}) + ")")};
}

Statements create_template(const Fact& fact, const Scene&) {
  return {plain(parameters(fact, {"init", "lexize"}) + ")")};
}

Statements create_dictionary(const Fact& fact, const Scene&) {
  std::string text = parameters(fact, {"template"});
  if (!fact["options"].empty()) text += ", " + std::string(fact["options"]);
  return {plain(text + ")")};
}

Way way_of_dictionary(const Difference& difference, const Scene&) {
  return difference.only("options") ? Way::in_place : Way::replace;
}

// An option without a value goes.
Statements alter_dictionary(const Difference& difference, const Scene&) {
  const auto before = items(difference.from["options"], ','),
             after = items(difference.to["options"], ',');
  std::string text;
  auto write = [&](std::string_view what) {
    if (!text.empty()) text += ", ";
    text += what;
  };
  for (const std::string_view each : before)
    if (find(after, named(each).name).empty()) write(named(each).name);
  for (const std::string_view each : after)
    if (find(before, named(each).name) != named(each).rest) write(each);
  if (text.empty()) return {};
  return {plain("ALTER " + difference.to.address + " (" + text + ")")};
}

std::string with(std::string_view mapping) {
  return std::string(named(mapping).name) + " WITH " + std::string(named(mapping).rest);
}

Statements create_configuration(const Fact& fact, const Scene&) {
  Statements all{plain(parameters(fact, {"parser"}) + ")")};
  for (const std::string_view each : items(fact["mappings"], ';'))
    all.push_back(plain("ALTER " + fact.address + " ADD MAPPING FOR " + with(each)));
  return all;
}

Way way_of_configuration(const Difference& difference, const Scene&) {
  return difference.only("mappings") ? Way::in_place : Way::replace;
}

Statements alter_configuration(const Difference& difference, const Scene&) {
  const auto before = items(difference.from["mappings"], ';'),
             after = items(difference.to["mappings"], ';');
  const std::string begin = "ALTER " + difference.to.address;
  Statements all;
  for (const std::string_view each : before)
    if (find(after, named(each).name).empty())
      all.push_back(plain(begin + " DROP MAPPING FOR " + std::string(named(each).name)));
  for (const std::string_view each : after) {
    const std::string_view old = find(before, named(each).name);
    if (old.empty())
      all.push_back(plain(begin + " ADD MAPPING FOR " + with(each)));
    else if (old != named(each).rest)
      all.push_back(plain(begin + " ALTER MAPPING FOR " + with(each)));
  }
  return all;
}

std::string language(const Fact& fact, const char* verb) {
  std::string text = verb;
  if (!fact["trusted"].empty()) text += " TRUSTED";
  text += " PROCEDURAL LANGUAGE " + fact.object;
  auto add = [&](const char* word, std::string_view function) {
    if (!function.empty()) text += word + std::string(function);
  };
  add(" HANDLER ", fact["handler"]);
  add(" INLINE ", fact["inline"]);
  add(" VALIDATOR ", fact["validator"]);
  return text;
}

Statements create_language(const Fact& fact, const Scene&) {
  return {plain(language(fact, "CREATE"))};
}

Statements alter_language(const Difference& difference, const Scene&) {
  return {plain(language(difference.to, "CREATE OR REPLACE"))};
}

std::string transform(const Fact& fact, const char* verb) {
  std::string text = verb + fact.address.substr(fact.address.find(' ')) + " (";
  if (!fact["from_sql"].empty()) text += "FROM SQL WITH FUNCTION " + std::string(fact["from_sql"]);
  if (!fact["from_sql"].empty() && !fact["to_sql"].empty()) text += ", ";
  if (!fact["to_sql"].empty()) text += "TO SQL WITH FUNCTION " + std::string(fact["to_sql"]);
  return text + ")";
}

Statements create_transform(const Fact& fact, const Scene&) {
  return {plain(transform(fact, "CREATE TRANSFORM"))};
}

Statements alter_transform(const Difference& difference, const Scene&) {
  return {plain(transform(difference.to, "CREATE OR REPLACE TRANSFORM"))};
}

Statements create_access_method(const Fact& fact, const Scene&) {
  return {plain("CREATE " + fact.address + " TYPE " + std::string(fact["type"]) + " HANDLER " +
                std::string(fact["handler"]))};
}

}  // namespace

std::span<const KindRules> text_search_kinds() {
  static constexpr std::array<KindRules, 7> kinds = {
      {{Kind::language, "language", create_language, drop, stands, alter_language},
       {Kind::access_method, "access method", create_access_method, drop},
       {Kind::text_search_parser, "text search parser", create_parser, drop},
       {Kind::text_search_template, "text search template", create_template, drop},
       {Kind::text_search_dictionary, "text search dictionary", create_dictionary, drop,
        way_of_dictionary, alter_dictionary},
       {Kind::text_search_configuration, "text search configuration", create_configuration, drop,
        way_of_configuration, alter_configuration},
       {Kind::transform, "transform", create_transform, drop, stands, alter_transform}}};
  return kinds;
}

}  // namespace copilot::diff
