// Mentions: chooses the candidates, asks for them at once, and keeps the best answer of each.
// Words: see ask/mentions.hpp.
// A word of plain English is a name only if the server has exactly that name.
#include "ask/mentions.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "ask/matches.hpp"

namespace copilot::ask {
namespace {

constexpr std::size_t asked_at_most = 48;

bool looks_like_a_name(const Token& token) {
  const std::string& raw = token.raw;
  return token.quoted || raw.find('_') != std::string::npos ||
         (raw.find('.') != std::string::npos && raw.size() > 3 &&
          !std::isdigit(static_cast<unsigned char>(raw.front())));
}

// What tables are often called, though the lexicon knows the word.
bool often_a_name(const Token& token) {
  static constexpr std::array<std::string_view, 22> words = {
      "customer", "customers", "order",   "orders",   "user",     "users",     "event", "events",
      "account",  "accounts",  "product", "products", "employee", "employees", "email", "emails",
      "message",  "messages",  "item",    "items",    "record",   "records"};
  return std::find(words.begin(), words.end(), token.plain()) != words.end();
}

bool introduces(const Token& token) {
  static constexpr std::array<std::string_view, 14> nouns = {
      "table", "tables",   "index", "indexes", "view",  "relation", "database",
      "db",    "sequence", "role",  "user",    "named", "called",   "partition"};
  return std::find(nouns.begin(), nouns.end(), token.plain()) != nouns.end();
}

bool acceptable(const base::Name& name, const base::NameCandidate& candidate) {
  // What people ask about in the catalogs is not a table of theirs.
  if (name.name.starts_with("pg_catalog.") || name.name.starts_with("information_schema."))
    return false;
  if (name.similarity >= 1.0) return true;
  return candidate.fuzzy && name.similarity >= 0.5;
}

// "work mem" for work_mem: the joined word, if the lexicon has it.
const std::string* split_name(const Token& token) {
  for (const std::string& each : token.joined)
    if (each.find('_') != std::string::npos && in_lexicon(each)) return &each;
  return nullptr;
}

}  // namespace

std::vector<Mention> find_mentions(const Text& text, base::Names& names) {
  std::vector<base::NameCandidate> candidates;
  std::vector<const Token*> tokens;
  const Token* before = nullptr;
  for (const Token& token : text.tokens) {
    const Token* previous = std::exchange(before, &token);
    if (candidates.size() == asked_at_most) break;
    if (token.raw.size() < 2 || token.raw.size() > 130) continue;
    if (std::isdigit(static_cast<unsigned char>(token.raw.front())) && !token.quoted) continue;
    const bool named = looks_like_a_name(token);
    const bool introduced = previous && introduces(*previous);
    if (const std::string* name = split_name(token)) {
      candidates.push_back({*name, false, false});
      tokens.push_back(&token);
      continue;
    }
    // "table size" asks for the size of tables, even where a table is called size.
    if (!named && !introduced && in_patterns(token) && !often_a_name(token)) continue;
    base::NameCandidate candidate;
    candidate.text = token.raw;
    candidate.quoted = token.quoted;
    candidate.fuzzy = named || (introduced && !in_lexicon(token));
    candidates.push_back(std::move(candidate));
    tokens.push_back(&token);
  }
  std::vector<Mention> mentions;
  if (candidates.empty()) return mentions;
  const std::vector<base::Name> found = names.find(candidates);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const base::Name* best = nullptr;
    for (const base::Name& name : found)
      if (name.candidate == i && acceptable(name, candidates[i]) &&
          (!best || name.similarity > best->similarity))
        best = &name;
    if (!best) continue;
    mentions.push_back(
        {tokens[i]->position, best->kind, tokens[i]->raw, best->name, best->similarity < 1.0});
  }
  return mentions;
}

}  // namespace copilot::ask
