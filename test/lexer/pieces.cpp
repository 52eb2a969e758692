// Prints what a script on standard input would send, by our splitter; a zero byte ends each statement.
// Words: see base/script_split.hpp.
// Commands of psql are left out: they send nothing of their own here.
#include <cstdio>
#include <iterator>
#include <string>

#include "base/script_split.hpp"

int main() {
  std::string script;
  char buffer[65536];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, stdin)) > 0;)
    script.append(buffer, got);
  copilot::base::ScriptSplitter splitter(script);
  for (copilot::base::ScriptPiece piece; splitter.next(piece);) {
    if (piece.kind != copilot::base::ScriptPiece::Kind::statement) continue;
    // psql sends all that is left.
    if (piece.unclosed_line != 0) piece.length = script.size() - piece.position;
    const std::string text = splitter.sent(piece);
    std::fwrite(text.c_str(), 1, text.size() + 1, stdout);
  }
}
