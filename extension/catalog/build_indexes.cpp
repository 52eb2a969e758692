// Building indexes and constraints.
// Words: see builder.hpp; flags are the bits that the queries put together.
// An index without its table is left out: it was made or dropped meanwhile, or is not of a user.
#include "catalog/builder.hpp"

namespace copilot::catalog {

namespace {

constexpr unsigned descending = 1, nulls_first = 2;  // of pg_index.indoption

}  // namespace

void Builder::indexes() {
  const base::Rows* found = rows("indexes");
  if (found == nullptr) return;
  std::unordered_map<Oid, std::string_view> methods;
  if (const base::Rows* known = rows("access_methods")) {
    const Field oid(*known, "oid"), name(*known, "name");
    each(*known, [&](std::size_t row) { methods[oid.number<Oid>(row)] = name.view(row); });
  }
  const Field oid(*found, "oid"), table(*found, "table"), name(*found, "name"),
      flags(*found, "flags"), method(*found, "method"), key_columns(*found, "key_columns"),
      columns(*found, "columns"), classes(*found, "operator_classes"),
      collations(*found, "collations"), directions(*found, "directions"),
      options(*found, "options"), tablespace(*found, "tablespace"), tuples(*found, "rows"),
      pages(*found, "pages");
  model_.indexes.reserve(found->size());
  indexes_.reserve(found->size());
  each(*found, [&](std::size_t row) {
    const Relation* owner = relation(table.number<Oid>(row));
    if (owner == nullptr) return;
    Index made;
    made.oid = oid.number<Oid>(row);
    made.schema = owner->schema;
    made.owner = owner->owner;
    made.name = name.text(row);
    made.table = owner->oid;
    const auto bits = flags.number<unsigned>(row);
    made.unique = bits & 1;
    made.primary = bits & 2;
    made.exclusion = bits & 4;
    made.immediate = bits & 8;
    made.valid = bits & 16;
    made.ready = bits & 32;
    made.live = bits & 64;
    made.replica_identity = bits & 128;
    made.clustered = bits & 256;
    made.nulls_not_distinct = bits & 512;
    made.partitioned = bits & 1024;
    if (!method.null(row)) made.method = methods[method.number<Oid>(row)];
    const auto count = key_columns.number<std::size_t>(row);
    const auto numbers = columns.numbers<int>(row);
    const auto operators = classes.numbers<Oid>(row);
    const auto collated = collations.numbers<Oid>(row);
    const auto directed = directions.numbers<unsigned>(row);
    // A rule may ask for the first key, and an index without one is no index.
    if (count == 0 || numbers.size() < count) refuse_cell("key_columns", key_columns.view(row));
    made.keys.reserve(count);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (i >= count) {
        made.included.push_back(numbers[i]);
        continue;
      }
      IndexKey& key = made.keys.emplace_back();
      key.column = numbers[i];
      if (i < operators.size()) key.operator_class = operators[i];
      if (i < collated.size()) key.collation = collated[i];
      if (i < directed.size()) {
        key.descending = directed[i] & descending;
        key.nulls_first = directed[i] & nulls_first;
      }
    }
    if (!options.null(row)) made.options = options.texts(row);
    made.tablespace = tablespace.number<Oid>(row);
    made.rows = tuples.number<double>(row);
    made.pages = pages.number<std::int64_t>(row);
    indexes_[made.oid] = model_.indexes.size();
    model_.indexes.push_back(std::move(made));
  });
  if (const base::Rows* inherits = rows("inherits")) {
    const Field child(*inherits, "child"), parent(*inherits, "parent");
    each(*inherits, [&](std::size_t row) {
      if (const auto at = indexes_.find(child.number<Oid>(row)); at != indexes_.end())
        model_.indexes[at->second].parent = parent.number<Oid>(row);
    });
  }
}

void Builder::index_texts() {
  if (const base::Rows* found = rows("index_expressions")) {
    const Field index(*found, "index"), number(*found, "number"), text(*found, "text");
    each(*found, [&](std::size_t row) {
      const auto at = indexes_.find(index.number<Oid>(row));
      if (at == indexes_.end()) return;
      auto& keys = model_.indexes[at->second].keys;
      const auto place = number.number<std::size_t>(row);
      if (place >= 1 && place <= keys.size()) keys[place - 1].expression = text.view(row);
    });
  }
  if (const base::Rows* found = rows("index_predicates")) {
    const Field index(*found, "index"), text(*found, "text");
    each(*found, [&](std::size_t row) {
      if (const auto at = indexes_.find(index.number<Oid>(row)); at != indexes_.end())
        model_.indexes[at->second].predicate = text.view(row);
    });
  }
  if (const base::Rows* found = rows("operator_classes")) {
    const Field oid(*found, "oid"), name(*found, "name");
    each(*found,
         [&](std::size_t row) { model_.operator_classes[oid.number<Oid>(row)] = name.view(row); });
  }
}

void Builder::constraints() {
  const base::Rows* found = rows("constraints");
  if (found == nullptr) return;
  const Field oid(*found, "oid"), schema(*found, "schema"), name(*found, "name"),
      type(*found, "type"), table(*found, "table"), domain(*found, "domain"),
      flags(*found, "flags"), parent(*found, "parent"), columns(*found, "columns"),
      index(*found, "index"), foreign_table(*found, "foreign_table"),
      foreign_columns(*found, "foreign_columns"), on_update(*found, "on_update"),
      on_delete(*found, "on_delete"), match(*found, "match");
  model_.constraints.reserve(found->size());
  constraints_.reserve(found->size());
  each(*found, [&](std::size_t row) {
    Constraint made;
    made.table = table.number<Oid>(row);
    const Relation* owner = relation(made.table);
    if (made.table != 0 && owner == nullptr) return;
    made.oid = oid.number<Oid>(row);
    made.schema = schema.number<Oid>(row);
    made.name = name.text(row);
    if (owner != nullptr) made.owner = owner->owner;
    made.type = type.letter(row);
    made.domain = domain.number<Oid>(row);
    const auto bits = flags.number<unsigned>(row);
    made.deferrable = bits & 1;
    made.deferred = bits & 2;
    made.validated = bits & 4;
    made.enforced = bits & 8;
    made.local = bits & 16;
    made.no_inherit = bits & 32;
    made.temporal = bits & 64;
    made.parent = parent.number<Oid>(row);
    made.columns = columns.numbers<int>(row);
    made.index = index.number<Oid>(row);
    made.foreign_table = foreign_table.number<Oid>(row);
    made.foreign_columns = foreign_columns.numbers<int>(row);
    made.on_update = on_update.letter(row, 'a');
    made.on_delete = on_delete.letter(row, 'a');
    made.match = match.letter(row, 's');
    constraints_[made.oid] = model_.constraints.size();
    model_.constraints.push_back(std::move(made));
  });
  if (const base::Rows* texts = rows("checks")) {
    const Field constraint(*texts, "constraint"), text(*texts, "text");
    each(*texts, [&](std::size_t row) {
      if (const auto at = constraints_.find(constraint.number<Oid>(row)); at != constraints_.end())
        model_.constraints[at->second].expression = text.view(row);
    });
  }
}

}  // namespace copilot::catalog
