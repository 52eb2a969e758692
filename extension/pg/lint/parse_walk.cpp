// walk: one guarded call over a whole tree; scopes of WITH are kept by hand.
// Words: see parse_walk.hpp; a scope is the names of the CTEs that a query can see.
// The callback is called by C code: it holds no C++ object and throws nothing.
#include "pg/lint/parse_walk.hpp"

#include <cstring>

#include "pg/guard.hpp"

namespace copilot::pg::parse {

namespace {

struct Walk {
  Found found;
  List* scope;             // of char*
  const RangeVar* target;  // of the statement being walked
};

bool visit(Node* node, void* context);

bool below(Node* node, Walk& walk) {
  return walk_below(node, visit, &walk);
}

void take_relation(RangeVar* relation, Walk& walk) {
  if (relation == walk.target) {
    walk.found.changed = lappend(walk.found.changed, relation);
    return;
  }
  if (relation->schemaname == nullptr)
    for (const char* name : Nodes<const char>(walk.scope))
      if (std::strcmp(name, relation->relname) == 0) return;
  walk.found.relations = lappend(walk.found.relations, relation);
}

// A CTE sees those before it, and with RECURSIVE all; the statement sees all.
bool query(Node* node, WithClause*& with, const RangeVar* target, Walk& walk) {
  const int outer = length(walk.scope);
  const RangeVar* outer_target = walk.target;
  WithClause* kept = with;
  if (kept != nullptr) {
    if (kept->recursive)
      for (CommonTableExpr* each : Nodes<CommonTableExpr>(kept->ctes))
        walk.scope = lappend(walk.scope, each->ctename);
    for (CommonTableExpr* each : Nodes<CommonTableExpr>(kept->ctes)) {
      visit(each->ctequery, &walk);
      if (!kept->recursive) walk.scope = lappend(walk.scope, each->ctename);
    }
    with = nullptr;
  }
  walk.target = target;
  below(node, walk);
  walk.target = outer_target;
  with = kept;
  walk.scope = list_truncate(walk.scope, outer);
  return false;
}

bool visit(Node* node, void* context) {
  Walk& walk = *static_cast<Walk*>(context);
  switch (tag(node)) {
    case T_Invalid:
    case T_LockingClause:  // names aliases
    case T_IntoClause:     // a new table, or a variable
    case T_NotifyStmt:     // of a rule; the server's walker does not know it
      return false;
    case T_ExecuteStmt:  // of CREATE TABLE AS; nor this
      return below(reinterpret_cast<Node*>(reinterpret_cast<ExecuteStmt*>(node)->params), walk);
    case T_RangeVar:
      take_relation(reinterpret_cast<RangeVar*>(node), walk);
      return false;
    case T_FuncCall:
      walk.found.calls = lappend(walk.found.calls, node);
      break;
    case T_SQLValueFunction:
      walk.found.calls = lappend(walk.found.calls, node);
      return false;
    case T_ColumnRef:
      walk.found.columns = lappend(walk.found.columns, node);
      return false;
    case T_A_Const: {
      auto* value = reinterpret_cast<A_Const*>(node);
      if (!value->isnull && tag(&value->val.node) == T_String)
        walk.found.strings = lappend(walk.found.strings, &value->val.node);
      return false;
    }
    case T_SubLink:
      walk.found.subquery = true;
      break;
    case T_SelectStmt: {
      auto* select = reinterpret_cast<SelectStmt*>(node);
      if (select->lockingClause != nullptr) walk.found.locks = true;
      return query(node, select->withClause, walk.target, walk);
    }
    case T_InsertStmt: {
      auto* statement = reinterpret_cast<InsertStmt*>(node);
      return query(node, statement->withClause, statement->relation, walk);
    }
    case T_UpdateStmt: {
      auto* statement = reinterpret_cast<UpdateStmt*>(node);
      return query(node, statement->withClause, statement->relation, walk);
    }
    case T_DeleteStmt: {
      auto* statement = reinterpret_cast<DeleteStmt*>(node);
      return query(node, statement->withClause, statement->relation, walk);
    }
    case T_MergeStmt: {
      auto* statement = reinterpret_cast<MergeStmt*>(node);
      return query(node, statement->withClause, statement->relation, walk);
    }
    default:
      break;
  }
  return below(node, walk);
}

}  // namespace

Found walk(const Node* tree) {
  Walk state{};
  Walk* walk = &state;
  guard([tree, walk]() noexcept { visit(const_cast<Node*>(tree), walk); });
  return state.found;
}

}  // namespace copilot::pg::parse
