// Expressions of parse trees as base::Expression, and what they name as facts of their statement.
// Words: a span is where an expression stands in the source, see parse_source.hpp; the truth
// of a condition is what it is whatever the row.
// It must not look a function up: whether one is volatile is for lint/.
#pragma once

#include <optional>

#include "pg/lint/parse_names.hpp"
#include "pg/lint/parse_source.hpp"
#include "pg/lint/parse_walk.hpp"

namespace copilot::pg::parse {

// A statement that is being turned into facts.
struct Statement {
  const Source& source;
  base::Ddl& ddl;
};

// Adds what a tree names to the statement's facts.
void mention(Statement& statement, const Node* tree);
void mention(Statement& statement, const RangeVar* relation, bool changed = false);
void mention(Statement& statement, const Found& found);

// What is called, as facts.
std::vector<base::Call> calls_of(const Found& found, const Source& source);

base::Expression expression_of(Statement& statement, const Node* tree, Span span);

// true or false whatever the row; nothing where that cannot be told or where it is NULL.
std::optional<bool> truth_of(const Node* condition);

// The text of a constant of type string, perhaps cast; a null pointer otherwise.
const char* constant_text(const Node* tree);

}  // namespace copilot::pg::parse
