// The function of SQL that checks the label a schema is to be saved under.
// Words: a label is what stands behind version: in a schema source.
// It must refuse what could not be named there.
#include "base/error.hpp"
#include "pg/postgres.hpp"

#include "pg/call.hpp"
#include "pg/encoding.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {
constexpr std::size_t longest = 200;
}

COPILOT_FUNCTION(check_schema_label) {
  Datum result = 0;
  call(fcinfo, Limit::quick, [&](const Arguments& arguments, base::Db&) {
    const std::string label = arguments["label"].value_or("");
    if (label.find_first_not_of(" \t\r\n") == std::string::npos || label.size() > longest)
      throw base::UserError{base::sqlstate::invalid_parameter_value,
                            "a saved schema needs a label of 1 to 200 bytes", "",
                            "Give a name such as a release or a date."};
    const char* utf8 = label.c_str();
    result = guard([&]() noexcept { return PointerGetDatum(cstring_to_text(server_text(utf8))); });
  });
  return result;
}

}  // namespace copilot::pg
