// Expressions: constants, conditions that are always the same, what is called and read.
// Words: see parse_expressions.hpp; a verdict is true, false, null or unknown.
// Its own recursion ends at a depth no sane condition has: deeper ones are unknown.
#include "pg/lint/parse_expressions.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace copilot::pg::parse {

namespace {

constexpr int deepest = 100;

enum class Verdict : unsigned char { no, yes, null, unknown };

Verdict of(bool truth) {
  return truth ? Verdict::yes : Verdict::no;
}

const A_Const* constant_of(const Node* tree) {
  for (int depth = 0; depth < deepest && tag(tree) == T_TypeCast; ++depth)
    tree = reinterpret_cast<const TypeCast*>(tree)->arg;
  return tag(tree) == T_A_Const ? reinterpret_cast<const A_Const*>(tree) : nullptr;
}

bool cast_to_boolean(const Node* tree) {
  if (tag(tree) != T_TypeCast) return false;
  const List* names = reinterpret_cast<const TypeCast*>(tree)->typeName->names;
  if (length(names) == 0) return false;
  const char* name = string_of(names->elements[names->length - 1].ptr_value);
  return name != nullptr && std::string_view(name) == "bool";
}

Verdict of_constant(const Node* tree) {
  const A_Const* value = constant_of(tree);
  if (value == nullptr) return Verdict::unknown;
  const Node* inner = constant(*value);
  if (inner == nullptr) return Verdict::null;
  if (tag(inner) == T_Boolean) return of(reinterpret_cast<const Boolean*>(inner)->boolval);
  const char* text = string_of(inner);
  if (text == nullptr || !cast_to_boolean(tree)) return Verdict::unknown;
  const std::string_view word = text;
  for (const std::string_view yes : {"t", "true", "y", "yes", "on", "1"})
    if (word == yes) return Verdict::yes;
  for (const std::string_view no : {"f", "false", "n", "no", "off", "0"})
    if (word == no) return Verdict::no;
  return Verdict::unknown;
}

Verdict verdict(const Node* tree, int depth);

Verdict of_boolean(const BoolExpr& node, int depth) {
  if (node.boolop == NOT_EXPR) {
    const Verdict inner = verdict(first<Node>(node.args), depth);
    if (inner == Verdict::yes) return Verdict::no;
    return inner == Verdict::no ? Verdict::yes : inner;
  }
  const Verdict decides = node.boolop == AND_EXPR ? Verdict::no : Verdict::yes;
  const Verdict other = node.boolop == AND_EXPR ? Verdict::yes : Verdict::no;
  Verdict all = other;
  for (const Node* argument : Nodes<const Node>(node.args)) {
    const Verdict each = verdict(argument, depth);
    if (each == decides) return decides;
    if (each == Verdict::unknown) all = Verdict::unknown;
    if (each == Verdict::null && all != Verdict::unknown) all = Verdict::null;
  }
  return all;
}

Verdict of_null_test(const NullTest& node) {
  const A_Const* value = constant_of(reinterpret_cast<const Node*>(node.arg));
  if (value == nullptr) return Verdict::unknown;
  return of(value->isnull == (node.nulltesttype == IS_NULL));
}

// Constants of one kind only: what 1 = '1' is depends on a cast.
Verdict of_comparison(const A_Expr& node) {
  if (node.kind != AEXPR_OP || length(node.name) != 1) return Verdict::unknown;
  const A_Const* left = constant_of(node.lexpr);
  const A_Const* right = constant_of(node.rexpr);
  const char* sign = string_of(first<Node>(node.name));
  if (left == nullptr || right == nullptr || sign == nullptr) return Verdict::unknown;
  if (left->isnull || right->isnull) return Verdict::null;
  const std::string_view operation = sign;
  int order = 0;
  if (tag(&left->val.node) == T_Integer && tag(&right->val.node) == T_Integer) {
    const int a = left->val.ival.ival;
    const int b = right->val.ival.ival;
    order = a < b ? -1 : a > b ? 1 : 0;
    if (operation == "<") return of(order < 0);
    if (operation == ">") return of(order > 0);
    if (operation == "<=") return of(order <= 0);
    if (operation == ">=") return of(order >= 0);
  } else if (tag(node.lexpr) == T_A_Const && tag(node.rexpr) == T_A_Const &&
             tag(&left->val.node) == T_String && tag(&right->val.node) == T_String) {
    order = std::strcmp(left->val.sval.sval, right->val.sval.sval);
  } else {
    return Verdict::unknown;
  }
  if (operation == "=") return of(order == 0);
  if (operation == "<>") return of(order != 0);
  return Verdict::unknown;
}

Verdict verdict(const Node* tree, int depth) {
  if (depth >= deepest) return Verdict::unknown;
  switch (tag(tree)) {
    case T_A_Const:
    case T_TypeCast:
      return of_constant(tree);
    case T_BoolExpr:
      return of_boolean(*reinterpret_cast<const BoolExpr*>(tree), depth + 1);
    case T_NullTest:
      return of_null_test(*reinterpret_cast<const NullTest*>(tree));
    case T_A_Expr:
      return of_comparison(*reinterpret_cast<const A_Expr*>(tree));
    default:
      return Verdict::unknown;
  }
}

// The last part of a reference; nothing for a star.
std::string column_of(const Node* tree) {
  if (tag(tree) != T_ColumnRef) return {};
  const List* fields = reinterpret_cast<const ColumnRef*>(tree)->fields;
  if (length(fields) == 0) return {};
  return text_of(string_of(fields->elements[fields->length - 1].ptr_value));
}

std::string not_null_column(const Node* tree) {
  if (tag(tree) != T_NullTest) return {};
  const auto* test = reinterpret_cast<const NullTest*>(tree);
  if (test->nulltesttype != IS_NOT_NULL) return {};
  return column_of(reinterpret_cast<const Node*>(test->arg));
}

// What stands for a call without looking like one.
base::Call call_of(const SQLValueFunction& node) {
  const char* name = "now";
  switch (node.op) {
    case SVFOP_CURRENT_ROLE:
    case SVFOP_CURRENT_USER:
    case SVFOP_USER:
      name = "current_user";
      break;
    case SVFOP_SESSION_USER:
      name = "session_user";
      break;
    case SVFOP_CURRENT_CATALOG:
      name = "current_database";
      break;
    case SVFOP_CURRENT_SCHEMA:
      name = "current_schema";
      break;
    default:
      break;
  }
  base::Call call;
  call.function = {"pg_catalog", name};
  return call;
}

void add(std::vector<std::string>& list, std::string text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end())
    list.push_back(std::move(text));
}

}  // namespace

