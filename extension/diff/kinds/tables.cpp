// What the writers of tables, columns and sequences tell one another.
// Words: see tables.hpp.
// It must not decide what is changed: that is the writers'.
#include "diff/kinds/tables.hpp"

#include <algorithm>

#include "diff/kinds/options.hpp"

namespace copilot::diff {

bool foreign(const Fact& table) {
  return table["relkind"] == "f";
}

bool partitioned(const Fact& table) {
  return table["relkind"] == "p";
}

std::string alter_table(const Fact& table, bool only) {
  return std::string(foreign(table) ? "ALTER FOREIGN TABLE " : "ALTER TABLE ") +
         (only ? "ONLY " : "") + table.object;
}

std::string own_name(const Fact& fact) {
  const std::string& all = fact.object;
  // A quoted name may hold a dot.
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (all[at] == '"') quoted = !quoted;
    if (all[at] == '.' && !quoted) begin = at + 1;
  }
  return all.substr(begin);
}

const Fact& table_of(const Facts& facts, const Fact& fact) {
  const Fact* at = &fact;
  for (int depth = 0; depth < 4 && at->kind != Kind::table && at->parent != none; ++depth)
    at = &facts[at->parent];
  return *at;
}

std::size_t identity_of(const Facts& facts, std::size_t column) {
  for (const std::size_t child : facts.children(column))
    if (facts[child].kind == Kind::sequence) return child;
  return none;
}

std::string column_clause(std::size_t place, const Scene& scene, bool identity) {
  const Fact& column = scene.to[place];
  std::string text = own_name(column) + " " + std::string(column["type"]);
  if (!column["compression"].empty()) text += " COMPRESSION " + std::string(column["compression"]);
  if (!column["foreign_options"].empty())
    text += " OPTIONS (" + std::string(column["foreign_options"]) + ")";
  if (!column["collation"].empty()) text += " COLLATE " + std::string(column["collation"]);
  if (!column["generated"].empty()) {
    text += " GENERATED ALWAYS AS (" + std::string(column["expression"]) + ") " +
            std::string(column["generated"]);
  }
  for (const std::size_t child : scene.to.children(place))
    if (scene.to[child].kind == Kind::column_default && scene.inlined(child))
      text += " DEFAULT " + std::string(scene.to[child]["expression"]);
  if (const std::size_t sequence = identity_of(scene.to, place); identity && sequence != none)
    text += " " + identity_clause(scene.to[sequence]);
  constexpr int names_not_null = 180000;
  if (!column["not_null"].empty()) {
    if (!column["not_null_name"].empty() && scene.from.version >= names_not_null)
      text += " CONSTRAINT " + std::string(column["not_null_name"]);
    text += " NOT NULL";
  }
  return text;
}

void add_column_settings(const Fact& column, const Facts& facts, Statements& statements) {
  const std::string begin =
      alter_table(facts[column.parent], true) + " ALTER COLUMN " + own_name(column);
  auto say = [&](const char* clause, std::string_view property, const char* end) {
    if (const std::string_view value = column[property]; !value.empty())
      statements.push_back(
          {begin + clause + std::string(value) + end, Lock::none, Work::none, 0, true, false, ""});
  };
  say(" SET STORAGE ", "storage", "");
  say(" SET STATISTICS ", "statistics", "");
  say(" SET (", "options", ")");
}

std::size_t parent_column(const Facts& facts, std::size_t column) {
  const std::size_t table = facts[column].parent;
  if (table == none) return none;
  for (const std::size_t child : facts.children(table)) {
    if (facts[child].kind != Kind::inheritance) continue;
    const std::size_t found =
        facts.find("COLUMN " + std::string(facts[child]["parent"]) + "." + own_name(facts[column]));
    if (found != none) return found;
  }
  return none;
}

std::vector<std::size_t> child_columns(const Facts& facts, std::size_t column, const Scene& scene) {
  const bool source = &facts == &scene.from;
  std::vector<std::size_t> all, open{facts[column].parent}, seen;
  const std::string name = own_name(facts[column]);
  while (!open.empty()) {
    const std::size_t table = open.back();
    open.pop_back();
    if (std::find(seen.begin(), seen.end(), table) != seen.end()) continue;
    seen.push_back(table);
    for (const std::size_t user : facts.users(table)) {
      if (facts[user].kind != Kind::inheritance) continue;
      if (source ? scene.gone(user) : scene.made(user)) continue;
      const std::size_t child = facts[user].parent;
      const std::size_t found = facts.find("COLUMN " + facts[child].object + "." + name);
      if (found == none) continue;
      all.push_back(found);
      open.push_back(child);
    }
  }
  return all;
}

std::vector<Option> split_options(std::string_view text) {
  std::vector<Option> all;
  for (const std::string_view each : items(text, ',')) {
    const std::size_t at = each.find('=');
    all.emplace_back(each.substr(0, at), at == std::string_view::npos ? "" : each.substr(at + 1));
  }
  return all;
}

}  // namespace copilot::diff
