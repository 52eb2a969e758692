// Fact: one thing that is true of a schema, with no oid, so that two schemas can be compared.
// Words: an address names it as COMMENT ON does (TABLE public.t, COLUMN public.t.c, TRIGGER x ON public.t) and is
// unique; a child is what goes when its parent goes (a column, a default, a comment, an owner); a property that has its usual value is
// left out; what a fact uses must be there before it, and be there as long as it is.
// It must hold no state of data (last values, statistics), and nothing PostgreSQL changes by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "catalog/objects.hpp"

namespace copilot::diff {

// In the order in which they are made where nothing else says so; dropped in the other one.
enum class Kind : std::uint8_t {
  schema,
  extension,
  default_privilege,
  language,
  access_method,
  foreign_data_wrapper,
  server,
  user_mapping,
  collation,
  type,  // enum, domain, range, base type, shell
  composite,
  attribute,  // of a composite
  function,   // procedures and window functions too
  aggregate,
  cast,
  operator_,
  operator_family,
  operator_class,
  text_search_parser,
  text_search_template,
  text_search_dictionary,
  text_search_configuration,
  transform,
  sequence,
  table,  // foreign tables too
  column,
  column_default,
  sequence_owner,  // OWNED BY
  inheritance,     // INHERITS, or a partition's ATTACH
  view,
  materialized_view,
  index,
  constraint,
  index_attachment,
  replica_identity,
  statistics,
  rule,
  trigger,
  policy,
  event_trigger,
  publication,
  subscription,
  owner,
  rights,
  comment,
  security_label,
};

inline constexpr std::size_t kinds = static_cast<std::size_t>(Kind::security_label) + 1;
inline constexpr std::size_t none = static_cast<std::size_t>(-1);

struct Property {
  std::string_view name;  // of a literal, or of a column of the snapshot's rows
  std::string value;
};

struct Fact {
  Kind kind = Kind::schema;
  std::string address;
  std::string
      object;  // as rows show it: schema.name, quoted as SQL needs; of a child, that of its parent and its own
  std::string schema;  // as stored; empty: of a kind that has none
  std::size_t parent = none;
  std::size_t goes_with =
      none;  // beside the parent: what takes it along (the column of an owned sequence)
  std::vector<Property> properties;  // in the same order for every fact of a kind
  std::vector<std::size_t> uses;
  // Made, changed and dropped by its parent alone (inherited columns and constraints).
  bool derived = false;
  double rows = -1;         // of a table or index, where known
  std::int64_t bytes = -1;  // likewise

  // Empty where it has its usual value.
  std::string_view operator[](std::string_view property) const {
    for (const Property& each : properties)
      if (each.name == property) return each.value;
    return {};
  }
  // Nothing is kept of an empty value.
  void set(std::string_view property, std::string value) {
    if (!value.empty()) properties.push_back({property, std::move(value)});
  }
};

class Facts {
 public:
  std::string name;                       // of the schema source, as a reader knows it
  std::string role;                       // that read it, and is taken to run the script
  int version = 0;                        // server_version_num
  std::vector<std::string> gaps;          // what could not be read, as sentences
  std::set<Kind> unknown_kinds;           // of which not all facts are here
  std::set<std::string> unknown_objects;  // of which not all is known

  // A second fact of one address is dropped; the place of the first is returned.
  std::size_t add(Fact fact);
  // What a row of pg_depend, pg_description or pg_seclabel means; more places may mean one fact.
  void place(catalog::Oid catalog, catalog::Oid oid, int part, std::size_t fact);
  // A part that has no fact is its whole; none where there is nothing.
  std::size_t at(catalog::Oid catalog, catalog::Oid oid, int part = 0) const;
  std::size_t find(std::string_view address) const;
  void use(std::size_t dependent, std::size_t referenced);

  std::size_t size() const { return list_.size(); }
  // Throws where there is none: a place that is not one is a fault of ours, and must not end the server.
  const Fact& operator[](std::size_t place) const { return list_.at(place); }
  Fact& change(std::size_t place) { return list_.at(place); }
  // To be called once all are there: sorts uses, and finds children and users.
  void finish();
  const std::vector<std::size_t>& children(std::size_t place) const { return children_.at(place); }
  const std::vector<std::size_t>& users(std::size_t place) const { return users_.at(place); }

 private:
  static std::uint64_t key(catalog::Oid catalog, catalog::Oid oid) {
    return static_cast<std::uint64_t>(catalog) << 32 | oid;
  }
  std::deque<Fact> list_;  // addresses stay where they are
  std::unordered_map<std::string_view, std::size_t> by_address_;
  std::unordered_map<std::uint64_t, std::size_t> whole_;
  std::map<std::pair<std::uint64_t, int>, std::size_t> parts_;
  std::vector<std::vector<std::size_t>> children_, users_;
};

}  // namespace copilot::diff