std::optional<bool> truth_of(const Node* condition) {
  switch (verdict(condition, 0)) {
    case Verdict::yes:
      return true;
    case Verdict::no:
      return false;
    default:
      return std::nullopt;
  }
}

const char* constant_text(const Node* tree) {
  const A_Const* value = constant_of(tree);
  if (value == nullptr || value->isnull) return nullptr;
  return string_of(&value->val.node);
}

std::vector<base::Call> calls_of(const Found& found, const Source& source) {
  std::vector<base::Call> calls;
  for (const Node* node : Nodes<const Node>(found.calls)) {
    if (tag(node) == T_SQLValueFunction) {
      const auto* value = reinterpret_cast<const SQLValueFunction*>(node);
      calls.push_back(call_of(*value));
      calls.back().line = source.line(value->location);
    } else {
      const auto* call = reinterpret_cast<const FuncCall*>(node);
      base::Call known;
      known.function = name_of(call->funcname);
      known.arguments = length(call->args);
      known.line = source.line(call->location);
      calls.push_back(std::move(known));
    }
  }
  return calls;
}

void mention(Statement& statement, const RangeVar* relation, bool changed) {
  if (relation == nullptr) return;
  statement.ddl.relations.push_back(
      {name_of(relation), changed, statement.source.line(relation->location)});
}

void mention(Statement& statement, const Found& found) {
  base::Ddl& ddl = statement.ddl;
  for (const RangeVar* each : Nodes<const RangeVar>(found.changed)) mention(statement, each, true);
  for (const RangeVar* each : Nodes<const RangeVar>(found.relations)) mention(statement, each);
  for (base::Call& call : calls_of(found, statement.source)) ddl.calls.push_back(std::move(call));
  // Longer ones are no labels of an enum, and a dump has millions.
  constexpr std::size_t most = 1000;
  for (const Node* each : Nodes<const Node>(found.strings)) {
    if (ddl.literals.size() >= most) break;
    const char* text = string_of(each);
    if (std::strlen(text) < NAMEDATALEN) add(ddl.literals, text_of(text));
  }
}

void mention(Statement& statement, const Node* tree) {
  if (tree != nullptr) mention(statement, walk(tree));
}

base::Expression expression_of(Statement& statement, const Node* tree, Span span) {
  base::Expression expression;
  expression.text = statement.source.cut(span);
  if (const A_Const* value = constant_of(tree)) {
    expression.constant = true;
    const Node* inner = constant(*value);
    expression.null = inner == nullptr;
    if (inner != nullptr) expression.value = value_of(inner);
  }
  expression.truth = truth_of(tree);
  expression.not_null_column = not_null_column(tree);
  const Found found = walk(tree);
  expression.subquery = found.subquery;
  expression.calls = calls_of(found, statement.source);
  for (const Node* column : Nodes<const Node>(found.columns))
    add(expression.columns, column_of(column));
  mention(statement, found);
  return expression;
}

}  // namespace copilot::pg::parse
