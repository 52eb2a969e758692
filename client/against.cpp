// Against: telling files from names.
// Words: see against.hpp.
// A password in a connection string must not appear in a message.
#include "against.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "problem.hpp"
#include "script_file.hpp"
#include "target.hpp"

namespace copilot::client {

namespace {

constexpr const char* how_to_make_one =
    "Make one where the schema is: psql -Atc 'SELECT copilot.schema_export()' > schema.json";

// copilot names a server NAME, NAME/DATABASE or /DATABASE, and the own database current.
bool looks_like_path(const std::string& text) {
  bool two_slashes = std::count(text.begin(), text.end(), '/') > 1;
  return text.ends_with(".json") || text.starts_with("./") || text.starts_with("../") ||
         text.starts_with("~") || two_slashes;
}

bool is_export(const std::string& text) {
  using Event = nlohmann::json::parse_event_t;
  bool named = false;
  // Only the outermost names are looked at, and nothing is kept: an export may be large.
  auto look = [&](int depth, Event event, nlohmann::json& value) {
    if (depth == 1 && event == Event::key && value == "copilot_schema") named = true;
    return event == Event::key || depth == 0;
  };
  return !nlohmann::json::parse(text, look, false).is_discarded() && named;
}

}  // namespace

std::string schema_source(const std::string& against) {
  std::error_code failure;
  bool there = std::filesystem::exists(against, failure);
  if (!there && (is_conninfo(against) || !looks_like_path(against))) return against;
  std::string text;
  try {
    text = read_file(against, "the schema");
  } catch (Problem& problem) {
    problem.hint = how_to_make_one;
    throw;
  }
  if (!is_export(text))
    throw Problem{wrong_usage, "\"" + against + "\" is no schema_export",
                  "It is not the JSON that copilot.schema_export() returns.", how_to_make_one};
  return text;
}

}  // namespace copilot::client
