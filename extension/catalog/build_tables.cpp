// Building relations, their columns, sequences and types.
// Words: see builder.hpp.
// A column of a relation that is not in its section is left out: it was made or dropped meanwhile.
#include <algorithm>
#include <limits>

#include "catalog/builder.hpp"

namespace copilot::catalog {

void Builder::types() {
  for (const char* section : {"types", "more_types"})
    if (const base::Rows* found = rows(section)) types(*found);
  const base::Rows* labels = rows("labels");
  if (labels == nullptr) return;
  Places at;
  for (std::size_t i = 0; i < model_.types.size(); ++i)
    if (model_.types[i].type == 'e') at[model_.types[i].oid] = i;
  const Field enumeration(*labels, "type"), label(*labels, "label");
  each(*labels, [&](std::size_t row) {
    if (const auto place = at.find(enumeration.number<Oid>(row)); place != at.end())
      model_.types[place->second].labels.push_back(label.text(row));
  });
}

void Builder::types(const base::Rows& found) {
  const Field oid(found, "oid"), schema(found, "schema"), name(found, "name"),
      owner(found, "owner"), type(found, "type"), category(found, "category"), base(found, "base"),
      typmod(found, "typmod"), element(found, "element"), length(found, "length"),
      align(found, "align"), not_null(found, "not_null"), collation(found, "collation"),
      relation(found, "relation"), default_text(found, "default_text"), list(found, "acl");
  each(found, [&](std::size_t row) {
    Type made;
    made.oid = oid.number<Oid>(row);
    made.schema = schema.number<Oid>(row);
    made.name = name.text(row);
    made.owner = owner.number<Oid>(row);
    made.type = type.letter(row);
    made.category = category.letter(row);
    made.base = base.number<Oid>(row);
    made.typmod = typmod.number<int>(row, -1);
    made.element = element.number<Oid>(row);
    made.length = length.number<std::int16_t>(row);
    made.align = align.letter(row);
    made.not_null = not_null.flag(row);
    made.collation = collation.number<Oid>(row);
    made.relation = relation.number<Oid>(row);
    made.default_text = default_text.text(row);
    made.acl = acl(list, row, 'T', made.owner);
    model_.types.push_back(std::move(made));
  });
}

void Builder::relations() {
  const base::Rows* found = rows("relations");
  if (found == nullptr) return;
  std::unordered_map<Oid, std::string_view> methods;
  if (const base::Rows* known = rows("access_methods")) {
    const Field oid(*known, "oid"), name(*known, "name");
    each(*known, [&](std::size_t row) { methods[oid.number<Oid>(row)] = name.view(row); });
  }
  const Field oid(*found, "oid"), schema(*found, "schema"), name(*found, "name"),
      owner(*found, "owner"), kind(*found, "kind"), persistence(*found, "persistence"),
      partition(*found, "partition"), identity(*found, "replica_identity"),
      security(*found, "row_security"), force(*found, "force_row_security"),
      options(*found, "options"), method(*found, "method"), tablespace(*found, "tablespace"),
      row_type(*found, "row_type"), of_type(*found, "of_type"), tuples(*found, "rows"),
      pages(*found, "pages"), list(*found, "acl"), bound(*found, "bound");
  model_.relations.reserve(found->size());
  relations_.reserve(found->size());
  each(*found, [&](std::size_t row) {
    Relation made;
    made.oid = oid.number<Oid>(row);
    made.schema = schema.number<Oid>(row);
    made.name = name.text(row);
    made.owner = owner.number<Oid>(row);
    made.kind = kind.letter(row);
    made.persistence = persistence.letter(row, 'p');
    made.partition = partition.flag(row);
    made.replica_identity = identity.letter(row, 'd');
    made.row_security = security.flag(row);
    made.force_row_security = force.flag(row);
    made.options = options.texts(row);
    if (const Oid used = method.number<Oid>(row); used != 0) made.method = methods[used];
    made.tablespace = tablespace.number<Oid>(row);
    made.row_type = row_type.number<Oid>(row);
    made.of_type = of_type.number<Oid>(row);
    made.rows = tuples.number<double>(row);
    made.pages = pages.number<std::int64_t>(row);
    made.partition_bound = bound.text(row);
    if (made.kind != 'c') made.acl = acl(list, row, 'r', made.owner);
    relations_[made.oid] = model_.relations.size();
    model_.relations.push_back(std::move(made));
  });
  // The row types of tables are not read: what there is to know of them is known.
  for (const Relation& each : model_.relations) {
    if (each.kind == 'c' || each.row_type == 0) continue;
    Type made;
    made.oid = each.row_type;
    made.schema = each.schema;
    made.name = each.name;
    made.owner = each.owner;
    made.type = 'c';
    made.category = 'C';
    made.length = -1;
    made.align = 'd';
    made.relation = each.oid;
    model_.types.push_back(std::move(made));
  }
}

void Builder::columns() {
  const base::Rows* found = rows("columns");
  if (found == nullptr) return;
  struct Kind {
    const Type* type;
    char storage = 0;
    std::string spelled;
  };
  // Names and collations of types are looked up by a model of them alone.
  std::unordered_map<Oid, Kind> kinds;
  Model names;
  names.schemas = model_.schemas;
  names.types = model_.types;
  names.refresh();
  for (const Type& type : model_.types) kinds[type.oid].type = &type;
  for (const char* section : {"types", "more_types"}) {
    const base::Rows* known = rows(section);
    if (known == nullptr) continue;
    const Field oid(*known, "oid"), storage(*known, "storage");
    each(*known,
         [&](std::size_t row) { kinds[oid.number<Oid>(row)].storage = storage.letter(row); });
  }
  const Field owner(*found, "relation"), number(*found, "number"), name(*found, "name"),
      type(*found, "type"), typmod(*found, "typmod"), type_text(*found, "type_text"),
      collation(*found, "collation"), not_null(*found, "not_null"), local(*found, "local"),
      identity(*found, "identity"), generated(*found, "generated"), storage(*found, "storage"),
      compression(*found, "compression"), target(*found, "statistics_target"),
      options(*found, "options"), list(*found, "acl");
  Relation* table = nullptr;
  each(*found, [&](std::size_t row) {
    const Oid oid = owner.number<Oid>(row);
    if (table == nullptr || table->oid != oid) table = relation(oid);
    if (table == nullptr) return;
    if (table->columns.empty()) table->columns.reserve(8);
    Column& made = table->columns.emplace_back();
    made.number = number.number<int>(row);
    made.name = name.view(row);
    made.type = type.number<Oid>(row);
    made.typmod = typmod.number<int>(row, -1);
    made.type_text = type_text.view(row);
    made.collation = collation.number<Oid>(row);
    made.not_null = not_null.flag(row);
    made.local = local.flag(row, true);
    made.identity = identity.letter(row);
    made.generated = generated.letter(row);
    made.compression = compression.letter(row);
    made.statistics_target = target.number<int>(row, -1);
    if (!options.null(row)) made.options = options.texts(row);
    made.acl = acl(list, row, 'c', 0);
    const auto known = kinds.find(made.type);
    if (known == kinds.end()) return;
    Kind& kind = known->second;
    made.length = kind.type->length;
    made.align = kind.type->align;
    if (made.collation == kind.type->collation) made.collation = 0;
    const char stored = storage.letter(row, made.length < 0 ? 'x' : 'p');
    if (kind.storage != 0 && stored != kind.storage) made.storage = stored;
    if (made.typmod == -1) {
      if (kind.spelled.empty()) kind.spelled = names.name_of_type(made.type);
      made.type_text = kind.spelled;
    }
  });
  for (Relation& each : model_.relations)
    std::sort(each.columns.begin(), each.columns.end(),
              [](const Column& a, const Column& b) { return a.number < b.number; });
}

void Builder::column_texts() {
  if (const base::Rows* found = rows("defaults")) {
    const Field oid(*found, "oid"), owner(*found, "relation"), number(*found, "number"),
        text(*found, "text");
    defaults_.reserve(found->size());
    each(*found, [&](std::size_t row) {
      const Place place{owner.number<Oid>(row), number.number<int>(row)};
      defaults_[oid.number<Oid>(row)] = place;
      if (Column* of = column(place.relation, place.column); of != nullptr && !text.null(row))
        of->default_text = text.view(row);
    });
  }
  if (const base::Rows* found = rows("generated")) {
    const Field owner(*found, "relation"), number(*found, "number"), text(*found, "text");
    each(*found, [&](std::size_t row) {
      if (Column* of = column(owner.number<Oid>(row), number.number<int>(row)))
        of->default_text = text.view(row);
    });
  }
}

void Builder::parents() {
  if (const base::Rows* found = rows("inherits")) {
    const Field child(*found, "child"), parent(*found, "parent");
    each(*found, [&](std::size_t row) {
      if (Relation* made = relation(child.number<Oid>(row)))
        made->parents.push_back(parent.number<Oid>(row));
    });
  }
  if (const base::Rows* found = rows("partitioned")) {
    const Field owner(*found, "relation"), columns(*found, "columns");
    each(*found, [&](std::size_t row) {
      if (Relation* made = relation(owner.number<Oid>(row)))
        made->partition_columns = columns.numbers<int>(row);
    });
  }
  if (const base::Rows* found = rows("partition_keys")) {
    const Field owner(*found, "relation"), text(*found, "text");
    each(*found, [&](std::size_t row) {
      if (Relation* made = relation(owner.number<Oid>(row))) made->partition_key = text.view(row);
    });
  }
  if (const base::Rows* found = rows("foreign_tables")) {
    const Field owner(*found, "relation"), server(*found, "server");
    each(*found, [&](std::size_t row) {
      if (Relation* made = relation(owner.number<Oid>(row)))
        made->foreign_server = server.number<Oid>(row);
    });
  }
  if (const base::Rows* found = rows("definitions")) {
    const Field owner(*found, "relation"), text(*found, "text");
    each(*found, [&](std::size_t row) {
      if (Relation* made = relation(owner.number<Oid>(row))) made->definition = text.view(row);
    });
  }
}

// As CREATE SEQUENCE makes them.
void Builder::sequences() {
  constexpr Oid bigint = 20;
  const base::Rows* found = rows("sequences");
  if (found == nullptr) return;
  const Field oid(*found, "oid"), schema(*found, "schema"), name(*found, "name"),
      owner(*found, "owner"), persistence(*found, "persistence"), list(*found, "acl"),
      type(*found, "type"), start(*found, "start"), increment(*found, "increment"),
      minimum(*found, "minimum"), maximum(*found, "maximum"), cache(*found, "cache"),
      cycle(*found, "cycle");
  model_.sequences.reserve(found->size());
  each(*found, [&](std::size_t row) {
    Sequence made;
    made.oid = oid.number<Oid>(row);
    made.schema = schema.number<Oid>(row);
    made.name = name.text(row);
    made.owner = owner.number<Oid>(row);
    made.persistence = persistence.letter(row, 'p');
    made.acl = acl(list, row, 'S', made.owner);
    made.type = type.number<Oid>(row, bigint);
    made.start = start.number<std::int64_t>(row, 1);
    made.increment = increment.number<std::int64_t>(row, 1);
    made.minimum = minimum.number<std::int64_t>(row, 1);
    made.maximum = maximum.number<std::int64_t>(row, std::numeric_limits<std::int64_t>::max());
    made.cache = cache.number<std::int64_t>(row, 1);
    made.cycle = cycle.flag(row);
    sequences_[made.oid] = model_.sequences.size();
    model_.sequences.push_back(std::move(made));
  });
}

}  // namespace copilot::catalog
