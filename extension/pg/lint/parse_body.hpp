// What the body of a function in SQL or PL/pgSQL calls and names.
// Words: a body is read as far as that goes; it is dynamic where it runs a text it puts together.
// What cannot be read is left out without a word: the server reads bodies when they run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pg/lint/parse_expressions.hpp"

namespace copilot::pg::parse {

struct Body {
  std::vector<base::Call> calls;
  std::vector<base::Reference> relations;
  std::vector<std::string> literals;
  bool dynamic = false;
  bool search_path_set = false;  // to what is safe, at this point
};

// The text is in the server's encoding and begins at a line of the script.
void read_body(Body& body, const std::string& language, std::string_view text, int line,
               int depth = 0);
// BEGIN ATOMIC ... END, or RETURN.
void read_parsed_body(Body& body, const Node* tree, const Source& source);

// What raw_parser made of a text, or nothing where it refuses it; a list of RawStmt.
const List* parsed(std::string_view text, RawParseMode mode);
// The statements of one text that was parsed; the depth is of blocks within blocks.
void read_statements(Body& body, const List* statements, const Source& source, int depth);

// A body in PL/pgSQL.
void read_plpgsql(Body& body, std::string_view text, int line, int depth);

}  // namespace copilot::pg::parse
