// Conninfo: the options of a connection, as libpq names them.
// Words: an option that is empty counts as not given.
// text() holds the password: it goes to libpq and nowhere else.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

namespace copilot::pg {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
// libpq's own table, ended by a keyword that is null.
using LibpqOptions = std::unique_ptr<PQconninfoOption, FreeOptions>;
LibpqOptions libpq_options();

class Conninfo {
 public:
  struct Option {
    std::string name;
    std::string value;
  };

  // Key and value pairs, or a URI. A UserError that repeats nothing of the text: it may hold a
  // password.
  static Conninfo parse(const std::string& text);

  const std::vector<Option>& options() const { return options_; }
  // Empty where it is not given.
  std::string get(std::string_view name) const;
  bool has(std::string_view name) const { return !get(name).empty(); }
  void set(std::string_view name, std::string value);
  void set_default(std::string_view name, std::string value);
  std::string text() const;

 private:
  std::vector<Option> options_;
};

}  // namespace copilot::pg
