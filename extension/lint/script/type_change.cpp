// Coercions as ALTER TABLE judges them (ATColumnChangeRequiresRewrite and the support functions).
// Words: see type_change.hpp; binary-coercible types have the same bytes.
// The table of pairs must hold only what pg_cast calls binary-coercible.
#include "lint/script/type_change.hpp"

#include <algorithm>
#include <cstdint>

#include "base/quote.hpp"

namespace copilot::lint {

namespace {

constexpr int header = 4;  // what typmods of lengths and numerics count in addition
constexpr int deepest_domain = 32;

struct Pair {
  std::string_view from, to;
};

constexpr Pair binary_coercible[] = {{"text", "varchar"},
                                     {"varchar", "text"},
                                     {"cidr", "inet"},
                                     {"bit", "varbit"},
                                     {"varbit", "bit"},
                                     {"xml", "text"},
                                     {"xml", "varchar"},
                                     {"text", "bpchar"},
                                     {"varchar", "bpchar"},
                                     {"int4", "oid"},
                                     {"oid", "int4"},
                                     {"int4", "regclass"},
                                     {"regclass", "int4"},
                                     {"oid", "regclass"},
                                     {"regclass", "oid"},
                                     {"int4", "regtype"},
                                     {"regtype", "int4"},
                                     {"oid", "regtype"},
                                     {"regtype", "oid"},
                                     {"int4", "regproc"},
                                     {"regproc", "int4"},
                                     {"oid", "regproc"},
                                     {"regproc", "oid"},
                                     {"int4", "regrole"},
                                     {"regrole", "int4"},
                                     {"oid", "regrole"},
                                     {"regrole", "oid"},
                                     {"regproc", "regprocedure"},
                                     {"regprocedure", "regproc"},
                                     {"pg_node_tree", "text"}};

// A name as format_type and the grammar write it, to the one in pg_type.
constexpr Pair written_names[] = {{"character varying", "varchar"},
                                  {"character", "bpchar"},
                                  {"integer", "int4"},
                                  {"bigint", "int8"},
                                  {"smallint", "int2"},
                                  {"boolean", "bool"},
                                  {"real", "float4"},
                                  {"double precision", "float8"},
                                  {"bit varying", "varbit"},
                                  {"timestamp without time zone", "timestamp"},
                                  {"timestamp with time zone", "timestamptz"},
                                  {"time without time zone", "time"},
                                  {"time with time zone", "timetz"}};

std::string_view internal_name(std::string_view name) {
  for (const Pair& each : written_names)
    if (each.from == name) return each.to;
  return name;
}

bool coercible(std::string_view from, std::string_view to) {
  return std::any_of(std::begin(binary_coercible), std::end(binary_coercible),
                     [&](const Pair& each) { return each.from == from && each.to == to; });
}

int typmod(std::string_view name, const std::vector<int>& modifiers) {
  if (modifiers.empty()) return -1;
  const int first = modifiers.front();
  if (name == "varchar" || name == "bpchar") return first + header;
  if (name == "numeric") {
    const int scale = modifiers.size() > 1 ? modifiers[1] : 0;
    return static_cast<int>((static_cast<std::uint32_t>(first) << 16) |
                            (static_cast<std::uint32_t>(scale) & 0x7ff)) +
           header;
  }
  if (name == "interval") {
    const int precision = modifiers.size() > 1 ? modifiers[1] : 0xffff;
    return static_cast<int>((static_cast<std::uint32_t>(precision) & 0xffff) |
                            ((static_cast<std::uint32_t>(first) & 0x7fff) << 16));
  }
  return first;
}

// Whether a length coercion within one type may be left out.
bool modifier_is_free(std::string_view name, int from, int to) {
  if (to < 0 || from == to) return true;
  if (name == "varchar" || name == "varbit") return from >= 0 && from <= to;
  if (name == "numeric") {
    const auto precision = [](int modifier) { return ((modifier - header) >> 16) & 0xffff; };
    const auto scale = [](int modifier) { return (modifier - header) & 0x7ff; };
    return from >= header && scale(from) == scale(to) && precision(from) <= precision(to);
  }
  if (name == "timestamp" || name == "timestamptz" || name == "time" || name == "timetz") {
    constexpr int most_precise = 6;
    return to >= most_precise || (from >= 0 && from <= to);
  }
  return false;
}

// USING that says no more than a plain change: the column itself, or it cast to the new type.
bool says_nothing(const base::Expression& expression, const std::string& column) {
  if (!expression.calls.empty() || expression.subquery || expression.columns.size() != 1 ||
      expression.columns.front() != column)
    return false;
  std::string text = expression.text;
  while (text.size() > 1 && text.front() == '(' && text.find(')') == text.size() - 1)
    text = text.substr(1, text.size() - 2);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return false;
  text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  std::string lowered = text;
  for (char& c : lowered)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const auto plain = [&](const std::string& name) {
    if (lowered == name) return true;
    if (!lowered.starts_with(name + "::")) return false;
    const std::string type = lowered.substr(name.size() + 2);
    return type.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_ \t\r\n(),\".") ==
           std::string::npos;
  };
  return plain(column) || plain("\"" + column + "\"") || plain(base::quote_identifier(column));
}

bool mentions(const std::string& text, const std::string& column) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t at = text.find(column); at != std::string::npos;
       at = text.find(column, at + 1)) {
    const std::size_t end = at + column.size();
    if ((at == 0 || !letter(text[at - 1])) && (end == text.size() || !letter(text[end])))
      return true;
  }
  return false;
}

