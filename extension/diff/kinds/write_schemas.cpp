// Writing schemas, extensions, default privileges and collations.
// Words: see kind.hpp.
// A collation cannot be changed where it stands, nor can an extension's members be touched.
#include <array>

#include "base/quote.hpp"
#include "diff/kinds/options.hpp"
#include "diff/kinds/outside.hpp"
#include "diff/kinds/rights.hpp"
#include "diff/kinds/satellite.hpp"

namespace copilot::diff {

namespace {

Statement losing(std::string text) {
  Statement statement = plain(std::move(text));
  statement.hazards = static_cast<Hazards>(Hazard::data_loss);
  return statement;
}

Statements create_schema(const Fact& fact, const Scene& scene) {
  Statements all{plain("CREATE " + fact.address)};
  if (fact.object == "public" && scene.to.find("COMMENT ON SCHEMA public") == none)
    all.push_back(plain("COMMENT ON SCHEMA public IS 'standard public schema'"));
  return all;
}

Statements drop_schema(const Fact& fact, const Scene&) {
  return {losing("DROP " + fact.address)};
}

// Its version is written only for a server of the same kind: another has others.
Statements create_extension(const Fact& fact, const Scene& scene) {
  std::string text = "CREATE " + fact.address + " WITH SCHEMA " + std::string(fact["schema"]);
  if (!fact["version"].empty() && scene.from.version / 10000 == scene.to.version / 10000)
    text += " VERSION " + base::quote_literal(fact["version"]);
  return {plain(std::move(text))};
}

Statements drop_extension(const Fact& fact, const Scene&) {
  Statement statement = losing("DROP " + fact.address);
  statement.hazards = statement.hazards | Hazard::untracked_dependencies;
  return {std::move(statement)};
}

Statements alter_extension(const Difference& difference, const Scene&) {
  Statements all;
  const std::string_view version = difference.to["version"];
  if (difference.differs("version") && difference.from["version"].empty()) {
    // Extensions have scripts for the way forward only.
    all.push_back(
        warning(difference.to.address + " is to have the older version " + std::string(version),
                "An extension cannot be taken back to an older version: nothing is "
                "changed, drop it and make it anew if it must be."));
    all.back().hazards = static_cast<Hazards>(Hazard::extension_update);
  } else if (difference.differs("version")) {
    std::string text = "ALTER " + difference.to.address + " UPDATE";
    if (!version.empty()) text += " TO " + base::quote_literal(version);
    all.push_back(plain(std::move(text)));
    all.back().hazards = static_cast<Hazards>(Hazard::extension_update);
    all.back().note =
        "It fails where the extension has no script from the one version to the other.";
  }
  if (difference.differs("schema"))
    all.push_back(plain("ALTER " + difference.to.address + " SET SCHEMA " +
                        std::string(difference.to["schema"])));
  return all;
}

// DEFAULT PRIVILEGES FOR ROLE r [IN SCHEMA s] ON TABLES
struct Default {
  Granted granted;
  Rights usual;
};

Default default_of(const Fact& fact, const Scene& scene) {
  Default made;
  const std::size_t on = fact.address.rfind(" ON ");
  made.granted.prefix = "ALTER " + fact.address.substr(0, on + 1);
  made.granted.on = fact.address.substr(on + 4);
  made.granted.version = scene.from.version;
  for (const char letter : {'r', 'S', 'f', 'T', 'n', 'L'})
    if (made.granted.on == default_noun(letter)) made.granted.letter = letter;
  constexpr std::string_view role = "ALTER DEFAULT PRIVILEGES FOR ROLE ";
  made.granted.owner = named(std::string_view(made.granted.prefix).substr(role.size())).name;
  // Those of a schema only add to the others.
  if (fact.parent == none) made.usual = Rights::built_in(made.granted.letter, made.granted.version);
  return made;
}

Rights list_of(const Fact& fact, const Default& of) {
  return Rights::parse(fact["rights"], of.granted.letter, of.granted.version);
}

Statements create_default(const Fact& fact, const Scene& scene) {
  const Default of = default_of(fact, scene);
  return grants(of.usual, of.usual, list_of(fact, of), of.granted);
}

Statements drop_default(const Fact& fact, const Scene& scene) {
  const Default of = default_of(fact, scene);
  const Rights before = list_of(fact, of);
  return grants(before, before, of.usual, of.granted);
}

Statements alter_default(const Difference& difference, const Scene& scene) {
  const Default of = default_of(difference.to, scene);
  const Rights before = list_of(difference.from, of);
  return grants(before, before, list_of(difference.to, of), of.granted);
}

Statements create_collation(const Fact& fact, const Scene&) {
  std::string text;
  auto add = [&](const char* name, std::string_view value, bool literal) {
    if (value.empty()) return;
    if (!text.empty()) text += ", ";
    text += std::string(name) + " = " + (literal ? base::quote_literal(value) : std::string(value));
  };
  add("provider", fact["provider"].empty() ? "libc" : fact["provider"], false);
  add("deterministic", fact["deterministic"], false);
  add("locale", fact["locale"], true);
  add("lc_collate", fact["lc_collate"], true);
  add("lc_ctype", fact["lc_ctype"], true);
  add("rules", fact["rules"], true);
  return {plain("CREATE " + fact.address + " (" + text + ")")};
}

Statements drop_plain(const Fact& fact, const Scene&) {
  return {plain("DROP " + fact.address)};
}

// ICU's locales as 16 and later write them: en-u-kn-true is en-u-kn, de_DE is de-DE.
std::string standard_locale(std::string_view locale) {
  std::string text;
  for (const char c : locale) text += c == '_' ? '-' : c;
  for (std::size_t at = text.find("-true"); at != std::string::npos; at = text.find("-true", at)) {
    const std::size_t end = at + 5;
    if (end == text.size() || text[end] == '-')
      text.erase(at, 5);
    else
      at = end;
  }
  return text;
}

bool spelled(const Difference& difference, const Scene& scene) {
  return difference.only("locale") && difference.to["provider"] == "icu" &&
         scene.from.version / 10000 != scene.to.version / 10000 &&
         standard_locale(difference.from["locale"]) == standard_locale(difference.to["locale"]);
}

// Columns that have it are moved over to the new one; a type that has it would have to be made anew itself.
Way way_of_collation(const Difference& difference, const Scene& scene) {
  if (spelled(difference, scene)) return Way::in_place;
  bool columns = false;
  for (const std::size_t user : scene.from.users(scene.place_from(difference.from))) {
    if (scene.from[user].kind == Kind::type || scene.from[user].kind == Kind::attribute)
      return Way::replace;
    columns = columns || scene.from[user].kind == Kind::column;
  }
  return columns ? Way::rebuild : Way::replace;
}

// A column of a parent takes those of its children along.
bool follows(const Fact& column, const Scene& scene) {
  if (!column.derived) return false;
  for (const std::size_t child : scene.from.children(column.parent))
    if (scene.from[child].kind == Kind::inheritance && !scene.gone(child)) return true;
  return false;
}

Statements alter_collation(const Difference& difference, const Scene& scene) {
  if (spelled(difference, scene)) return {};
  const Fact& from = difference.from;
  const std::size_t dot = items(from.object, '.').front().size();
  const std::string schema = from.object.substr(0, dot + 1);
  std::string aside;
  for (int number = 0; aside.empty() || scene.from.find("COLLATION " + schema + aside) != none ||
                       scene.to.find("COLLATION " + schema + aside) != none;
       ++number)
    aside = "collation__old" + std::to_string(number);
  Statements all{plain("ALTER " + from.address + " RENAME TO " + aside)};
  for (Statement& each : create_collation(difference.to, scene)) all.push_back(std::move(each));
  for (const std::size_t user : scene.from.users(scene.place_from(from))) {
    const Fact& column = scene.from[user];
    if (column.kind != Kind::column || scene.gone(user) || follows(column, scene)) continue;
    const std::size_t partner = scene.place_to(column);
    if (partner == none) continue;
    const std::string_view wanted = scene.to[partner]["collation"];
    const Fact& table = scene.from[column.parent];
    const std::string name = column.object.substr(table.object.size() + 1);
    all.push_back(plain((table["relkind"] == "f" ? "ALTER FOREIGN TABLE " : "ALTER TABLE ") +
                        table.object + " ALTER COLUMN " + name + " TYPE " +
                        std::string(column["type"]) + " COLLATE " +
                        (wanted.empty() ? "pg_catalog.\"default\"" : std::string(wanted))));
    all.back().lock = Lock::access_exclusive;
    all.back().hazards = static_cast<Hazards>(Hazard::exclusive_lock);
  }
  all.push_back(plain("DROP COLLATION " + schema + aside));
  return all;
}

}  // namespace

std::span<const KindRules> schema_kinds() {
  static constexpr std::array<KindRules, 4> kinds = {
      {{Kind::schema, "schema", create_schema, drop_schema},
       {Kind::extension, "extension", create_extension, drop_extension, stands, alter_extension},
       {Kind::default_privilege, "default privilege", create_default, drop_default, stands,
        alter_default},
       {Kind::collation, "collation", create_collation, drop_plain, way_of_collation,
        alter_collation}}};
  return kinds;
}

}  // namespace copilot::diff
