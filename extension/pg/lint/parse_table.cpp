// Tables: CREATE TABLE in its forms, SELECT INTO, views.
// Words: see parse_table.hpp.
// Where a clause stands in the source is looked for behind the place that its node tells.
#include "pg/lint/parse_table.hpp"

#include "pg/lint/parse_index.hpp"

namespace copilot::pg::parse {

namespace {

char constraint_type(ConstrType type) {
  switch (type) {
    case CONSTR_CHECK:
      return 'c';
    case CONSTR_FOREIGN:
      return 'f';
    case CONSTR_PRIMARY:
      return 'p';
    case CONSTR_UNIQUE:
      return 'u';
    case CONSTR_EXCLUSION:
      return 'x';
    case CONSTR_NOTNULL:
      return 'n';
    default:
      return 0;
  }
}

bool serial(const TypeName* type) {
  if (type == nullptr || length(type->names) != 1) return false;
  const char* name = string_of(first<Node>(type->names));
  if (name == nullptr) return false;
  const std::string_view word = name;
  for (const std::string_view each :
       {"serial", "serial4", "bigserial", "serial8", "smallserial", "serial2"})
    if (word == each) return true;
  return false;
}

// What a column says by constraints that are none of its own.
void take_column_word(Statement& statement, const Constraint& node,
                      base::ColumnDefinition& column) {
  const Source& source = statement.source;
  const Span rest{source.token_at(node.location), source.tokens().size()};
  switch (node.contype) {
    case CONSTR_NULL:
      column.null = true;
      break;
    case CONSTR_DEFAULT: {
      const std::size_t word = source.find(rest, "default");
      column.value = expression_of(statement, node.raw_expr, source.expression(word + 1, true));
      break;
    }
    case CONSTR_GENERATED:
      column.generated = generation_of(node);
      column.value = expression_of(statement, node.raw_expr, source.parenthesised(rest));
      break;
    case CONSTR_IDENTITY:
      column.identity = node.generated_when;
      column.not_null = true;
      break;
    case CONSTR_PRIMARY:
      column.not_null = true;
      column.constraints.push_back(constraint_of(statement, node));
      break;
    case CONSTR_NOTNULL:
      column.not_null = true;
      if (node.conname != nullptr || node.skip_validation)
        column.constraints.push_back(constraint_of(statement, node));
      break;
    default:
      column.constraints.push_back(constraint_of(statement, node));
      break;
  }
}

}  // namespace

bool apply_attribute(const Constraint& node, base::ConstraintDefinition& constraint) {
  switch (attribute_of(node)) {
    case Attribute::none:
      return false;
    case Attribute::deferrable:
      constraint.deferrable = true;
      break;
    case Attribute::deferred:
      constraint.deferrable = constraint.deferred = true;
      break;
    case Attribute::not_enforced:
      constraint.not_enforced = true;
      break;
    case Attribute::other:
      break;
  }
  return true;
}

base::ConstraintDefinition constraint_of(Statement& statement, const Constraint& node) {
  const Source& source = statement.source;
  const Span rest{source.token_at(node.location), source.tokens().size()};
  base::ConstraintDefinition constraint;
  constraint.type = constraint_type(node.contype);
  constraint.name = text_of(node.conname);
  constraint.deferrable = node.deferrable;
  constraint.deferred = node.initdeferred;
  constraint.no_inherit = node.is_no_inherit;
  constraint.not_valid = node.skip_validation;
  constraint.not_enforced = not_enforced(node);
  constraint.nulls_not_distinct = node.nulls_not_distinct;
  constraint.columns = strings_of(node.contype == CONSTR_FOREIGN ? node.fk_attrs : node.keys);
  constraint.included = strings_of(node.including);
  constraint.using_index = text_of(node.indexname);
  if (node.contype == CONSTR_CHECK) {
    const Span words{source.find(rest, "check"), rest.end};
    constraint.check = expression_of(statement, node.raw_expr, source.parenthesised(words));
  } else if (node.contype == CONSTR_FOREIGN) {
    mention(statement, node.pktable);
    constraint.foreign_table = name_of(node.pktable);
    constraint.foreign_columns = strings_of(node.pk_attrs);
    constraint.on_update = node.fk_upd_action == 0 ? 'a' : node.fk_upd_action;
    constraint.on_delete = node.fk_del_action == 0 ? 'a' : node.fk_del_action;
    constraint.match = node.fk_matchtype == 0 ? 's' : node.fk_matchtype;
  } else if (node.contype == CONSTR_EXCLUSION) {
    constraint.method = text_of(node.access_method);
    constraint.predicate = node.where_clause != nullptr;
    mention(statement, node.where_clause);
    take_exclusions(statement, node, source.parenthesised(rest), constraint);
  }
  return constraint;
}

base::ColumnDefinition column_of(Statement& statement, const ColumnDef& node) {
  base::ColumnDefinition column;
  column.name = text_of(node.colname);
  column.type = type_of(node.typeName);
  column.not_null = node.is_not_null || serial(node.typeName);
  column.line = statement.source.line(node.location);
  column.storage = text_of(storage_of(node));
  column.compression = text_of(node.compression);
  if (node.collClause != nullptr) column.collation = name_of(node.collClause->collname);
  for (const Constraint* each : Nodes<const Constraint>(node.constraints)) {
    if (tag(each) != T_Constraint) continue;
    if (attribute_of(*each) == Attribute::none)
      take_column_word(statement, *each, column);
    else if (!column.constraints.empty())
      apply_attribute(*each, column.constraints.back());
  }
  return column;
}

static base::CreateTable table_of(Statement& statement, const CreateStmt& node) {
  base::CreateTable table;
  table.name = name_of(node.relation);
  table.persistence = persistence_of(node.relation);
  table.if_not_exists = node.if_not_exists;
  for (const Node* element : Nodes<const Node>(node.tableElts)) {
    if (tag(element) == T_ColumnDef) {
      table.columns.push_back(column_of(statement, *reinterpret_cast<const ColumnDef*>(element)));
    } else if (tag(element) == T_Constraint) {
      table.constraints.push_back(
          constraint_of(statement, *reinterpret_cast<const Constraint*>(element)));
    } else if (tag(element) == T_TableLikeClause) {
      const RangeVar* like = reinterpret_cast<const TableLikeClause*>(element)->relation;
      mention(statement, like);
      table.likes.push_back(name_of(like));
    }
  }
  for (const RangeVar* parent : Nodes<const RangeVar>(node.inhRelations)) {
    mention(statement, parent);
    if (node.partbound != nullptr)
      table.partition_of = name_of(parent);
    else
      table.inherits.push_back(name_of(parent));
  }
  if (node.partbound != nullptr) table.default_partition = node.partbound->is_default;
  if (node.partspec != nullptr) {
    table.kind = 'p';
    table.partition_strategy = text_of(strategy_of(*node.partspec));
    for (const PartitionElem* part : Nodes<const PartitionElem>(node.partspec->partParams)) {
      table.partition_columns.push_back(text_of(part->name));
      mention(statement, part->expr);
    }
  }
  table.options = options_of(node.options);
  table.tablespace = text_of(node.tablespacename);
  table.method = text_of(node.accessMethod);
  return table;
}

base::StatementBody create_table(Statement& statement, const CreateStmt& node) {
  return table_of(statement, node);
}

base::StatementBody create_foreign_table(Statement& statement, const CreateForeignTableStmt& node) {
  base::CreateTable table = table_of(statement, node.base);
  table.kind = 'f';
  table.foreign_server = text_of(node.servername);
  return table;
}

static base::CreateTableAs made_from_query(const IntoClause& into) {
  base::CreateTableAs table;
  table.name = name_of(into.rel);
  table.persistence = persistence_of(into.rel);
  table.with_data = !into.skipData;
  table.columns = strings_of(into.colNames);
  return table;
}

base::StatementBody create_table_as(Statement& statement, const CreateTableAsStmt& node) {
  base::CreateTableAs table = made_from_query(*node.into);
  table.kind = node.objtype == OBJECT_MATVIEW ? 'm' : 'r';
  table.if_not_exists = node.if_not_exists;
  mention(statement, node.query);
  return table;
}

base::StatementBody select_into(Statement& statement, const SelectStmt& node) {
  const SelectStmt* leaf = &node;
  while (leaf->op != SETOP_NONE && leaf->larg != nullptr) leaf = leaf->larg;
  mention(statement, reinterpret_cast<const Node*>(&node));
  return made_from_query(*leaf->intoClause);
}

base::StatementBody create_view(Statement& statement, const ViewStmt& node) {
  base::CreateView view;
  view.name = name_of(node.view);
  view.persistence = persistence_of(node.view);
  view.replace = node.replace;
  view.options = options_of(node.options);
  const Node* query = node.query;
  while (tag(query) == T_SelectStmt) {
    const auto* select = reinterpret_cast<const SelectStmt*>(query);
    for (const ResTarget* target : Nodes<const ResTarget>(select->targetList)) {
      if (tag(target) != T_ResTarget || tag(target->val) != T_ColumnRef) continue;
      const List* fields = reinterpret_cast<const ColumnRef*>(target->val)->fields;
      if (tag(fields->elements[fields->length - 1].ptr_value) == T_A_Star) view.star = true;
    }
    query = reinterpret_cast<const Node*>(select->larg);
  }
  mention(statement, node.query);
  return view;
}

}  // namespace copilot::pg::parse
