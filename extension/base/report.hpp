// Report: one entry of the catalogue, and how another module runs one.
// Words: a report has parameters, columns, needs and variants; a variant is the query for a range of
// server versions. The catalogue is generated from report/reports/*.sql; nothing here is written by hand.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/db.hpp"

namespace copilot::base {

struct Parameter {
  const char* name;
  const char* type;           // as in CREATE FUNCTION
  const char* default_value;  // the value's text; null is SQL NULL
  const char* choices;        // "a|b|c", or null where any value of the type may be given
  const char* meaning;
  bool required = false;  // it must be given, and not be null
};

struct Column {
  const char* name;
  const char* type;
  const char* unit;  // bytes, ms, percent, count, rows, per_day, sql (a statement), conninfo, or ""
  const char* meaning;
};

struct Need {
  int from_version;  // of the server, inclusive
  int to_version;    // inclusive
  const char*
      kind;  // extension, remote extension (where copilot is not), or flag (of base::Server)
  const char* name;
  const char* version;  // of the extension, at least; "" where any will do
};

struct Variant {
  int from_version;  // server_version_num, inclusive
  int to_version;    // inclusive
  bool local;        // runs only where copilot is installed; preferred there
  bool window;       // reads the history, with since and until as the moments of its window
  const char* sql;   // {name} stands for the schema of the extension `name`
};

struct Report {
  const char* name;
  const char* title;
  const char* description;
  const char* words;  // what people ask it with, separated by commas
  bool windowed;      // has since and until, and returns window_from, window_to, window_complete
  std::span<const Parameter> parameters;
  std::span<const Column> columns;
  std::span<const Need> needs;
  std::span<const Variant> variants;
  const char* history =
      nullptr;  // the collector that its windows are of, or "none"; null: has no windows
  const char* window = nullptr;  // an interval: the window where none is given
};

struct Argument {
  std::string name;
  std::optional<std::string> value;  // null is SQL NULL
};

struct ReportResult {
  const Report* report;
  std::vector<Argument> arguments;
  Rows rows;
  std::string sql;            // what was run
  bool over_history = false;  // it tells of a window of the history
};

// How a module runs a report without knowing the module that owns the catalogue.
class Reports {
 public:
  virtual ~Reports() = default;
  virtual const Report* find(std::string_view name) const = 0;
  // Arguments that are left out take their defaults. A failure is in the outcome; a cancel is thrown.
  virtual std::variant<ReportResult, Failure> run(std::string_view name,
                                                  std::vector<Argument> arguments) = 0;
};

}  // namespace copilot::base
