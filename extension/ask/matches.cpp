// Matches: binary searches in the lexicon's sorted words, then each pattern against the hits.
// Words: see ask/matches.hpp; the anchor is the token of a pattern's first element.
// Its time is bounded: tokens, forms and corrections all have a cap.
#include "ask/matches.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace copilot::ask {
namespace {

constexpr std::size_t front_tokens = 4;
constexpr std::size_t shortest_stem = 2;

const Word* find_word(std::span<const Word> words, std::string_view text) {
  const auto at = std::lower_bound(words.begin(), words.end(), text,
                                   [](const Word& word, std::string_view sought) {
                                     return std::string_view(word.text) < sought;
                                   });
  return at != words.end() && at->text == text ? &*at : nullptr;
}

template <typename Use>
bool each_entry(const std::string& form, const Use& use) {
  bool any = false;
  if (const Word* word = find_word(lexicon.words, form)) {
    any = true;
    use(*word);
  }
  for (std::size_t size = shortest_stem; size <= form.size(); ++size)
    if (const Word* stem = find_word(lexicon.stems, std::string_view(form).substr(0, size))) {
      any = true;
      use(*stem);
    }
  return any;
}

bool plain_letters(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x80 && std::isalpha(c); });
}

}  // namespace

bool in_lexicon(std::string_view word) {
  return find_word(lexicon.words, word) != nullptr;
}

bool in_lexicon(const Token& token) {
  return std::any_of(token.forms.begin(), token.forms.end(),
                     [](const std::string& form) { return each_entry(form, [](const Word&) {}); });
}

bool in_patterns(const Token& token) {
  bool used = false;
  each_entry(token.plain(), [&](const Word& word) { used = used || word.count > 0; });
  return used;
}

Matches::Matches(const Text& text) {
  constexpr std::size_t corrected_at_most = 24;
  std::size_t corrected = 0;
  for (const Token& token : text.tokens) {
    look_up(token);
    if (corrected < corrected_at_most && correct(token)) ++corrected;
  }
}

void Matches::look_up(const Token& token) {
  for (const std::string& form : token.forms)
    each_entry(form, [&](const Word& word) { add(word, token.position); });
  for (const std::string& form : token.joined)
    if (const Word* word = find_word(lexicon.words, form)) add(*word, token.position);
}

void Matches::add(const Word& word, std::size_t position) {
  for (std::size_t i = 0; i < word.count; ++i)
    hits_.push_back({lexicon.symbols_of[word.first + i], static_cast<std::uint16_t>(position)});
}

// True if it searched, for that costs; a word of the lexicon is never a typo.
bool Matches::correct(const Token& token) {
  const std::string& word = token.plain();
  if (token.quoted || word.size() < 5 || word.size() > 24 || !plain_letters(word)) return false;
  for (const std::string& form : token.forms)
    if (each_entry(form, [](const Word&) {})) return false;
  for (const std::string& form : token.joined)
    if (find_word(lexicon.words, form)) return false;
  const std::size_t limit = word.size() >= 9 ? 2 : 1;
  std::size_t best = limit + 1;
  std::vector<const Word*> nearest;
  for (const Word& each : lexicon.words) {
    const std::string_view text = each.text;
    if (text.size() < 5 || text.size() + limit < word.size() || text.size() > word.size() + limit)
      continue;
    // Few people mistype the first letter, unless by swapping it with the second.
    if (text[0] != word[0] && !(text[0] == word[1] && text[1] == word[0])) continue;
    const std::size_t distance = edit_distance(word, text, std::min(best, limit));
    if (distance < best) nearest.clear();
    if (distance <= std::min(best, limit)) {
      best = distance;
      nearest.push_back(&each);
    }
  }
  for (const Word* each : nearest) add(*each, token.position);
  return true;
}

void Matches::set(std::string_view runtime, std::size_t position) {
  for (const Runtime& each : lexicon.runtime)
    if (each.name == runtime) hits_.push_back({each.symbol, static_cast<std::uint16_t>(position)});
}

std::span<const Matches::Hit> Matches::hits(std::uint16_t symbol) const {
  return std::span(hits_).subspan(first_[symbol], first_[symbol + 1] - first_[symbol]);
}

std::vector<Firing> Matches::fire() {
  std::sort(hits_.begin(), hits_.end(), [](const Hit& a, const Hit& b) {
    return a.symbol != b.symbol ? a.symbol < b.symbol : a.position < b.position;
  });
  first_.assign(lexicon.symbols + 1, 0);
  for (const Hit& hit : hits_) ++first_[hit.symbol + 1];
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];

  std::vector<Firing> firings;
  for (const Pattern& pattern : lexicon.patterns) {
    const auto elements = lexicon.elements.subspan(pattern.first, pattern.count);
    const bool possible = std::all_of(elements.begin(), elements.end(), [&](const Element& each) {
      return hits(each.symbol).empty() == (each.place == Place::absent);
    });
    if (!possible) continue;
    if (!firings.empty() && firings.back().pattern->line == pattern.line) continue;
    Firing firing{&pattern, {}};
    for (const Hit& hit : hits(elements.front().symbol)) {
      if (elements.front().place == Place::front && hit.position >= front_tokens) break;
      if (find(pattern, hit.position, firing)) {
        firings.push_back(std::move(firing));
        break;
      }
    }
  }
  return firings;
}

// All elements around the anchor, each at a token of its own.
bool Matches::find(const Pattern& pattern, std::size_t anchor, Firing& firing) const {
  const auto elements = lexicon.elements.subspan(pattern.first, pattern.count);
  firing.positions.assign(1, anchor);
  for (std::size_t i = 1; i < elements.size(); ++i) {
    const Element& element = elements[i];
    if (element.place == Place::absent) continue;
    std::size_t best = SIZE_MAX;
    std::size_t best_distance = SIZE_MAX;
    for (const Hit& hit : hits(element.symbol)) {
      const std::size_t distance =
          hit.position > anchor ? hit.position - anchor : anchor - hit.position;
      const bool used = std::find(firing.positions.begin(), firing.positions.end(), hit.position) !=
                        firing.positions.end();
      const bool right = element.place == Place::next
                             ? hit.position == firing.positions.back() + 1
                             : distance <= pattern.window &&
                                   (element.place != Place::front || hit.position < front_tokens);
      if (right && !used && distance < best_distance) {
        best = hit.position;
        best_distance = distance;
      }
    }
    if (best == SIZE_MAX) return false;
    firing.positions.push_back(best);
  }
  return true;
}

}  // namespace copilot::ask
