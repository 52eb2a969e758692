// How views and materialized views are made, changed and dropped.
// Words: see kind.hpp; a view is redefined where its columns stay as they are, or get new ones behind them.
// A definition that is not known (its table was locked) must never be written.
#include <algorithm>

#include "diff/kind.hpp"
#include "diff/kinds/own_names.hpp"

namespace copilot::diff {

namespace {

std::string with(const Fact& fact) {
  const std::string_view options = fact["options"];
  return options.empty() ? std::string() : " WITH (" + std::string(options) + ")";
}

// Defaults of columns that come with the view.
void add_defaults(std::size_t view, const Scene& scene, Statements& statements) {
  for (const std::size_t column : scene.to.children(view)) {
    if (scene.to[column].kind != Kind::column) continue;
    for (const std::size_t child : scene.to.children(column))
      if (scene.to[child].kind == Kind::column_default && scene.inlined(child))
        statements.push_back(plain("ALTER VIEW " + scene.to[view].object + " ALTER COLUMN " +
                                   std::string(own_name(scene.to[column].object)) +
                                   " SET DEFAULT " + std::string(scene.to[child]["expression"])));
  }
}

// The names of name='value', ...
std::vector<std::string> option_names(std::string_view options) {
  std::vector<std::string> names;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < options.size(); ++at) {
    if (options[at] == '\'') quoted = !quoted;
    if (quoted) continue;
    if (options[at] == '=') names.emplace_back(options.substr(begin, at - begin));
    if (options[at] == ' ') begin = at + 1;
  }
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& each : names) text += (text.empty() ? "" : ", ") + each;
  return text;
}

// `alter`: ALTER VIEW public.v
void change_options(const std::string& alter, const Difference& difference,
                    Statements& statements) {
  if (!difference.differs("options")) return;
  const std::vector<std::string> kept = option_names(difference.to["options"]);
  std::vector<std::string> reset = option_names(difference.from["options"]);
  std::erase_if(reset, [&](const std::string& each) {
    return std::find(kept.begin(), kept.end(), each) != kept.end();
  });
  if (!reset.empty()) statements.push_back(plain(alter + " RESET (" + joined(reset) + ")"));
  if (!kept.empty())
    statements.push_back(plain(alter + " SET (" + std::string(difference.to["options"]) + ")"));
}

bool unknown(const Difference& difference) {
  return difference.from["definition"].empty() || difference.to["definition"].empty();
}

Statements create_view(const Fact& fact, const Scene& scene) {
  Statements statements;
  if (fact["definition"].empty()) return statements;
  statements.push_back(
      plain("CREATE VIEW " + fact.object + with(fact) + " AS\n" + std::string(fact["definition"])));
  add_defaults(scene.place_to(fact), scene, statements);
  return statements;
}

Statements drop_view(const Fact& fact, const Scene&) {
  return {plain("DROP VIEW " + fact.object)};
}

Way way_of_view(const Difference& difference, const Scene&) {
  if (unknown(difference)) return Way::in_place;
  const std::string_view before = difference.from["columns"], after = difference.to["columns"];
  const bool kept = after.starts_with(before) && (before.empty() || after.size() == before.size() ||
                                                  after[before.size()] == '\n');
  return kept ? Way::in_place : Way::replace;
}

Statements alter_view(const Difference& difference, const Scene& scene) {
  Statements statements;
  const Fact& to = difference.to;
  if (to["definition"].empty()) return statements;
  if (difference.differs("definition") || difference.differs("columns"))
    statements.push_back(plain("CREATE OR REPLACE VIEW " + to.object + with(to) + " AS\n" +
                               std::string(to["definition"])));
  else
    change_options("ALTER VIEW " + to.object, difference, statements);
  add_defaults(scene.place_to(to), scene, statements);
  return statements;
}

Statements create_materialized(const Fact& fact, const Scene&) {
  Statements statements;
  if (fact["definition"].empty()) return statements;
  std::string sql = "CREATE MATERIALIZED VIEW " + fact.object;
  if (!fact["access_method"].empty()) sql += " USING " + std::string(fact["access_method"]);
  sql += with(fact);
  if (!fact["tablespace"].empty()) sql += " TABLESPACE " + std::string(fact["tablespace"]);
  Statement made = plain(sql + " AS\n" + std::string(fact["definition"]) + "\nWITH NO DATA");
  made.note = "It cannot be read before REFRESH MATERIALIZED VIEW " + fact.object + ".";
  made.hazards = made.hazards | Hazard::correctness;
  statements.push_back(std::move(made));
  for (const std::string_view line : lines(fact["column_settings"]))
    statements.push_back(plain("ALTER MATERIALIZED VIEW " + fact.object + " " + std::string(line)));
  return statements;
}

Statements drop_materialized(const Fact& fact, const Scene&) {
  Statement made = plain("DROP MATERIALIZED VIEW " + fact.object);
  made.lock = Lock::access_exclusive;
  return {made};
}

Way way_of_materialized(const Difference& difference, const Scene&) {
  if (unknown(difference)) return Way::in_place;
  return difference.differs("definition") || difference.differs("columns") ? Way::replace
                                                                           : Way::in_place;
}

// What undoes a setting of a column.
std::string unset(std::string_view line) {
  constexpr std::string_view between = " SET ";
  const std::size_t set = line.rfind(between);
  const std::string column(line.substr(0, set));
  const std::string_view what = line.substr(set + between.size());
  if (what.starts_with("STATISTICS")) return column + " SET STATISTICS -1";
  if (what.starts_with("STORAGE")) return column + " SET STORAGE EXTENDED";
  if (what.starts_with("COMPRESSION")) return column + " SET COMPRESSION default";
  return column + " RESET (" + joined(option_names(what.substr(1, what.size() - 2))) + ")";
}

void change_columns(const std::string& alter, const Difference& difference,
                    Statements& statements) {
  const std::vector<std::string_view> before = lines(difference.from["column_settings"]),
                                      after = lines(difference.to["column_settings"]);
  auto missing = [](const std::vector<std::string_view>& all, std::string_view line) {
    return std::find(all.begin(), all.end(), line) == all.end();
  };
  for (const std::string_view line : before)
    if (missing(after, line)) statements.push_back(plain(alter + " " + unset(line)));
  for (const std::string_view line : after)
    if (missing(before, line)) statements.push_back(plain(alter + " " + std::string(line)));
}

Statements alter_materialized(const Difference& difference, const Scene&) {
  Statements statements;
  if (unknown(difference)) return statements;
  const std::string alter = "ALTER MATERIALIZED VIEW " + difference.to.object;
  change_options(alter, difference, statements);
  auto rewrite = [&](const std::string& what) {
    Statement made = plain(alter + what);
    made.lock = Lock::access_exclusive;
    made.work = Work::rewrite;
    made.hazards = Hazard::rewrite | Hazard::exclusive_lock;
    statements.push_back(std::move(made));
  };
  if (difference.differs("access_method"))
    rewrite(" SET ACCESS METHOD " + std::string(difference.to["access_method"]));
  if (difference.differs("tablespace")) {
    const std::string_view space = difference.to["tablespace"];
    rewrite(" SET TABLESPACE " + std::string(space.empty() ? "pg_default" : space));
  }
  change_columns(alter, difference, statements);
  return statements;
}

constexpr KindRules rules[] = {
    {Kind::view, "view", create_view, drop_view, way_of_view, alter_view},
    {Kind::materialized_view, "materialized view", create_materialized, drop_materialized,
     way_of_materialized, alter_materialized},
};

}  // namespace

std::span<const KindRules> view_kinds() {
  return rules;
}

}  // namespace copilot::diff
