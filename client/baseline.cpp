// Baseline: from JSON, and to JSON, one entry a line, so that a version control shows what changed.
// Words: see baseline.hpp.
// A file that is not understood is an error: taken for an empty one it would fail what is known.
#include "baseline.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "format.hpp"
#include "problem.hpp"
#include "script_file.hpp"
#include "selection.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

using Json = nlohmann::json;

Problem broken(const std::string& name, const std::string& why) {
  return {wrong_usage, "the baseline \"" + name + "\" cannot be read: " + why,
          "It is a JSON list of objects, each with rule and object, and file where there is one.",
          "Write it anew: pgcopilot lint ... --write-baseline " + visible(name)};
}

std::string text_of(const Json& entry, const char* key, bool required, const std::string& name,
                    std::size_t number) {
  auto found = entry.find(key);
  bool absent = found == entry.end() || found->is_null();
  if (absent && !required) return {};
  if (absent || !found->is_string())
    throw broken(name,
                 "entry " + std::to_string(number) + " has no text \"" + std::string(key) + "\"");
  return found->get<std::string>();
}

Baseline::Entry entry_of(const base::Rows& findings, std::size_t row) {
  auto finding = findings[row];
  return {finding.text("file"), finding.text("rule"), finding.text("object")};
}

std::vector<Baseline::Entry> each_once(std::vector<Baseline::Entry> entries) {
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  return entries;
}

}  // namespace

bool Baseline::Entry::operator<(const Entry& other) const {
  return std::tie(file, rule, object) < std::tie(other.file, other.rule, other.object);
}

Baseline::Baseline(std::string_view text, const std::string& name) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) throw broken(name, "it is no JSON");
  if (!json.is_array()) throw broken(name, "it is no list");
  for (const Json& each : json) {
    std::size_t number = entries_.size() + 1;
    if (!each.is_object()) throw broken(name, "entry " + std::to_string(number) + " is no object");
    std::string file = text_of(each, "file", false, name, number);
    entries_.push_back({file.empty() ? file : script_name(file),
                        text_of(each, "rule", true, name, number),
                        text_of(each, "object", true, name, number)});
  }
  entries_ = each_once(std::move(entries_));
}

Baseline::Baseline(const Result& findings) {
  for (std::size_t row = 0; row < findings.rows.size(); ++row)
    entries_.push_back(entry_of(findings.rows, row));
  entries_ = each_once(std::move(entries_));
}

bool Baseline::knows(const base::Rows& findings, std::size_t row) const {
  Entry entry = entry_of(findings, row);
  if (std::binary_search(entries_.begin(), entries_.end(), entry)) return true;
  entry.file.clear();
  return std::binary_search(entries_.begin(), entries_.end(), entry);
}

Result Baseline::unknown_of(const Result& findings) const {
  Result fresh = emptied(findings);
  for (std::size_t row = 0; row < findings.rows.size(); ++row)
    if (!knows(findings.rows, row)) copy_row(findings, row, fresh);
  return fresh;
}

std::size_t Baseline::stale(const Result& findings, const std::vector<std::string>& files) const {
  std::vector<Entry> found;
  for (std::size_t row = 0; row < findings.rows.size(); ++row) {
    found.push_back(entry_of(findings.rows, row));
    found.push_back({"", found.back().rule, found.back().object});
  }
  std::sort(found.begin(), found.end());
  return static_cast<std::size_t>(
      std::count_if(entries_.begin(), entries_.end(), [&](const Entry& each) {
        bool judged =
            each.file.empty() || std::find(files.begin(), files.end(), each.file) != files.end();
        return judged && !std::binary_search(found.begin(), found.end(), each);
      }));
}

std::string Baseline::json() const {
  std::string text = "[";
  for (const Entry& each : entries_) {
    text += text.size() == 1 ? "\n  {" : ",\n  {";
    if (!each.file.empty()) text += "\"file\": " + json_string(each.file) + ", ";
    text += "\"rule\": " + json_string(each.rule) + ", \"object\": " + json_string(each.object);
    text += "}";
  }
  return text + (entries_.empty() ? "]\n" : "\n]\n");
}

}  // namespace copilot::client
