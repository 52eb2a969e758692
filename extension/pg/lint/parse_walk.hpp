// walk: everything that an expression or a query names, however deep, by the server's own walker.
// Words: what was found are nodes of the tree, in lists of the current memory context; the names of
// CTEs are no relations.
// It may raise a server error as pg::Error: a tree can be too deep.
#pragma once

#include "pg/lint/parse_nodes.hpp"

namespace copilot::pg::parse {

struct Found {
  List* relations;  // RangeVar
  List* changed;    // RangeVar: targets of INSERT, UPDATE, DELETE, MERGE
  List* calls;      // FuncCall and SQLValueFunction
  List* columns;    // ColumnRef
  List* strings;    // String, of constants
  bool subquery;
  bool locks;  // FOR UPDATE and the like
};

Found walk(const Node* tree);

}  // namespace copilot::pg::parse
