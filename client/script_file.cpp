// Script file: reading and writing whole files, and telling encodings apart.
// Words: see script_file.hpp.
// A file must not be read without an end: a device, or a file grown too large, is refused.
#include "script_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/utf8.hpp"
#include "problem.hpp"

namespace copilot::client {

namespace {

// What the server takes as one text is less than a GB.
constexpr std::size_t most_bytes = std::size_t{256} << 20;

struct File {
  int number;
  bool owned;
  ~File() {
    if (owned && number >= 0) ::close(number);
  }
};

Problem cannot(const std::string& action, const std::string& what, const std::string& path,
               const std::string& reason) {
  return {wrong_usage, "cannot " + action + " " + what + " \"" + path + "\": " + reason, "", ""};
}

std::string read_all(int file, const std::string& what, const std::string& path) {
  std::string text;
  char buffer[1 << 16];
  for (;;) {
    ssize_t count = ::read(file, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw cannot("read", what, path, std::strerror(errno));
    if (count == 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
    if (text.size() > most_bytes)
      throw cannot("read", what, path,
                   "it is larger than " + std::to_string(most_bytes >> 20) + " MB");
  }
}

void write_all(int file, const std::string& text, const std::string& what,
               const std::string& path) {
  for (std::size_t at = 0; at < text.size();) {
    ssize_t count = ::write(file, text.data() + at, text.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw cannot("write", what, path, std::strerror(errno));
    at += static_cast<std::size_t>(count);
  }
}

// The line of the first byte that is no UTF-8.
std::size_t broken_line(const std::string& text) {
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size(); ++line) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    if (!base::is_utf8(std::string_view(text).substr(at, end - at))) return line;
    at = end + 1;
  }
  return line;
}

bool begins(const std::string& text, std::string_view mark) {
  return std::string_view(text).starts_with(mark);
}

void check_encoding(const std::string& text, const std::string& name) {
  using namespace std::string_view_literals;
  const std::string hint = "Convert it first, for example: iconv -f ";
  if (begins(text, "\xFF\xFE"sv) || begins(text, "\xFE\xFF"sv))
    throw Problem{wrong_usage, name + " is encoded in UTF-16, not in UTF-8", "",
                  hint + "UTF-16 -t UTF-8 FILE"};
  std::size_t zero = text.find('\0');
  if (zero != std::string::npos) {
    auto end = text.begin() + static_cast<std::ptrdiff_t>(zero);
    throw Problem{wrong_usage,
                  name + ":" + std::to_string(std::count(text.begin(), end, '\n') + 1) +
                      ": there is a zero byte, so this is no SQL script",
                  "", "A dump in the custom or tar format is made a script by pg_restore -f."};
  }
  if (!base::is_utf8(text))
    throw Problem{wrong_usage,
                  name + ":" + std::to_string(broken_line(text)) + ": this is not UTF-8", "",
                  hint + "LATIN1 -t UTF-8 FILE"};
}

}  // namespace

std::string script_name(const std::string& path) {
  std::string name = std::filesystem::path(path).lexically_normal().string();
  return name.empty() ? path : name;
}

std::string read_file(const std::string& path, const std::string& what) {
  File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY), true};
  if (file.number < 0) throw cannot("read", what, path, std::strerror(errno));
  struct stat status {};
  if (::fstat(file.number, &status) == 0 && S_ISDIR(status.st_mode))
    throw cannot("read", what, path, "it is a directory");
  return read_all(file.number, what, path);
}

void write_file(const std::string& path, const std::string& text, const std::string& what) {
  std::string beside = path + "." + std::to_string(::getpid());
  {
    File file{::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), true};
    if (file.number < 0) throw cannot("write", what, path, std::strerror(errno));
    try {
      write_all(file.number, text, what, path);
    } catch (const Problem&) {
      ::unlink(beside.c_str());
      throw;
    }
  }
  if (::rename(beside.c_str(), path.c_str()) == 0) return;
  int error = errno;
  ::unlink(beside.c_str());
  throw cannot("write", what, path, std::strerror(error));
}

ScriptFile read_script(const std::string& source) {
  using namespace std::string_view_literals;
  ScriptFile script;
  if (source == "-") {
    script = {standard_input, read_all(STDIN_FILENO, "the script", "-")};
  } else {
    script = {script_name(source), read_file(source, "the script")};
  }
  if (begins(script.text, "\xEF\xBB\xBF"sv)) script.text.erase(0, 3);
  check_encoding(script.text, script.name);
  return script;
}

std::vector<ScriptFile> read_scripts(const std::vector<std::string>& sources) {
  std::vector<ScriptFile> scripts;
  for (const std::string& source : sources) {
    ScriptFile script = read_script(source);
    bool twice = std::any_of(scripts.begin(), scripts.end(),
                             [&](const ScriptFile& each) { return each.name == script.name; });
    if (twice) throw Problem{wrong_usage, script.name + " is given twice", "", ""};
    scripts.push_back(std::move(script));
  }
  return scripts;
}

}  // namespace copilot::client
