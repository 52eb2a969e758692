// Numbering: which finding a number meant when the list was last shown, kept between two calls.
// Words: a place is the server that was asked about; each place has a list of its own; an identity
// is (rule, object), which names a finding for ever. The file must hold no text of a finding but
// its identity, and nobody else may read it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace copilot::client {

struct Identity {
  std::string rule;
  std::string object;
  std::string category;
  std::string source = "findings";  // the function of copilot that found it
};

class Numbering {
 public:
  Numbering(std::string directory, std::string place);
  // In XDG_STATE_HOME, else in ~/.local/state.
  static Numbering of_user(const std::string& place);

  void save(const std::vector<Identity>& list) const;
  // The number as a user typed it; a Problem when the list has no such number, or there is no list.
  Identity find(const std::string& number) const;

  const std::string& file() const { return file_; }

 private:
  std::optional<std::vector<Identity>> load() const;

  std::string directory_;
  std::string place_;
  std::string file_;
};

}  // namespace copilot::client
