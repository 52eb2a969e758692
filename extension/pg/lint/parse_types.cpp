// Types: enums, ranges, composites, domains; CREATE in its old general form; sequences.
// Words: see parse_types.hpp.
// It must not name what the server would make beside a type: arrays, multiranges.
#include "pg/lint/parse_types.hpp"

#include <string_view>

#include "pg/lint/parse_table.hpp"

namespace copilot::pg::parse {

base::StatementBody create_enum(const CreateEnumStmt& node) {
  base::CreateType type;
  type.name = name_of(node.typeName);
  type.type = 'e';
  type.labels = strings_of(node.vals);
  return type;
}

base::StatementBody alter_enum(const AlterEnumStmt& node) {
  if (node.oldVal != nullptr) {
    base::Rename rename;
    rename.kind = rename.of = base::ObjectKind::type;
    rename.object = name_of(node.typeName);
    rename.name = text_of(node.oldVal);
    rename.new_name = text_of(node.newVal);
    return rename;
  }
  base::AddEnumValue add;
  add.type = name_of(node.typeName);
  add.value = text_of(node.newVal);
  add.positioned = node.newValNeighbor != nullptr;
  add.if_not_exists = node.skipIfNewValExists;
  return add;
}

base::StatementBody create_range(const CreateRangeStmt& node) {
  base::CreateType type;
  type.name = name_of(node.typeName);
  type.type = 'r';
  for (const DefElem* option : Nodes<const DefElem>(node.params))
    if (std::string_view(option->defname) == "subtype" && tag(option->arg) == T_TypeName)
      type.base = type_of(reinterpret_cast<const TypeName*>(option->arg));
  return type;
}

base::StatementBody create_composite(Statement& statement, const CompositeTypeStmt& node) {
  base::CreateType type;
  type.name = name_of(node.typevar);
  type.type = 'c';
  for (const ColumnDef* column : Nodes<const ColumnDef>(node.coldeflist))
    type.attributes.push_back(column_of(statement, *column));
  return type;
}

base::StatementBody create_domain(Statement& statement, const CreateDomainStmt& node) {
  base::CreateType domain;
  domain.name = name_of(node.domainname);
  domain.type = 'd';
  domain.base = type_of(node.typeName);
  if (node.collClause != nullptr) domain.collation = name_of(node.collClause->collname);
  for (const Constraint* each : Nodes<const Constraint>(node.constraints)) {
    const Source& source = statement.source;
    if (attribute_of(*each) != Attribute::none) {
      if (!domain.constraints.empty()) apply_attribute(*each, domain.constraints.back());
    } else if (each->contype == CONSTR_DEFAULT) {
      const Span rest{source.token_at(each->location), source.tokens().size()};
      domain.value = expression_of(statement, each->raw_expr,
                                   source.expression(source.find(rest, "default") + 1, true));
    } else if (each->contype == CONSTR_NOTNULL) {
      domain.not_null = true;
    } else if (each->contype != CONSTR_NULL) {
      domain.constraints.push_back(constraint_of(statement, *each));
    }
  }
  return domain;
}

base::StatementBody alter_domain(Statement& statement, const AlterDomainStmt& node) {
  using Action = base::AlterDomain::Action;
  base::AlterDomain domain;
  domain.name = name_of(node.typeName);
  domain.constraint_name = text_of(node.name);
  domain.cascade = node.behavior == DROP_CASCADE;
  switch (node.subtype) {
    case 'T':
      domain.action = node.def == nullptr ? Action::drop_default : Action::set_default;
      mention(statement, node.def);
      break;
    case 'N':
      domain.action = Action::drop_not_null;
      break;
    case 'O':
      domain.action = Action::set_not_null;
      break;
    case 'C':
      domain.action = Action::add_constraint;
      if (tag(node.def) == T_Constraint) {
        domain.constraint =
            constraint_of(statement, *reinterpret_cast<const Constraint*>(node.def));
        domain.constraint_name = domain.constraint->name;
      }
      break;
    case 'X':
      domain.action = Action::drop_constraint;
      break;
    default:
      domain.action = Action::validate_constraint;
      break;
  }
  return domain;
}

// Aggregates, operators, base types, text search, collations.
base::StatementBody define(const DefineStmt& node) {
  if (node.kind == OBJECT_TYPE) {
    base::CreateType type;
    type.name = name_of(node.defnames);
    type.type = 'b';
    return type;
  }
  base::CreateObject object;
  object.kind = kind_of(node.kind);
  object.name = name_of(node.defnames);
  object.if_not_exists = node.if_not_exists;
  object.replace = node.replace;
  return object;
}

static void take_options(base::CreateSequence& sequence, const List* options) {
  for (const DefElem* option : Nodes<const DefElem>(options)) {
    const std::string_view name = option->defname;
    if (name == "as" && tag(option->arg) == T_TypeName) {
      sequence.type = type_of(reinterpret_cast<const TypeName*>(option->arg));
    } else if (name == "owned_by" && tag(option->arg) == T_List) {
      List names = *reinterpret_cast<const List*>(option->arg);  // the table's, then the column's
      sequence.owned_by_said = true;
      if (names.length > 1) {
        sequence.owner_column = text_of(string_of(names.elements[names.length - 1].ptr_value));
        --names.length;
        sequence.owner_table = name_of(&names);
      }
    } else {
      if (name == "restart") sequence.restart = true;
      sequence.options.push_back({text_of(option->defname), value_of(option->arg)});
    }
  }
}

base::StatementBody create_sequence(const CreateSeqStmt& node) {
  base::CreateSequence sequence;
  sequence.name = name_of(node.sequence);
  sequence.persistence = persistence_of(node.sequence);
  sequence.if_not_exists = node.if_not_exists;
  take_options(sequence, node.options);
  return sequence;
}

base::StatementBody alter_sequence(Statement& statement, const AlterSeqStmt& node) {
  base::CreateSequence sequence;
  mention(statement, node.sequence);
  sequence.name = name_of(node.sequence);
  sequence.alter = true;
  take_options(sequence, node.options);
  return sequence;
}

}  // namespace copilot::pg::parse
