// Writing sequences, identities, and whose a sequence is.
// Words: see kind.hpp; an identity is a sequence that is the child of its column.
// What a sequence has come to stays, or is set behind the rows that are there.
#include <cstdlib>
#include <limits>

#include "base/quote.hpp"
#include "diff/kinds/sequence_parameters.hpp"
#include "diff/kinds/tables.hpp"

namespace copilot::diff {

namespace {

bool identity(const Fact& sequence) {
  return !sequence["identity"].empty();
}

std::int64_t number(std::string_view text, std::int64_t usual) {
  return text.empty() ? usual : std::strtoll(std::string(text).c_str(), nullptr, 10);
}

std::string clauses(const Fact& sequence) {
  std::string text;
  auto say = [&](const char* clause, std::string_view property) {
    if (const std::string_view value = sequence[property]; !value.empty())
      text += clause + std::string(value);
  };
  say(" INCREMENT BY ", "increment");
  say(" MINVALUE ", "minimum");
  say(" MAXVALUE ", "maximum");
  say(" START WITH ", "start");
  say(" CACHE ", "cache");
  say(" ", "cycle");
  return text;
}

// Behind the rows of a column that was there before: else the next row would have a number that is taken.
void skip_rows(const Fact& sequence, const Fact& column, const Fact& table,
               Statements& statements) {
  const std::string_view type = column["type"];
  if (type != "integer" && type != "bigint" && type != "smallint") return;
  const Parameters counts = parameters(sequence);
  const std::string name = own_name(column);
  const std::string highest =
      std::string(counts.increment < 0 ? "pg_catalog.min(" : "pg_catalog.max(") + name + ")";
  Statement statement;
  statement.sql = "SELECT pg_catalog.setval(" + base::quote_literal(sequence.object) + ", " +
                  highest + ") FROM " + table.object + " HAVING " + highest + " BETWEEN " +
                  std::to_string(counts.minimum) + " AND " + std::to_string(counts.maximum);
  statement.work = Work::scan;
  statement.note = "The sequence goes on behind the rows that are there.";
  statements.push_back(std::move(statement));
}

Statements create(const Fact& fact, const Scene& scene) {
  Statements statements;
  if (!identity(fact)) {
    Statement statement;
    statement.sql = std::string("CREATE ") + (fact["persistence"].empty() ? "" : "UNLOGGED ") +
                    "SEQUENCE " + fact.object;
    if (!fact["type"].empty()) statement.sql += " AS " + std::string(fact["type"]);
    statement.sql += clauses(fact);
    statements.push_back(std::move(statement));
    return statements;
  }
  const Fact& column = scene.to[fact.parent];
  const Fact& table = scene.to[column.parent];
  if (scene.made(fact.parent) && !scene.inlined(fact.parent)) return {};  // ADD COLUMN says it
  Statement statement;
  statement.sql = alter_table(table, false) + " ALTER COLUMN " + own_name(column) + " ADD " +
                  identity_clause(fact);
  if (!scene.made(column.parent)) statement.lock = Lock::access_exclusive;
  statements.push_back(std::move(statement));
  if (!scene.made(fact.parent)) skip_rows(fact, column, table, statements);
  return statements;
}

Statements drop(const Fact& fact, const Scene& scene) {
  Statement statement;
  statement.lock = Lock::access_exclusive;
  if (identity(fact)) {
    const Fact& column = scene.from[fact.parent];
    statement.sql = alter_table(scene.from[column.parent], false) + " ALTER COLUMN " +
                    own_name(column) + " DROP IDENTITY";
  } else {
    statement.sql = "DROP SEQUENCE " + fact.object;
    if (fact.goes_with == none) {
      statement.hazards = static_cast<Hazards>(Hazard::data_loss);
      statement.note = "The value it has come to is lost.";
    }
  }
  return {std::move(statement)};
}

Way way(const Difference& difference, const Scene& scene) {
  if (difference.differs("persistence") && scene.from.version < 150000) return Way::replace;
  return Way::in_place;
}

Statements alter(const Difference& difference, const Scene& scene) {
  Statements statements;
  const Fact& to = difference.to;
  if (difference.differs("identity")) {
    const Fact& column = scene.to[to.parent];
    Statement statement;
    statement.sql = alter_table(scene.to[column.parent], false) + " ALTER COLUMN " +
                    own_name(column) + " SET GENERATED " + std::string(to["identity"]);
    statement.lock = Lock::access_exclusive;
    statements.push_back(std::move(statement));
  }
  if (difference.differs("persistence")) {
    Statement statement;
    statement.sql = "ALTER SEQUENCE " + to.object +
                    (to["persistence"].empty() ? " SET LOGGED" : " SET UNLOGGED");
    statement.lock = Lock::access_exclusive;
    statements.push_back(std::move(statement));
  }
  // A column whose type changes takes its identity along.
  if (identity(to) && identity(difference.from) &&
      scene.from[difference.from.parent]["type"] != scene.to[to.parent]["type"])
    return statements;
  for (Statement& each : alter_parameters(difference.from, to))
    statements.push_back(std::move(each));
  return statements;
}

Statements rename(const Fact& from, const Fact& to, const Scene&) {
  Statements statements;
  std::string object = from.object;
  if (from.schema != to.schema) {
    statements.push_back({"ALTER SEQUENCE " + object + " SET SCHEMA " +
                              to.object.substr(0, to.object.size() - own_name(to).size() - 1),
                          Lock::access_exclusive, Work::none, 0, true, false, ""});
    object = to.object.substr(0, to.object.size() - own_name(to).size()) + own_name(from);
  }
  if (own_name(from) != own_name(to))
    statements.push_back({"ALTER SEQUENCE " + object + " RENAME TO " + own_name(to),
                          Lock::access_exclusive, Work::none, 0, true, false, ""});
  return statements;
}

std::string_view owner_of(const Facts& facts, std::size_t place) {
  if (place == none) return {};
  for (const std::size_t child : facts.children(place))
    if (facts[child].kind == Kind::owner && !facts[child].properties.empty())
      return facts[child].properties.front().value;
  return {};
}

Statements own(const Fact& fact, const Scene& scene) {
  Statements statements;
  const Fact& sequence = scene.to[fact.parent];
  const std::size_t column = scene.to.find("COLUMN " + std::string(fact["column"]));
  // Both must have one owner. What the script makes has its role as yet.
  if (column != none) {
    const std::size_t table = scene.to[column].parent;
    const std::size_t before = scene.place_from(scene.to[table]);
    const std::string_view wanted =
        scene.made(table) ? std::string_view(scene.from.role) : owner_of(scene.from, before);
    const std::size_t kept = scene.made(fact.parent) ? none : scene.place_from(sequence);
    const std::string_view has =
        kept == none ? std::string_view(scene.from.role) : owner_of(scene.from, kept);
    if (!wanted.empty() && !has.empty() && wanted != has)
      statements.push_back(
          {"ALTER SEQUENCE " + sequence.object + " OWNER TO " + std::string(wanted),
           Lock::access_exclusive, Work::none, 0, true, false, ""});
  }
  statements.push_back(
      {"ALTER SEQUENCE " + sequence.object + " OWNED BY " + std::string(fact["column"]),
       Lock::share_row_exclusive, Work::none, 0, true, false, ""});
  if (column != none && scene.made(fact.parent) && !scene.made(column))
    skip_rows(sequence, scene.to[column], scene.to[scene.to[column].parent], statements);
  return statements;
}

Statements disown(const Fact& fact, const Scene& scene) {
  return {{"ALTER SEQUENCE " + scene.from[fact.parent].object + " OWNED BY NONE",
           Lock::share_row_exclusive, Work::none, 0, true, false, ""}};
}

constexpr KindRules rules[] = {
    {Kind::sequence, "sequence", create, drop, way, alter, rename},
    {Kind::sequence_owner, "sequence", own, disown},
};

}  // namespace

Parameters usual_parameters(std::string_view type, std::int64_t increment) {
  Parameters usual;
  usual.type = type.empty() ? "bigint" : type;
  usual.increment = increment;
  std::int64_t highest = std::numeric_limits<std::int64_t>::max();
  if (type == "smallint") highest = std::numeric_limits<std::int16_t>::max();
  if (type == "integer") highest = std::numeric_limits<std::int32_t>::max();
  usual.minimum = increment < 0 ? -highest - 1 : 1;
  usual.maximum = increment < 0 ? -1 : highest;
  usual.start = increment < 0 ? usual.maximum : usual.minimum;
  return usual;
}

Parameters parameters(const Fact& sequence) {
  Parameters made = usual_parameters(sequence["type"], number(sequence["increment"], 1));
  made.minimum = number(sequence["minimum"], made.minimum);
  made.maximum = number(sequence["maximum"], made.maximum);
  made.start = number(sequence["start"], made.increment < 0 ? made.maximum : made.minimum);
  made.cache = number(sequence["cache"], 1);
  made.cycle = !sequence["cycle"].empty();
  return made;
}

std::string identity_clause(const Fact& sequence) {
  return "GENERATED " + std::string(sequence["identity"]) + " AS IDENTITY (SEQUENCE NAME " +
         sequence.object + clauses(sequence) + ")";
}

Statements alter_parameters(const Fact& from_fact, const Fact& to_fact) {
  const Parameters from = parameters(from_fact), to = parameters(to_fact);
  std::string text;
  auto say = [&](const char* clause, std::int64_t before, std::int64_t after) {
    if (before != after) text += clause + std::to_string(after);
  };
  // A type of another width would take its own limits along.
  const bool typed = from.type != to.type;
  if (typed) text += " AS " + to.type;
  say(" INCREMENT BY ", from.increment, to.increment);
  if (typed || from.minimum != to.minimum) text += " MINVALUE " + std::to_string(to.minimum);
  if (typed || from.maximum != to.maximum) text += " MAXVALUE " + std::to_string(to.maximum);
  say(" START WITH ", from.start, to.start);
  say(" CACHE ", from.cache, to.cache);
  if (from.cycle != to.cycle) text += to.cycle ? " CYCLE" : " NO CYCLE";
  if (text.empty()) return {};
  // Wherever it stands, that is outside of its new limits.
  if (to.minimum > from.maximum || to.maximum < from.minimum)
    text += " RESTART WITH " + std::to_string(to.start);
  Statements statements;
  // What it has come to must lie within the new limits.
  auto move = [&](const char* comparison, std::int64_t value, const char* called) {
    if (value < from.minimum || value > from.maximum) return;
    Statement statement;
    statement.sql = "SELECT pg_catalog.setval(" + base::quote_literal(to_fact.object) + ", " +
                    std::to_string(value) + ", " + called + ") FROM " + to_fact.object +
                    " WHERE last_value " + comparison + " " + std::to_string(value);
    statement.hazards = static_cast<Hazards>(Hazard::correctness);
    statement.note = "Only where the sequence stands outside of its new limits.";
    statements.push_back(std::move(statement));
  };
  if (to.minimum > from.minimum) move("<", to.minimum, "false");
  if (to.maximum < from.maximum) move(">", to.maximum, "true");
  Statement statement;
  statement.sql = "ALTER SEQUENCE " + to_fact.object + text;
  statement.lock = Lock::share_row_exclusive;
  statements.push_back(std::move(statement));
  return statements;
}

std::span<const KindRules> sequence_kinds() {
  return rules;
}

}  // namespace copilot::diff
