// KindRules: how facts of one kind are made, changed and dropped, in SQL.
// Words: a difference is a fact of both sides with the properties that differ; the way of a change says whether it can be made where it stands:
// in_place leaves what uses it alone; under_users must take away first, and bring back after, what reads it
// (views, rules, policies, triggers, generated columns, functions with a parsed body); replace drops it and all that uses it, and makes it anew;
// rebuild (of a type) makes it anew under its name and moves the columns that have it over, so that their rows stay: `alter` writes all of
// that, what else uses it goes first and comes back after, its own children come back.
// Satellites (owner, rights, comment, label, default ...) are facts of their own, so a writer writes its fact alone.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "diff/fact.hpp"
#include "diff/statement.hpp"

namespace copilot::diff {

enum class Way : std::uint8_t { in_place, under_users, replace, rebuild };

struct Difference {
  const Fact& from;
  const Fact& to;
  std::vector<std::string_view> properties;  // those that differ

  bool differs(std::string_view property) const {
    for (const std::string_view each : properties)
      if (each == property) return true;
    return false;
  }
  bool only(std::string_view property) const {
    return properties.size() == 1 && properties.front() == property;
  }
};

// What a writer may ask about while it writes.
class Scene {
 public:
  Scene(const Facts& from, const Facts& to, bool online) : from(from), to(to), online(online) {}
  virtual ~Scene() = default;

  const Facts& from;
  const Facts& to;
  const bool online;

  // Of facts of the source: dropped, whether for good or to be made anew.
  virtual bool gone(std::size_t from_place) const = 0;
  // Of types of the source: made anew under the columns that have them.
  virtual bool rebuilt(std::size_t from_place) const = 0;
  // Of facts of the target: made by the script (new, or anew), so that nobody works on it yet.
  virtual bool made(std::size_t to_place) const = 0;
  // Of a made column, attribute, default or INHERITS: written by the statement that makes its table (or column).
  virtual bool inlined(std::size_t to_place) const = 0;
  virtual std::size_t place_from(const Fact& fact) const = 0;
  virtual std::size_t place_to(const Fact& fact) const = 0;
  const Fact& parent_from(const Fact& fact) const { return from[fact.parent]; }
  const Fact& parent_to(const Fact& fact) const { return to[fact.parent]; }
};

struct KindRules {
  Kind kind;
  const char* name;  // object_type of the rows
  Statements (*create)(const Fact& fact, const Scene& scene);
  Statements (*drop)(const Fact& fact, const Scene& scene);
  // Null: always replaced.
  Way (*way)(const Difference& difference, const Scene& scene) = nullptr;
  Statements (*alter)(const Difference& difference, const Scene& scene) = nullptr;
  // A rename where all else is equal; null: dropped and made, as for all that holds rows.
  Statements (*rename)(const Fact& from, const Fact& to, const Scene& scene) = nullptr;
};

const KindRules& rules_of(Kind kind);

// The lists, each in kinds/write_*.cpp.
std::span<const KindRules> schema_kinds();      // schema, extension, default_privilege, collation
std::span<const KindRules> table_kinds();       // table, inheritance, replica_identity
std::span<const KindRules> column_kinds();      // column, column_default
std::span<const KindRules> sequence_kinds();    // sequence, sequence_owner
std::span<const KindRules> index_kinds();       // index, index_attachment, statistics
std::span<const KindRules> constraint_kinds();  // constraint
std::span<const KindRules> hanging_kinds();     // rule, trigger, policy
std::span<const KindRules> view_kinds();        // view, materialized_view
std::span<const KindRules> type_kinds();        // type, composite, attribute
std::span<const KindRules>
function_kinds();  // function, aggregate, cast, operator_, operator_family, operator_class
std::span<const KindRules> text_search_kinds();  // text search, language, transform, access_method
std::span<const KindRules>
outside_kinds();  // wrapper, server, user_mapping, publication, subscription, event_trigger
std::span<const KindRules> satellite_kinds();  // owner, rights, comment, security_label

}  // namespace copilot::diff
