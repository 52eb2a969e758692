// Keys: one function for each section of the second look.
// Words: see keys.hpp.
// It must not fail where a section is missing: then there is nothing to ask about.
#include "catalog/keys.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "catalog/field.hpp"

namespace copilot::catalog::keys {

namespace {

const base::Rows* find(const Snapshot& snapshot, const char* section) {
  const auto found = snapshot.sections.find(section);
  return found == snapshot.sections.end() ? nullptr : &found->second;
}

using Oids = std::unordered_set<Oid>;

Oids locked(const Snapshot& snapshot) {
  Oids all;
  if (const base::Rows* rows = find(snapshot, "locked")) {
    const Field relation(*rows, "relation");
    for (std::size_t row = 0; row < rows->size(); ++row) all.insert(relation.number<Oid>(row));
  }
  return all;
}

// Objects of a catalog that name a locked relation somewhere in their expressions.
Oids reading_locked(const Snapshot& snapshot, Oid catalog) {
  Oids all;
  const Oids held = locked(snapshot);
  const base::Rows* rows = find(snapshot, "dependencies");
  if (held.empty() || rows == nullptr) return all;
  const Field of(*rows, "class"), dependent(*rows, "dependent"), on(*rows, "on_class"),
      referenced(*rows, "referenced");
  for (std::size_t row = 0; row < rows->size(); ++row)
    if (of.number<Oid>(row) == catalog && on.number<Oid>(row) == classes::relation &&
        held.contains(referenced.number<Oid>(row)))
      all.insert(dependent.number<Oid>(row));
  return all;
}

// The keys of the rows that are wanted and whose relation nobody holds.
template <class Wanted>
Keys collect(const Snapshot& snapshot, const char* section, const char* key, const char* touched,
             Wanted wanted) {
  Keys found;
  const base::Rows* rows = find(snapshot, section);
  if (rows == nullptr) return found;
  const Oids held = locked(snapshot);
  const Field oid(*rows, key), relation(*rows, touched);
  for (std::size_t row = 0; row < rows->size(); ++row)
    if (wanted(row) && (held.empty() || !held.contains(relation.number<Oid>(row))))
      found.push_back(oid.view(row));
  return found;
}

Keys flagged(const Snapshot& snapshot, unsigned bit) {
  const base::Rows* rows = find(snapshot, "indexes");
  if (rows == nullptr) return {};
  const Field flags(*rows, "flags");
  return collect(snapshot, "indexes", "oid", "table",
                 [&](std::size_t row) { return (flags.number<unsigned>(row) & bit) != 0; });
}

Keys constraints(const Snapshot& snapshot, char wanted) {
  const base::Rows* rows = find(snapshot, "constraints");
  if (rows == nullptr) return {};
  const Field type(*rows, "type");
  return collect(snapshot, "constraints", "oid", "table",
                 [&](std::size_t row) { return type.letter(row) == wanted; });
}

Keys of_kinds(const Snapshot& snapshot, std::string_view kinds, const Oids& without) {
  const base::Rows* rows = find(snapshot, "relations");
  if (rows == nullptr) return {};
  const Field oid(*rows, "oid"), kind(*rows, "kind");
  return collect(snapshot, "relations", "oid", "oid", [&](std::size_t row) {
    return kinds.find(kind.letter(row)) != std::string_view::npos &&
           (without.empty() || !without.contains(oid.number<Oid>(row)));
  });
}

}  // namespace

Keys generated(const Snapshot& snapshot) {
  const base::Rows* rows = find(snapshot, "defaults");
  if (rows == nullptr) return {};
  const Field text(*rows, "text");
  return collect(snapshot, "defaults", "oid", "relation",
                 [&](std::size_t row) { return text.null(row); });
}

Keys checks(const Snapshot& snapshot) {
  return constraints(snapshot, 'c');
}

Keys exclusions(const Snapshot& snapshot) {
  return constraints(snapshot, 'x');
}

Keys statistics_objects(const Snapshot& snapshot) {
  return collect(snapshot, "statistics_objects", "oid", "table", [](std::size_t) { return true; });
}

Keys triggers(const Snapshot& snapshot) {
  const Oids reading = reading_locked(snapshot, classes::trigger);
  const base::Rows* rows = find(snapshot, "triggers");
  if (rows == nullptr) return {};
  const Field oid(*rows, "oid");
  return collect(snapshot, "triggers", "oid", "table",
                 [&](std::size_t row) { return !reading.contains(oid.number<Oid>(row)); });
}

Keys rules(const Snapshot& snapshot) {
  const Oids reading = reading_locked(snapshot, classes::rewrite);
  const base::Rows* rows = find(snapshot, "rules");
  if (rows == nullptr) return {};
  const Field oid(*rows, "oid"), name(*rows, "name");
  return collect(snapshot, "rules", "oid", "table", [&](std::size_t row) {
    return name.view(row) != "_RETURN" && !reading.contains(oid.number<Oid>(row));
  });
}

Keys partitioned(const Snapshot& snapshot) {
  return collect(snapshot, "partitioned", "relation", "relation", [](std::size_t) { return true; });
}

Keys index_expressions(const Snapshot& snapshot) {
  return flagged(snapshot, 2048);
}

Keys index_predicates(const Snapshot& snapshot) {
  return flagged(snapshot, 4096);
}

Keys policies(const Snapshot& snapshot) {
  const base::Rows* rows = find(snapshot, "policies");
  if (rows == nullptr) return {};
  const Oids reading = reading_locked(snapshot, classes::policy);
  const Field oid(*rows, "oid");
  return collect(snapshot, "policies", "oid", "table",
                 [&](std::size_t row) { return !reading.contains(oid.number<Oid>(row)); });
}

Keys published(const Snapshot& snapshot) {
  const base::Rows* rows = find(snapshot, "published_tables");
  if (rows == nullptr) return {};
  const Field filtered(*rows, "filtered");
  return collect(snapshot, "published_tables", "oid", "relation",
                 [&](std::size_t row) { return filtered.flag(row); });
}

// The sequence of a bigint column, up to the end of bigint, does not run out in anybody's time.
Keys sequences(const Snapshot& snapshot) {
  const base::Rows* rows = find(snapshot, "sequences");
  const base::Rows* columns = find(snapshot, "columns");
  const base::Rows* dependencies = find(snapshot, "dependencies");
  if (rows == nullptr) return {};
  constexpr Oid bigint = 20;
  auto place = [](Oid relation, unsigned number) {
    return static_cast<std::uint64_t>(relation) << 32 | number;
  };
  std::unordered_map<std::uint64_t, Oid> owned;  // the sequence of a column
  Oids endless;
  if (dependencies != nullptr && columns != nullptr) {
    const Field of(*dependencies, "class"), dependent(*dependencies, "dependent"),
        on(*dependencies, "on_class"), referenced(*dependencies, "referenced"),
        column(*dependencies, "referenced_column"), type(*dependencies, "type");
    for (std::size_t row = 0; row < dependencies->size(); ++row)
      if (!column.null(row) && (type.letter(row) == 'a' || type.letter(row) == 'i') &&
          of.number<Oid>(row) == classes::relation && on.number<Oid>(row) == classes::relation)
        owned[place(referenced.number<Oid>(row), column.number<unsigned>(row))] =
            dependent.number<Oid>(row);
    const Field relation(*columns, "relation"), number(*columns, "number"),
        column_type(*columns, "type");
    for (std::size_t row = 0; !owned.empty() && row < columns->size(); ++row) {
      if (column_type.number<Oid>(row) != bigint) continue;
      const auto found = owned.find(place(relation.number<Oid>(row), number.number<unsigned>(row)));
      if (found != owned.end()) endless.insert(found->second);
    }
  }
  const Field oid(*rows, "oid"), maximum(*rows, "maximum"), increment(*rows, "increment");
  return collect(snapshot, "sequences", "oid", "oid", [&](std::size_t row) {
    return !maximum.null(row) || increment.number<std::int64_t>(row, 1) < 0 ||
           !endless.contains(oid.number<Oid>(row));
  });
}

Keys tables(const Snapshot& snapshot) {
  return of_kinds(snapshot, "rm", {});
}

Keys indexes(const Snapshot& snapshot) {
  const base::Rows* rows = find(snapshot, "indexes");
  if (rows == nullptr) return {};
  const Field flags(*rows, "flags");
  return collect(snapshot, "indexes", "oid", "oid",
                 [&](std::size_t row) { return (flags.number<unsigned>(row) & 1024) == 0; });
}

Keys views(const Snapshot& snapshot) {
  Oids without;  // members of extensions, and those over a locked relation
  if (const base::Rows* rows = find(snapshot, "dependencies")) {
    const Field of(*rows, "class"), dependent(*rows, "dependent"), type(*rows, "type");
    for (std::size_t row = 0; row < rows->size(); ++row)
      if (type.letter(row) == 'e' && of.number<Oid>(row) == classes::relation)
        without.insert(dependent.number<Oid>(row));
  }
  if (const base::Rows* rows = find(snapshot, "rules")) {
    const Oids reading = reading_locked(snapshot, classes::rewrite);
    const Field oid(*rows, "oid"), table(*rows, "table");
    for (std::size_t row = 0; !reading.empty() && row < rows->size(); ++row)
      if (reading.contains(oid.number<Oid>(row))) without.insert(table.number<Oid>(row));
  }
  return of_kinds(snapshot, "vm", without);
}

Keys columns_with_acl(const Snapshot& snapshot) {
  Keys found;
  const base::Rows* rows = find(snapshot, "columns");
  if (rows == nullptr) return found;
  const Field relation(*rows, "relation"), acl(*rows, "acl");
  for (std::size_t row = 0; row < rows->size(); ++row)
    if (!acl.null(row) && (found.empty() || found.back() != relation.view(row)))
      found.push_back(relation.view(row));
  return found;
}

Keys parsed_functions(const Snapshot& snapshot) {
  Keys found;
  const base::Rows* rows = find(snapshot, "functions");
  if (rows == nullptr) return found;
  const Oids reading = reading_locked(snapshot, classes::function);
  const Field oid(*rows, "oid"), parsed(*rows, "sql_body");
  for (std::size_t row = 0; row < rows->size(); ++row)
    if (parsed.flag(row) && !reading.contains(oid.number<Oid>(row))) found.push_back(oid.view(row));
  return found;
}

// Arrays of composites, and what else a column or a function has that the first look left out.
Keys missing_types(const Snapshot& snapshot) {
  Oids known, asked;
  Keys found;
  auto learn = [&](const char* section, const char* column) {
    const base::Rows* rows = find(snapshot, section);
    if (rows == nullptr) return;
    const Field oid(*rows, column);
    for (std::size_t row = 0; row < rows->size(); ++row) known.insert(oid.number<Oid>(row));
  };
  learn("types", "oid");
  learn("relations", "row_type");
  if (const base::Rows* rows = find(snapshot, "columns")) {
    const Field type(*rows, "type");
    for (std::size_t row = 0; row < rows->size(); ++row) {
      const auto oid = type.number<Oid>(row);
      if (!known.contains(oid) && asked.insert(oid).second) found.push_back(type.view(row));
    }
  }
  if (const base::Rows* rows = find(snapshot, "functions")) {
    const Field types(*rows, "argument_types"), result(*rows, "result");
    for (std::size_t row = 0; row < rows->size(); ++row) {
      const auto returned = result.number<Oid>(row);
      if (!known.contains(returned) && asked.insert(returned).second)
        found.push_back(result.view(row));
      for (std::string_view rest = types.view(row); !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        Oid oid = 0;
        std::from_chars(one.data(), one.data() + one.size(), oid);
        if (oid != 0 && !known.contains(oid) && asked.insert(oid).second) found.push_back(one);
      }
    }
  }
  return found;
}

}  // namespace copilot::catalog::keys
