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

// What is said of objects by their catalog and oid; most of a schema's objects have none of it.
class Said {
 public:
  void comment(Oid catalog, Oid oid, std::string_view text) { all_[catalog][oid].comment = text; }
  void member(Oid catalog, Oid oid, Oid extension) { all_[catalog][oid].extension = extension; }

  template <class List>
  void tell(Oid catalog, List& list) const {
    const auto found = all_.find(catalog);
    if (found == all_.end()) return;
    for (auto& each : list) {
      const auto of = found->second.find(each.oid);
      if (of == found->second.end()) continue;
      each.comment = of->second.comment;
      each.extension = of->second.extension;
    }
  }

 private:
  struct Words {
    std::string_view comment;
    Oid extension = 0;
  };
  std::unordered_map<Oid, std::unordered_map<Oid, Words>> all_;
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
  if (const base::Rows* found = rows("generated_uses")) {
    const Field oid(*found, "oid"), referenced(*found, "referenced"),
        referenced_column(*found, "referenced_column");
    each(*found, [&](std::size_t row) {
      const auto place = defaults_.find(oid.number<Oid>(row));
      if (place == defaults_.end()) return;
      Dependency made;
      made.of = made.on = Dependency::Class::relation;
      made.dependent = place->second.relation;
      made.dependent_column = place->second.column;
      made.referenced = referenced.number<Oid>(row);
      made.referenced_column = referenced_column.number<int>(row);
      made.type = 'a';
      if (made.dependent_column != made.referenced_column) model_.dependencies.push_back(made);
    });
  }
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
  Said said;
  if (const base::Rows* found = rows("comments")) {
    const Field catalog(*found, "class"), object(*found, "object"), part(*found, "part"),
        text(*found, "text");
    each(*found, [&](std::size_t row) {
      const Oid oid = object.number<Oid>(row);
      const int number = part.number<int>(row);
      if (number == 0)
        said.comment(catalog.number<Oid>(row), oid, text.view(row));
      else if (Column* of = column(oid, number))
        of->comment = text.view(row);
    });
  }
  if (const base::Rows* found = rows("dependencies")) {
    const Field catalog(*found, "class"), dependent(*found, "dependent"),
        referenced(*found, "referenced"), type(*found, "type");
    each(*found, [&](std::size_t row) {
      if (type.letter(row) == 'e')
        said.member(catalog.number<Oid>(row), dependent.number<Oid>(row),
                    referenced.number<Oid>(row));
    });
  }
  said.tell(classes::relation, model_.relations);
  said.tell(classes::relation, model_.indexes);
  said.tell(classes::relation, model_.sequences);
  said.tell(classes::constraint, model_.constraints);
  said.tell(classes::function, model_.functions);
  said.tell(classes::type, model_.types);
  said.tell(classes::trigger, model_.triggers);
  said.tell(classes::policy, model_.policies);
  said.tell(classes::rewrite, model_.rules);
  said.tell(classes::schema, model_.schemas);
  said.tell(classes::extension, model_.extensions);
  said.tell(classes::collation, model_.collations);
  said.tell(classes::publication, model_.publications);
  // What hangs on a member is one too, as its table is; so are row types.
  Places members;
  for (const Relation& table : model_.relations)
    if (table.extension != 0) members[table.row_type] = table.extension;
  for (Type& type : model_.types)
    if (const auto of = members.find(type.relation == 0 ? 0 : type.oid); of != members.end())
      type.extension = static_cast<Oid>(of->second);
  auto follow = [&](auto& list) {
    for (auto& each : list)
      if (const Relation* table = relation(each.table); table != nullptr && table->extension != 0)
        each.extension = table->extension;
  };
  follow(model_.indexes);
  follow(model_.constraints);
  follow(model_.triggers);
  follow(model_.policies);
  follow(model_.rules);
  follow(model_.sequences);
}

}  // namespace copilot::catalog
