// Indexes: elements, their place in the source, the predicate.
// Words: see parse_index.hpp.
// An element's node has no place of its own: it is the one between the same commas.
#include "pg/lint/parse_index.hpp"

namespace copilot::pg::parse {

// In (a, lower(b) DESC, (c + 1)): b's is lower(b), c's is c + 1.
static Span expression_span(const Source& source, Span element) {
  if (element.empty()) return element;
  const Span inside = source.parenthesised(element);
  if (source.is(element.begin, "(")) return inside;
  return {element.begin,
          inside.empty() && inside.begin >= element.end ? element.end : inside.end + 1};
}

static base::IndexElement element_of(Statement& statement, const IndexElem& node, Span span) {
  base::IndexElement element;
  element.column = text_of(node.name);
  if (node.expr != nullptr)
    element.expression =
        expression_of(statement, node.expr, expression_span(statement.source, span));
  element.operator_class = name_of(node.opclass);
  element.collation = name_of(node.collation);
  element.descending = node.ordering == SORTBY_DESC;
  return element;
}

static Span part(const std::vector<Span>& parts, std::size_t number) {
  return number < parts.size() ? parts[number] : Span{};
}

void take_exclusions(Statement& statement, const Constraint& node, Span list,
                     base::ConstraintDefinition& constraint) {
  const std::vector<Span> parts = statement.source.separated(list);
  std::size_t number = 0;
  for (const List* pair : Nodes<const List>(node.exclusions)) {
    const auto* element = static_cast<const IndexElem*>(pair->elements[0].ptr_value);
    constraint.exclusion.push_back(element_of(statement, *element, part(parts, number++)));
    base::IndexElement& known = constraint.exclusion.back();
    known.exclusion_operator = name_of(static_cast<const List*>(pair->elements[1].ptr_value)).name;
    if (!known.column.empty()) constraint.columns.push_back(known.column);
  }
}

base::StatementBody create_index(Statement& statement, const IndexStmt& node) {
  const Source& source = statement.source;
  mention(statement, node.relation);
  base::CreateIndex index;
  index.name = text_of(node.idxname);
  index.table = name_of(node.relation);
  if (node.accessMethod != nullptr) index.method = text_of(node.accessMethod);
  const Span rest{source.after_name(node.relation->location), source.tokens().size()};
  const std::vector<Span> parts = source.separated(source.parenthesised(rest));
  std::size_t number = 0;
  for (const IndexElem* element : Nodes<const IndexElem>(node.indexParams))
    index.elements.push_back(element_of(statement, *element, part(parts, number++)));
  for (const IndexElem* element : Nodes<const IndexElem>(node.indexIncludingParams))
    index.included.push_back(text_of(element->name));
  if (node.whereClause != nullptr) {
    const std::size_t where = source.find(rest, "where");
    index.predicate = expression_of(statement, node.whereClause, {where + 1, rest.end});
  }
  index.unique = node.unique;
  index.concurrently = node.concurrent;
  index.if_not_exists = node.if_not_exists;
  index.only = !node.relation->inh;
  index.nulls_not_distinct = node.nulls_not_distinct;
  index.tablespace = text_of(node.tableSpace);
  index.options = options_of(node.options);
  return index;
}

}  // namespace copilot::pg::parse
