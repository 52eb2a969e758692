// The server's parse trees as C++ can read them: lists as ranges, versions made alike.
// Words: a node is of the server; a list holds nodes of one kind.
// Only walk_below calls the server, and may raise.
#pragma once

#include "pg/postgres.hpp"

extern "C" {
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "parser/parser.h"
}

namespace copilot::pg::parse {

// A list, as a range of pointers to its nodes; an empty one where there is no list.
template <class NodeType>
class Nodes {
 public:
  explicit Nodes(const List* list) : list_(list) {}
  class Iterator {
   public:
    explicit Iterator(const ListCell* cell) : cell_(cell) {}
    NodeType* operator*() const { return static_cast<NodeType*>(cell_->ptr_value); }
    Iterator& operator++() {
      ++cell_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return cell_ != other.cell_; }

   private:
    const ListCell* cell_;
  };
  Iterator begin() const { return Iterator(list_ == nullptr ? nullptr : list_->elements); }
  Iterator end() const {
    return Iterator(list_ == nullptr ? nullptr : list_->elements + list_->length);
  }

 private:
  const List* list_;
};

inline int length(const List* list) {
  return list == nullptr ? 0 : list->length;
}

inline NodeTag tag(const void* node) {
  return node == nullptr ? T_Invalid : static_cast<const Node*>(node)->type;
}

template <class NodeType>
const NodeType* first(const List* list) {
  return length(list) == 0 ? nullptr : static_cast<const NodeType*>(list->elements[0].ptr_value);
}

// A constant's value as a node, or nothing for NULL.
inline const Node* constant(const A_Const& node) {
  return node.isnull ? nullptr : &node.val.node;
}

inline const char* string_of(const void* node) {
  return tag(node) == T_String ? static_cast<const String*>(node)->sval : nullptr;
}

// Visits what is directly below a node of a raw parse tree.
inline bool walk_below(Node* node, bool (*visit)(Node*, void*), void* context) {
#if PG_VERSION_NUM >= 160000
  return raw_expression_tree_walker(node, visit, context);
#else
  return raw_expression_tree_walker(
      node, reinterpret_cast<bool (*)()>(reinterpret_cast<void (*)()>(visit)), context);
#endif
}

template <class Statement>
List* returning(const Statement& statement) {
#if PG_VERSION_NUM >= 180000
  return statement.returningClause == nullptr ? nullptr : statement.returningClause->exprs;
#else
  return statement.returningList;
#endif
}

inline bool merge_returns([[maybe_unused]] const MergeStmt& statement) {
#if PG_VERSION_NUM >= 180000
  return statement.returningClause != nullptr;
#elif PG_VERSION_NUM >= 170000
  return statement.returningList != nullptr;
#else
  return false;
#endif
}

inline const char* strategy_of(const PartitionSpec& partition) {
#if PG_VERSION_NUM >= 160000
  switch (partition.strategy) {
    case PARTITION_STRATEGY_LIST:
      return "list";
    case PARTITION_STRATEGY_RANGE:
      return "range";
    default:
      return "hash";
  }
#else
  return partition.strategy;
#endif
}

inline const char* storage_of([[maybe_unused]] const ColumnDef& column) {
#if PG_VERSION_NUM >= 160000
  return column.storage_name;
#else
  return nullptr;  // CREATE TABLE knows no STORAGE yet
#endif
}

inline bool not_enforced([[maybe_unused]] const Constraint& constraint) {
#if PG_VERSION_NUM >= 180000
  return constraint.contype != CONSTR_FOREIGN && constraint.contype != CONSTR_CHECK
             ? false
             : !constraint.is_enforced;
#else
  return false;
#endif
}

// Whether a constraint is only a word about the one before it: DEFERRABLE, ENFORCED, ...
enum class Attribute : unsigned char { none, deferrable, deferred, not_enforced, other };

inline Attribute attribute_of(const Constraint& constraint) {
  switch (constraint.contype) {
    case CONSTR_ATTR_DEFERRABLE:
      return Attribute::deferrable;
    case CONSTR_ATTR_DEFERRED:
      return Attribute::deferred;
    case CONSTR_ATTR_NOT_DEFERRABLE:
    case CONSTR_ATTR_IMMEDIATE:
      return Attribute::other;
#if PG_VERSION_NUM >= 180000
    case CONSTR_ATTR_NOT_ENFORCED:
      return Attribute::not_enforced;
    case CONSTR_ATTR_ENFORCED:
      return Attribute::other;
#endif
    default:
      return Attribute::none;
  }
}

// s (stored) or v (virtual).
inline char generation_of([[maybe_unused]] const Constraint& constraint) {
#if PG_VERSION_NUM >= 180000
  return constraint.generated_kind;
#else
  return 's';
#endif
}

}  // namespace copilot::pg::parse
