// Matches: where the symbols of the lexicon stand in a question, and which patterns that fires.
// Words: a hit is a symbol at a token; a firing is a pattern that found all its elements.
// It weighs nothing: route does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ask/lexicon.hpp"
#include "ask/normalise.hpp"

namespace copilot::ask {

bool in_lexicon(std::string_view word);  // the very word
bool in_lexicon(const Token& token);     // known at all, in any of its forms
bool in_patterns(const Token& token);    // a word that patterns use

struct Firing {
  const Pattern* pattern;
  std::vector<std::size_t> positions;  // of the tokens, in the order of the pattern
};

class Matches {
 public:
  // Looks every token up; one that is unknown is looked up as the nearest word, if one is near.
  explicit Matches(const Text& text);

  // Sets a symbol that the program knows: "relation_name" at a token.
  void set(std::string_view runtime, std::size_t position);
  std::vector<Firing> fire();

 private:
  struct Hit {
    std::uint16_t symbol;
    std::uint16_t position;
  };

  void look_up(const Token& token);
  void add(const Word& word, std::size_t position);
  bool correct(const Token& token);
  bool find(const Pattern& pattern, std::size_t anchor, Firing& firing) const;
  std::span<const Hit> hits(std::uint16_t symbol) const;

  std::vector<Hit> hits_;
  std::vector<std::uint32_t> first_;  // per symbol, where its hits begin once sorted
};

}  // namespace copilot::ask
