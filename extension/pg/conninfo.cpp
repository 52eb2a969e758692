// Conninfo: libpq parses it, and gets it back quoted.
// Words: see conninfo.hpp.
// It must not read the environment: what is not given is absent here.
#include "pg/conninfo.hpp"

#include <new>

#include "base/error.hpp"

namespace copilot::pg {

LibpqOptions libpq_options() {
  LibpqOptions options(PQconninfoParse("", nullptr));
  if (!options) throw std::bad_alloc();
  return options;
}

Conninfo Conninfo::parse(const std::string& text) {
  const LibpqOptions parsed(PQconninfoParse(text.c_str(), nullptr));
  if (!parsed)
    throw base::UserError{base::sqlstate::invalid_parameter_value,
                          "server is not a valid connection string", "",
                          "Write it as host=... dbname=... user=... password=..., a value with "
                          "spaces in single quotes, "
                          "or as postgresql://user:password@host:port/dbname."};
  Conninfo conninfo;
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr) conninfo.set(option->keyword, option->val);
  return conninfo;
}

std::string Conninfo::get(std::string_view name) const {
  for (const Option& option : options_)
    if (option.name == name) return option.value;
  return "";
}

void Conninfo::set(std::string_view name, std::string value) {
  for (Option& option : options_)
    if (option.name == name) {
      option.value = std::move(value);
      return;
    }
  options_.push_back({std::string(name), std::move(value)});
}

void Conninfo::set_default(std::string_view name, std::string value) {
  if (!has(name)) set(name, std::move(value));
}

std::string Conninfo::text() const {
  std::string text;
  for (const Option& option : options_) {
    if (option.value.empty()) continue;
    text += option.name + "='";
    for (char c : option.value) {
      if (c == '\'' || c == '\\') text += '\\';
      text += c;
    }
    text += "' ";
  }
  return text;
}

}  // namespace copilot::pg
