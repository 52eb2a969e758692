// One statement's parse tree to its facts: which visitor is for which kind.
// Words: see base/ddl.hpp.
// It must not fail for a kind that it does not know: such a one has its command tag.
#pragma once

#include <vector>

#include "pg/lint/parse_expressions.hpp"

namespace copilot::pg::parse {

// Appends it, and behind it what is made within CREATE SCHEMA. The given one has line, text and all
// that does not come from the tree.
void convert(const Node* tree, const Source& source, const base::Ddl& begun,
             std::vector<base::Ddl>& statements);

}  // namespace copilot::pg::parse
