// Context: what every command needs to do its work.
// Words: the output is stdout, for data; messages go to stderr.
// No command opens a connection but by this.
#pragma once

#include <memory>
#include <string>

#include "arguments.hpp"
#include "connection.hpp"
#include "format.hpp"
#include "terminal.hpp"

namespace copilot::client {

struct Context {
  const Grammar& grammar;
  const Invocation& invocation;
  Terminal terminal;
  const char* version;
  Format format = Format::table;
};

std::unique_ptr<Connection> connect(const Context& context, bool writes = false);

// The text of a result in the format asked for.
std::string rendered(const Context& context, const Result& result);
// Writes it, and tells which columns found no room.
void print(const Context& context, const Result& result);

void write_output(const std::string& text);
void write_message(const std::string& text);

}  // namespace copilot::client
