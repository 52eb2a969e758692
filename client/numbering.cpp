// Numbering: a small JSON file for each place.
// Words: see numbering.hpp.
// It must not leave a half-written file, and not trust one: it is read as any input is.
#include "numbering.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "problem.hpp"

namespace copilot::client {

namespace {

using Json = nlohmann::json;

// FNV-1a: the file's name must be the same in every build, which std::hash does not promise.
std::string digest(const std::string& text) {
  std::uint64_t value = 14695981039346656037u;
  for (unsigned char c : text) value = (value ^ c) * 1099511628211u;
  char name[17];
  std::snprintf(name, sizeof name, "%016llx", static_cast<unsigned long long>(value));
  return name;
}

Problem cannot_write(const std::string& file, int error) {
  return {query_failed, "cannot keep the numbers of the findings",
          file + ": " + std::strerror(error) + ".",
          "Set XDG_STATE_HOME to a folder that can be written to."};
}

void write_all(int file, const std::string& text, const std::string& name) {
  for (std::size_t at = 0; at < text.size();) {
    ssize_t written = ::write(file, text.data() + at, text.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw cannot_write(name, errno);
    at += static_cast<std::size_t>(written);
  }
}

struct File {
  int number;
  ~File() {
    if (number >= 0) ::close(number);
  }
};

}  // namespace

Numbering::Numbering(std::string directory, std::string place)
    : directory_(std::move(directory)),
      place_(std::move(place)),
      file_(directory_ + "/findings-" + digest(place_) + ".json") {}

Numbering Numbering::of_user(const std::string& place) {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  // XDG: a path that is not absolute is to be ignored.
  if (state != nullptr && *state == '/') return {std::string(state) + "/pgcopilot", place};
  if (home != nullptr && *home == '/')
    return {std::string(home) + "/.local/state/pgcopilot", place};
  throw Problem{query_failed, "there is no place to keep the numbers of the findings",
                "Neither XDG_STATE_HOME nor HOME is an absolute path.",
                "Set XDG_STATE_HOME to a folder of your own."};
}

void Numbering::save(const std::vector<Identity>& list) const {
  Json entries = Json::array();
  for (const Identity& each : list)
    entries.push_back({{"rule", each.rule},
                       {"object", each.object},
                       {"category", each.category},
                       {"source", each.source}});
  std::string text = Json{{"place", place_}, {"findings", entries}}.dump(
      1, ' ', false, Json::error_handler_t::replace);
  std::error_code failure;
  bool made = std::filesystem::create_directories(directory_, failure);
  if (failure) throw cannot_write(directory_, failure.value());
  if (made) ::chmod(directory_.c_str(), 0700);
  // A list of its own for each process, then one rename: two at once leave one whole list.
  std::string temporary = file_ + "." + std::to_string(::getpid());
  ::unlink(temporary.c_str());
  {
    File file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (file.number < 0) throw cannot_write(temporary, errno);
    write_all(file.number, text, temporary);
  }
  if (::rename(temporary.c_str(), file_.c_str()) != 0) throw cannot_write(file_, errno);
}

std::optional<std::vector<Identity>> Numbering::load() const {
  std::ifstream file(file_);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  Json json = Json::parse(text.str(), nullptr, false);
  bool readable = json.is_object() && json.contains("place") && json["place"] == place_ &&
                  json.contains("findings") && json["findings"].is_array();
  if (!readable) return std::nullopt;
  std::vector<Identity> list;
  for (const Json& each : json["findings"]) {
    auto text_of = [&](const char* key) {
      bool there = each.is_object() && each.contains(key) && each[key].is_string();
      return there ? each[key].get<std::string>() : std::string();
    };
    list.push_back({text_of("rule"), text_of("object"), text_of("category"), text_of("source")});
  }
  return list;
}

Identity Numbering::find(const std::string& number) const {
  std::size_t wanted = 0;
  auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), wanted);
  if (failure != std::errc() || end != number.data() + number.size() || wanted == 0)
    throw Problem{wrong_usage, "\"" + number + "\" is not the number of a finding", "",
                  "The numbers are those of: pgcopilot findings"};
  auto list = load();
  if (!list)
    throw Problem{wrong_usage, "no findings have been listed for " + place_, "",
                  "List them first: pgcopilot findings"};
  if (wanted > list->size())
    throw Problem{wrong_usage, "there is no finding " + number,
                  "The list has " + std::to_string(list->size()) + ".",
                  "List them again: pgcopilot findings"};
  return (*list)[wanted - 1];
}

}  // namespace copilot::client
