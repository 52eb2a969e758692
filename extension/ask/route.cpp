// Route: weighs the patterns that fired; the strongest counts whole, the next ever less.
// Words: see ask/route.hpp; a score is the sum of an intent's weights in tenths.
// No rule here is about one sentence: words belong into the lexicon.
#include "ask/route.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "ask/matches.hpp"
#include "ask/sql_shape.hpp"

namespace copilot::ask {
namespace {

// Under this nothing was understood.
constexpr double least_score = 10;
constexpr std::size_t routes_at_most = 5;
constexpr std::size_t because_at_most = 6;

struct Score {
  std::size_t intent = 0;
  double value = 0;
  std::vector<const Firing*> firings;
};

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

bool unit(std::string_view word, std::string_view units) {
  const std::size_t at = units.find(' ' + std::string(word) + ' ');
  return !word.empty() && at != std::string_view::npos;
}

// Numbers, sizes, durations and SQLSTATEs are words of their own kind.
void set_values(const Text& text, Matches& matches) {
  static constexpr std::string_view sizes =
      " b kb mb gb tb pb kib mib gib tib byte bytes gigs gig gigabytes megabytes terabytes ";
  static constexpr std::string_view durations =
      " ms s sec secs second seconds min mins minute minutes h hr hrs hour hours d day days week "
      "weeks month months ";
  for (std::size_t i = 0; i < text.tokens.size(); ++i) {
    const std::string& word = text.tokens[i].plain();
    if (!std::isdigit(static_cast<unsigned char>(word.front()))) continue;
    std::size_t digits = 0;
    while (digits < word.size() && (std::isdigit(static_cast<unsigned char>(word[digits])) ||
                                    word[digits] == '.' || word[digits] == ','))
      ++digits;
    std::string_view tail = std::string_view(word).substr(digits);
    if (tail.empty() && i + 1 < text.tokens.size()) tail = text.tokens[i + 1].plain();
    matches.set("number", i);
    if (unit(tail, sizes)) matches.set("size_value", i);
    if (unit(tail, durations)) matches.set("duration_value", i);
    if (tail.starts_with("%") || tail == "percent" || tail == "pct") matches.set("percent", i);
    // "256GB" has five letters too.
    const bool code =
        word.size() == 5 && !unit(tail, sizes) && !unit(tail, durations) &&
        (all_digits(word) || std::isupper(static_cast<unsigned char>(text.tokens[i].raw.back())));
    if (code) matches.set("sqlstate", i);
  }
}

void set_sql(const Text& text, Matches& matches) {
  SqlFound found = find_sql(text.plain);
  for (const std::string& code : text.code)
    if (found.shape == SqlShape::none) found = find_sql(code);
  const char* runtime = found.shape == SqlShape::stacked  ? "sql_stacked"
                        : found.shape == SqlShape::define ? "sql_ddl"
                        : found.shape == SqlShape::none   ? nullptr
                                                          : "sql_read";
  if (!runtime) return;
  std::size_t position = 0;
  for (const Token& token : text.tokens)
    if (token.offset <= found.offset) position = token.position;
  matches.set(runtime, position);
  if (found.whole && found.shape == SqlShape::define) matches.set("sql_ddl_whole", position);
  if (found.whole && found.shape != SqlShape::define && found.shape != SqlShape::stacked)
    matches.set("sql_read_whole", position);
}

void set_names(const std::vector<Mention>& mentions, Matches& matches) {
  for (const Mention& mention : mentions) {
    const char* runtime = "relation_name";
    switch (mention.kind) {
      case base::NameKind::index:
        runtime = "index_name";
        break;
      case base::NameKind::sequence:
        runtime = "sequence_name";
        break;
      case base::NameKind::database:
        runtime = "database_name";
        break;
      case base::NameKind::role:
        runtime = "role_name";
        break;
      case base::NameKind::setting:
        runtime = "setting_name";
        break;
      case base::NameKind::table:
      case base::NameKind::view:
        break;
    }
    matches.set(runtime, mention.position);
  }
}

// Many weak hints must not outvote one clear pattern, so each next one counts less.
double value(std::vector<const Firing*>& firings) {
  static constexpr std::array<double, 5> share = {1.0, 0.5, 0.35, 0.25, 0.15};
  std::stable_sort(firings.begin(), firings.end(), [](const Firing* a, const Firing* b) {
    return a->pattern->weight > b->pattern->weight;
  });
  double sum = 0;
  for (std::size_t i = 0; i < firings.size(); ++i) {
    const double weight = firings[i]->pattern->weight;
    if (weight < 0)
      sum += weight;
    else if (i < share.size())
      sum += weight * share[i];
  }
  return sum;
}

std::vector<std::string> because(const Score& score, const Text& text) {
  std::vector<std::string> words;
  for (const Firing* firing : score.firings) {
    if (firing->pattern->weight < 0) continue;
    for (const std::size_t position : firing->positions) {
      const std::string& word = text.tokens[position].raw;
      if (words.size() < because_at_most &&
          std::find(words.begin(), words.end(), word) == words.end())
        words.push_back(word);
    }
  }
  return words;
}

}  // namespace

std::vector<Route> route(std::string_view question, base::Names& names) {
  const Text text = normalise(question);
  return route(text, find_mentions(text, names));
}

std::vector<Route> route(const Text& text, const std::vector<Mention>& mentions) {
  std::vector<Score> scores(lexicon.intents.size());
  std::vector<Firing> firings;
  if (!text.tokens.empty()) {
    Matches matches(text);
    set_values(text, matches);
    set_sql(text, matches);
    set_names(mentions, matches);
    firings = matches.fire();
  }
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i].intent = i;
  for (const Firing& firing : firings) scores[firing.pattern->intent].firings.push_back(&firing);
  double squares = least_score * least_score;
  for (Score& score : scores) {
    score.value = value(score.firings);
    if (score.value > 0) squares += score.value * score.value;
  }
  std::stable_sort(scores.begin(), scores.end(),
                   [](const Score& a, const Score& b) { return a.value > b.value; });
  std::vector<Route> routes;
  for (const Score& score : scores) {
    if (score.value < least_score || routes.size() == routes_at_most) break;
    routes.push_back(
        {lexicon.intents[score.intent], score.value * score.value / squares, because(score, text)});
  }
  if (routes.empty()) routes.push_back({"out_of_scope", 0.5, {}});
  return routes;
}

}  // namespace copilot::ask