bool has(const std::vector<int>& numbers, int number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

// A domain's base, with whether one on the way has a constraint.
struct Base {
  const catalog::Type* type;
  int typmod;
  bool constrained = false;
};

Base base_of(const catalog::Model& model, const catalog::Type* type, int modifier) {
  Base base{type, modifier};
  for (int depth = 0; depth < deepest_domain && base.type != nullptr && base.type->type == 'd';
       ++depth) {
    base.constrained |= base.type->not_null;
    for (const catalog::Constraint& each : model.constraints)
      base.constrained |= each.domain == base.type->oid && !each.dropped;
    base.typmod = base.type->typmod;
    base.type = model.type(base.type->base);
  }
  return base;
}

TypeChange rewrite(std::string why, bool certain = true) {
  TypeChange change;
  change.rewrite = true;
  change.certain = certain;
  change.why = std::move(why);
  return change;
}

TypeChange coerce(const Scene& scene, const catalog::Column& column, const ResolvedType& to) {
  const std::string change = column.type_text + " to " + to.text;
  const catalog::Type* from = scene.model().type(column.type);
  if (column.type_text == to.text && from == to.type) return {};
  if (from == nullptr || to.type == nullptr) {
    if (column.type_text == to.text) return {};
    return rewrite("a type of the change " + change +
                       " is not known here, so that a rewrite is "
                       "assumed",
                   false);
  }
  const Base old_base = base_of(scene.model(), from, column.typmod);
  const Base new_base = base_of(scene.model(), to.type, to.typmod);
  if (old_base.type == nullptr || new_base.type == nullptr)
    return rewrite("a domain of the change " + change + " cannot be resolved", false);
  if (new_base.constrained && to.type != from)
    return rewrite("the constraints of the domain " + to.text + " are checked for each row");
  const std::string_view old_name = internal_name(old_base.type->name);
  const std::string_view new_name = internal_name(new_base.type->name);
  const bool zoned = (old_name == "timestamp" && new_name == "timestamptz") ||
                     (old_name == "timestamptz" && new_name == "timestamp");
  if (zoned)
    return rewrite(
        "unless the session's TimeZone is UTC, each value of " + change + " is computed anew",
        false);
  if (old_base.type != new_base.type && !coercible(old_name, new_name))
    return rewrite("the change of " + change + " computes each value anew");
  // Coming from another type there is no length to compare with.
  const int known = old_base.type == new_base.type ? old_base.typmod : -1;
  if (!modifier_is_free(new_name, known, new_base.typmod))
    return rewrite("the change of " + change + " checks and copies each value");
  return {};
}

}  // namespace

ResolvedType resolve_type(const Scene& scene, const base::TypeName& name) {
  ResolvedType resolved;
  resolved.text = name.text.empty() ? name.name.name : name.text;
  resolved.typmod = typmod(internal_name(name.name.name), name.modifiers);
  resolved.type = scene.type(name.name);
  if (resolved.type != nullptr && name.dimensions > 0)
    resolved.type =
        scene.type({scene.schema_name(resolved.type->schema), "_" + resolved.type->name});
  return resolved;
}

TypeChange judge_type_change(const Scene& scene, const catalog::Relation* table,
                             const catalog::Column* column, const base::AlterAction& action) {
  if (table == nullptr || column == nullptr || column->type_text.empty())
    return rewrite(
        "the type that the column has now is not known here, so that a rewrite is "
        "assumed",
        false);
  if (action.expression && !says_nothing(*action.expression, column->name))
    return rewrite("USING computes each value anew");
  TypeChange change =
      action.type ? coerce(scene, *column, resolve_type(scene, *action.type)) : TypeChange{};
  if (change.rewrite) return change;
  const catalog::Model& model = scene.model();
  for (std::size_t at : table->constraints) {
    const catalog::Constraint& each = model.constraints[at];
    if (each.dropped || each.type != 'c' || !each.validated || !has(each.columns, column->number))
      continue;
    change.scan = true;
    change.why = "the constraint " + base::quote_identifier(each.name) + " is verified again";
  }
  const bool collation = !action.collation.name.empty();
  for (std::size_t at : table->indexes) {
    const catalog::Index& index = model.indexes[at];
    if (index.dropped) continue;
    bool again = mentions(index.predicate, column->name);
    for (const catalog::IndexKey& key : index.keys)
      again |= key.column == 0 ? mentions(key.expression, column->name)
                               : collation && key.column == column->number;
    if (!again) continue;
    change.reindex = true;
    change.why = "the index " + base::quote_identifier(index.name) + " is built again";
  }
  return change;
}

}  // namespace copilot::lint
