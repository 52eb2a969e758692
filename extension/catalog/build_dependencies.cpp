// Building dependencies: those of pg_depend, those that follow from an index, whose member an object is.
// Words: see objects.hpp; a view depends by its rule, a default by its row in pg_attrdef: the view and
// the column stand for them.
// An object must not depend on itself.
#include "catalog/builder.hpp"

namespace copilot::catalog {

namespace {

Dependency::Class class_of(Oid catalog) {
  using enum Dependency::Class;
  switch (catalog) {
    case classes::relation:
    case classes::attribute_default:
      return relation;
    case classes::constraint:
      return constraint;
    case classes::function:
      return function;
    case classes::type:
      return type;
    case classes::trigger:
      return trigger;
    case classes::policy:
      return policy;
    case classes::rewrite:
      return rule;
    case classes::schema:
      return schema;
    case classes::extension:
      return extension;
    case classes::publication:
    case classes::publication_relation:
      return publication;
    default:
      return other;
  }
}

// What an object of each catalog is in the model, by its oid.
class Members {
 public:
  explicit Members(Model& model) {
    add(classes::relation, model.relations);
    add(classes::relation, model.indexes);
    add(classes::relation, model.sequences);
    add(classes::constraint, model.constraints);
    add(classes::function, model.functions);
    add(classes::type, model.types);
    add(classes::trigger, model.triggers);
    add(classes::policy, model.policies);
    add(classes::rewrite, model.rules);
    add(classes::schema, model.schemas);
    add(classes::extension, model.extensions);
    add(classes::collation, model.collations);
    add(classes::publication, model.publications);
  }

  Object* find(Oid catalog, Oid oid) const {
    const auto found = objects_.find(key(catalog, oid));
    return found == objects_.end() ? nullptr : found->second;
  }

 private:
  static std::uint64_t key(Oid catalog, Oid oid) {
    return static_cast<std::uint64_t>(catalog) << 32 | oid;
  }
  template <class List>
  void add(Oid catalog, List& list) {
    for (auto& each : list) objects_[key(catalog, each.oid)] = &each;
  }

  std::unordered_map<std::uint64_t, Object*> objects_;
};

}  // namespace

void Builder::dependencies() {
  const base::Rows* found = rows("dependencies");
  if (found == nullptr) return;
  const Field catalog(*found, "class"), dependent(*found, "dependent"),
      dependent_column(*found, "dependent_column"), on_catalog(*found, "on_class"),
      referenced(*found, "referenced"), referenced_column(*found, "referenced_column"),
      type(*found, "type");
  Places members;  // by the oid of the object, the extension: they are few
  model_.dependencies.reserve(found->size() + model_.indexes.size());
  each(*found, [&](std::size_t row) {
    Dependency made;
    const Oid of = catalog.number<Oid>(row), on = on_catalog.number<Oid>(row);
    made.of = class_of(of);
    made.dependent = dependent.number<Oid>(row);
    made.dependent_column = dependent_column.number<int>(row);
    made.on = class_of(on);
    made.referenced = referenced.number<Oid>(row);
    made.referenced_column = referenced_column.number<int>(row);
    made.type = type.letter(row, 'n');
    if (of == classes::attribute_default) {
      const auto place = defaults_.find(made.dependent);
      if (place == defaults_.end()) return;
      made.dependent = place->second.relation;
      made.dependent_column = place->second.column;
      if (made.dependent == made.referenced && made.dependent_column == made.referenced_column)
        return;
    }
    if (of == classes::rewrite) {
      const auto view = views_.find(made.dependent);
      if (view == views_.end()) return;
      const Relation* owner = relation(view->second);
      if (owner->kind == 'v' || owner->kind == 'm') {
        made.of = Dependency::Class::relation;
        made.dependent = view->second;
        if (made.dependent == made.referenced) return;
      }
    }
    if (of == classes::relation && on == classes::relation && made.dependent_column == 0) {
      // A sequence that belongs to a column.
      const auto owned = sequences_.find(made.dependent);
      if (owned != sequences_.end() && (made.type == 'a' || made.type == 'i')) {
        Sequence& sequence = model_.sequences[owned->second];
        sequence.table = made.referenced;
        sequence.column = made.referenced_column;
        sequence.identity = made.type == 'i';
      }
    }
    model_.dependencies.push_back(made);
  });
}

void Builder::index_dependencies() {
  // Expressions and predicates come from pg_depend, with the plain columns beside them.
  for (const Index& index : model_.indexes) {
    bool plain = index.predicate.empty();
    for (const IndexKey& key : index.keys) plain = plain && key.column != 0;
    if (!plain) continue;
    auto depend = [&](int column) {
      if (column <= 0) return;
      Dependency made;
      made.of = made.on = Dependency::Class::relation;
      made.dependent = index.oid;
      made.referenced = index.table;
      made.referenced_column = column;
      made.type = 'a';
      model_.dependencies.push_back(made);
    };
    for (const IndexKey& key : index.keys) depend(key.column);
    for (const int column : index.included) depend(column);
  }
  for (const Constraint& constraint : model_.constraints) {
    auto depend = [&](Oid table, int column, char type) {
      Dependency made;
      made.of = Dependency::Class::constraint;
      made.on = Dependency::Class::relation;
      made.dependent = constraint.oid;
      made.referenced = table;
      made.referenced_column = column;
      made.type = type;
      model_.dependencies.push_back(made);
    };
    if (constraint.table == 0) continue;
    for (const int column : constraint.columns) depend(constraint.table, column, 'a');
    for (const int column : constraint.foreign_columns)
      depend(constraint.foreign_table, column, 'n');
  }
}

void Builder::comments() {
  const base::Rows* comments = rows("comments");
  const base::Rows* dependencies = rows("dependencies");
  // Only where there is something to say: it takes a look at all objects.
  const Members members(model_);
  if (comments != nullptr) {
    const Field catalog(*comments, "class"), object(*comments, "object"), part(*comments, "part"),
        text(*comments, "text");
    each(*comments, [&](std::size_t row) {
      const Oid oid = object.number<Oid>(row);
      const int number = part.number<int>(row);
      if (number != 0) {
        if (Column* of = column(oid, number)) of->comment = text.view(row);
      } else if (Object* of = members.find(catalog.number<Oid>(row), oid)) {
        of->comment = text.view(row);
      }
    });
  }
  if (dependencies != nullptr) {
    const Field catalog(*dependencies, "class"), dependent(*dependencies, "dependent"),
        referenced(*dependencies, "referenced"), type(*dependencies, "type");
    each(*dependencies, [&](std::size_t row) {
      if (type.letter(row) != 'e') return;
      if (Object* of = members.find(catalog.number<Oid>(row), dependent.number<Oid>(row)))
        of->extension = referenced.number<Oid>(row);
    });
  }
}

}  // namespace copilot::catalog
