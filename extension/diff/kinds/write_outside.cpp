// Writing foreign data wrappers, servers, user mappings and event triggers.
// Words: see kind.hpp; a secret is an option whose value is masked here.
// A secret that works must not be overwritten by a mask.
#include "diff/kinds/outside.hpp"

#include <array>

#include "base/quote.hpp"
#include "diff/kinds/options.hpp"
#include "diff/kinds/satellite.hpp"

namespace copilot::diff {

namespace {

Statements drop(const Fact& fact, const Scene&) {
  return {plain("DROP " + fact.address)};
}

constexpr std::string_view unknown =
    "The password is not known here: write it where the mask stands.";

std::string options(const Fact& fact) {
  return fact["options"].empty() ? "" : " OPTIONS (" + std::string(fact["options"]) + ")";
}

Statements made(std::string text, const Fact& fact) {
  Statement statement = plain(std::move(text));
  if (!fact["secrets"].empty()) statement.note = unknown;
  return {std::move(statement)};
}

// The options that differ, then the secrets that differ although their masks do not.
void change_options(const Difference& difference, Statements& all) {
  const Fact &from = difference.from, &to = difference.to;
  if (const std::string changes = option_changes(from["options"], to["options"]);
      !changes.empty()) {
    all.push_back(plain("ALTER " + to.address + " OPTIONS " + changes));
    if (changes.find("'********'") != std::string::npos) all.back().note = unknown;
  }
  const auto before = items(from["secrets"], ',');
  for (const std::string_view each : items(to["secrets"], ',')) {
    const std::string_view old = find(before, named(each).name);
    if (!old.empty() && old != named(each).rest)
      all.push_back(secret_differs(to, named(each).name));
  }
}

std::string functions(const Fact& fact) {
  std::string text;
  if (!fact["handler"].empty()) text += " HANDLER " + std::string(fact["handler"]);
  if (!fact["validator"].empty()) text += " VALIDATOR " + std::string(fact["validator"]);
  return text;
}

Statements create_wrapper(const Fact& fact, const Scene&) {
  return made("CREATE " + fact.address + functions(fact) + options(fact), fact);
}

Statements alter_wrapper(const Difference& difference, const Scene&) {
  const Fact& to = difference.to;
  std::string text;
  if (difference.differs("handler"))
    text += to["handler"].empty() ? " NO HANDLER" : " HANDLER " + std::string(to["handler"]);
  if (difference.differs("validator"))
    text +=
        to["validator"].empty() ? " NO VALIDATOR" : " VALIDATOR " + std::string(to["validator"]);
  Statements all;
  if (!text.empty()) all.push_back(plain("ALTER " + to.address + text));
  change_options(difference, all);
  return all;
}

Statements create_server(const Fact& fact, const Scene&) {
  std::string text = "CREATE " + fact.address;
  if (!fact["type"].empty()) text += " TYPE " + std::string(fact["type"]);
  if (!fact["version"].empty()) text += " VERSION " + std::string(fact["version"]);
  return made(text + " FOREIGN DATA WRAPPER " + std::string(fact["wrapper"]) + options(fact), fact);
}

Way way_of_server(const Difference& difference, const Scene&) {
  return difference.differs("wrapper") || difference.differs("type") ? Way::replace : Way::in_place;
}

Statements alter_server(const Difference& difference, const Scene&) {
  const Fact& to = difference.to;
  Statements all;
  if (difference.differs("version"))
    all.push_back(
        plain("ALTER " + to.address + " VERSION " +
              (to["version"].empty() ? std::string("NULL") : std::string(to["version"]))));
  change_options(difference, all);
  return all;
}

Statements create_mapping(const Fact& fact, const Scene&) {
  return made("CREATE " + fact.address + options(fact), fact);
}

Statements drop_mapping(const Fact& fact, const Scene&) {
  Statement statement = plain("DROP " + fact.address);
  if (!fact["secrets"].empty())
    statement.note = "Its password is lost: keep it where it is needed.";
  return {std::move(statement)};
}

Statements alter_mapping(const Difference& difference, const Scene&) {
  Statements all;
  change_options(difference, all);
  return all;
}

const char* enabling(std::string_view letter) {
  if (letter == "D") return " DISABLE";
  if (letter == "R") return " ENABLE REPLICA";
  return letter == "A" ? " ENABLE ALWAYS" : " ENABLE";
}

Statements create_event_trigger(const Fact& fact, const Scene&) {
  std::string text = "CREATE " + fact.address + " ON " + std::string(fact["event"]);
  if (!fact["tags"].empty()) text += " WHEN TAG IN (" + std::string(fact["tags"]) + ")";
  Statements all{plain(text + " EXECUTE FUNCTION " + std::string(fact["function"]) + "()")};
  if (!fact["enabled"].empty())
    all.push_back(plain("ALTER " + fact.address + enabling(fact["enabled"])));
  return all;
}

Way way_of_event_trigger(const Difference& difference, const Scene&) {
  return difference.only("enabled") ? Way::in_place : Way::replace;
}

Statements alter_event_trigger(const Difference& difference, const Scene&) {
  return {plain("ALTER " + difference.to.address + enabling(difference.to["enabled"]))};
}

}  // namespace

Statement warning(const std::string& text, std::string note) {
  Statement statement =
      plain("DO LANGUAGE plpgsql " + base::quote_literal("BEGIN RAISE WARNING USING MESSAGE = " +
                                                         base::quote_literal(text) + "; END"));
  statement.note = std::move(note);
  return statement;
}

Statement secret_differs(const Fact& fact, std::string_view name) {
  const std::string what = std::string(name) + " of " + fact.address;
  return warning(what + " differs",
                 "The " + what +
                     " differs, and is not known here: nothing is changed, set it by hand if it "
                     "is to be the same.");
}

std::span<const KindRules> outside_kinds() {
  static constexpr std::array<KindRules, 6> kinds = {
      {{Kind::foreign_data_wrapper, "foreign data wrapper", create_wrapper, drop, stands,
        alter_wrapper},
       {Kind::server, "server", create_server, drop, way_of_server, alter_server},
       {Kind::user_mapping, "user mapping", create_mapping, drop_mapping, stands, alter_mapping},
       {Kind::publication, "publication", create_publication, drop_publication, way_of_publication,
        alter_publication},
       {Kind::subscription, "subscription", create_subscription, drop_subscription,
        way_of_subscription, alter_subscription},
       {Kind::event_trigger, "event trigger", create_event_trigger, drop, way_of_event_trigger,
        alter_event_trigger}}};
  return kinds;
}

}  // namespace copilot::diff
