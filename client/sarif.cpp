// SARIF: a run of lint as JSON of version 2.1.0.
// Words: see annotations.hpp; a rule is told once, each result points to it by its index.
// It must not leave out a result that has no place: such a one names its object.
#include <map>
#include <nlohmann/json.hpp>

#include "annotation_place.hpp"
#include "annotations.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

using Json = nlohmann::ordered_json;

const char* level_name(Level level) {
  switch (level) {
    case Level::error:
      return "error";
    case Level::warning:
      return "warning";
    case Level::note:
      return "note";
  }
  return "none";
}

// A path as a URI: what is not unreserved is escaped, an absolute one gets its scheme.
std::string uri(const std::string& path) {
  constexpr std::string_view plain = "-._~/";
  std::string made = path.starts_with('/') ? "file://" : "";
  for (char c : path) {
    bool letter = ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9');
    if (letter || plain.find(c) != std::string_view::npos) {
      made += c;
      continue;
    }
    constexpr char digits[] = "0123456789ABCDEF";
    auto byte = static_cast<unsigned char>(c);
    made += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return made;
}

Json text(const std::string& text) {
  return {{"text", visible(text, Lines::keep)}};
}

class Rules {
 public:
  explicit Rules(const Result& rules) {
    for (std::size_t row = 0; row < rules.rows.size(); ++row) {
      auto rule = rules.rows[row];
      Json entry{{"id", rule.text("rule")}};
      add_text(entry, "shortDescription", rule.text("title"));
      add_text(entry, "fullDescription", rule.text("why"));
      add_text(entry, "help", rule.text("fix"));
      std::string source = rule.text("sources");
      source.resize(std::min(source.size(), source.find_first_of(" ,;\n")));
      if (source.starts_with("http")) entry["helpUri"] = source;
      entry["defaultConfiguration"] = {{"level", level_name(level_of(rule.text("severity")))}};
      entry["properties"] = {{"tags", {rule.text("category")}}};
      add(rule.text("rule"), std::move(entry));
    }
  }

  // A rule of the site's own is not among copilot's.
  std::size_t index_of(const std::string& rule) {
    auto found = places_.find(rule);
    if (found != places_.end()) return found->second;
    add(rule, {{"id", rule}});
    return list_.size() - 1;
  }

  Json take() { return std::move(list_); }

 private:
  static void add_text(Json& entry, const char* key, const std::string& value) {
    if (!value.empty()) entry[key] = text(value);
  }
  void add(const std::string& rule, Json entry) {
    places_[rule] = list_.size();
    list_.push_back(std::move(entry));
  }

  std::map<std::string, std::size_t> places_;
  Json list_ = Json::array();
};

Json location_of(const base::Rows& findings, std::size_t row) {
  auto finding = findings[row];
  Json location = Json::object();
  if (auto place = place_of(findings, row))
    location["physicalLocation"] = {{"artifactLocation", {{"uri", uri(place->path)}}},
                                    {"region", {{"startLine", std::stoll(place->line)}}}};
  if (!finding.text("object").empty())
    location["logicalLocations"] = Json::array(
        {{{"fullyQualifiedName", finding.text("object")}, {"kind", finding.text("object_type")}}});
  return location;
}

Json result_of(const base::Rows& findings, std::size_t row, Rules& rules) {
  auto finding = findings[row];
  std::string rule = finding.text("rule");
  Json result{{"ruleId", rule},
              {"ruleIndex", rules.index_of(rule)},
              {"level", level_name(level_of(finding.text("severity")))},
              {"message", {{"text", message_of(findings, row)}}}};
  result["locations"] = Json::array();
  Json location = location_of(findings, row);
  if (!location.empty()) result["locations"].push_back(std::move(location));
  result["partialFingerprints"] = {{"ruleAndObject/v1", rule + " " + finding.text("object")}};
  if (finding.boolean("suppressed")) result["suppressions"] = Json::array({{{"kind", "external"}}});
  result["properties"] = {{"severity", finding.text("severity")}};
  return result;
}

}  // namespace

std::string sarif(const Result& findings, const Result& known, const std::string& version) {
  Rules rules(known);
  Json results = Json::array();
  for (std::size_t row = 0; row < findings.rows.size(); ++row)
    results.push_back(result_of(findings.rows, row, rules));
  Json driver{{"name", "copilot"}, {"version", version}, {"rules", rules.take()}};
  Json run{{"tool", {{"driver", std::move(driver)}}}, {"results", std::move(results)}};
  Json log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
           {"version", "2.1.0"},
           {"runs", Json::array({std::move(run)})}};
  return visible_json(log.dump(1, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace copilot::client
