// Finding: the one way anything is judged, whoever judges it.
// Words: (rule, object) names a finding for ever; the title holds the verdict and the object, the
// evidence the numbers. Severity, worst first: critical, warning, unknown, notice.
// A finding must not hold a statement's constants, a password or a key.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace copilot::base {

using Json = nlohmann::ordered_json;

enum class Severity { critical, warning, unknown, notice };

const char* name(Severity severity);
std::optional<Severity> severity_named(std::string_view name);

struct Finding {
  std::string rule;
  std::string category;
  Severity severity = Severity::notice;
  std::string object_type;
  std::string object;
  std::string title;
  std::string detail;
  Json evidence = Json::object();
  double confidence = 1.0;
  std::vector<std::string> caveats;
  std::string verify_sql;
  std::string fix_kind;  // sql, parameter_group, command or manual
  std::string fix;
  std::string fix_lock;
  std::string fix_duration;
  std::string undo;
  std::vector<std::string> related;
  std::string docs;
  bool suppressed = false;
};

}  // namespace copilot::base
