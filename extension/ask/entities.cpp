// Entities: reads numbers with their units, windows of time and imperatives off the tokens.
// Words: see ask/entities.hpp.
// A number without a word that says what it counts is left alone.
#include "ask/entities.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace copilot::ask {
namespace {

template <std::size_t n>
bool among(std::string_view text, const std::array<std::string_view, n>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

struct Quantity {
  double value = 0;
  std::string unit;      // lower case, may be empty
  std::size_t next = 0;  // the token after it
};

// "10GB", "10 GB", "1.5h", "30 minutes"; also "hour", "day" alone for one.
std::optional<Quantity> quantity(const std::vector<Token>& tokens, std::size_t at) {
  if (at >= tokens.size()) return std::nullopt;
  const std::string& word = tokens[at].plain();
  if (word.front() < '0' || word.front() > '9') return std::nullopt;
  Quantity found;
  const auto parsed = std::from_chars(word.data(), word.data() + word.size(), found.value);
  if (parsed.ec != std::errc() || found.value < 0 || found.value > 1e12) return std::nullopt;
  found.unit.assign(parsed.ptr, word.data() + word.size());
  found.next = at + 1;
  if (found.unit.empty() && at + 1 < tokens.size()) {
    found.unit = tokens[at + 1].plain();
    found.next = at + 2;
  }
  return found;
}

struct Unit {
  std::string_view words;  // each between spaces
  const char* name;
  double factor;
};

constexpr std::array<Unit, 6> times = {{
    {" s sec secs second seconds ", "second", 1e3},
    {" m min mins minute minutes ", "minute", 60e3},
    {" h hr hrs hour hours ", "hour", 3600e3},
    {" d day days ", "day", 86400e3},
    {" w week weeks ", "week", 7 * 86400e3},
    {" month months ", "month", 30 * 86400e3},
}};

constexpr std::array<Unit, 5> sizes = {{
    {" kb kib ", "kB", 1024.0},
    {" mb mib megabytes ", "MB", 1048576.0},
    {" gb gib gig gigs gigabytes ", "GB", 1073741824.0},
    {" tb tib terabytes ", "TB", 1099511627776.0},
    {" b bytes ", "bytes", 1.0},
}};

template <std::size_t n>
const Unit* unit_named(std::string_view word, const std::array<Unit, n>& units) {
  if (word.empty()) return nullptr;
  const std::string sought = ' ' + std::string(word) + ' ';
  for (const Unit& each : units)
    if (each.words.find(sought) != std::string_view::npos) return &each;
  return nullptr;
}

void find_limits(const std::vector<Token>& tokens, Entities& entities) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto found = quantity(tokens, i);
    if (!found) continue;
    const std::string before = i > 0 ? tokens[i - 1].plain() : std::string();
    const std::string earlier = i > 1 ? tokens[i - 2].plain() : std::string();
    const bool whole = found->value == static_cast<double>(static_cast<long long>(found->value));
    const Unit* size = unit_named(found->unit, sizes);
    const Unit* time = unit_named(found->unit, times);
    const bool more = among<9>(before, {"than", "over", "above", "least", "exceeding", "exceed",
                                        "bigger", "larger", "longer"}) ||
                      earlier == "more";
    if (among<2>(before, {"pid", "process"}) && whole) {
      entities.pids.push_back(static_cast<std::int64_t>(found->value));
    } else if (size && more) {
      entities.at_least_bytes = static_cast<std::int64_t>(found->value * size->factor);
    } else if ((time || found->unit == "ms" || found->unit == "milliseconds") && more) {
      entities.at_least_ms = found->value * (time ? time->factor : 1.0);
    } else if (whole && found->value >= 1 && found->value <= 10000 && !size && !time) {
      const bool counts =
          among<5>(before, {"top", "first", "limit", "worst", "largest"}) ||
          among<14>(found->unit,
                    {"largest", "biggest", "slowest", "most", "top", "worst", "heaviest", "busiest",
                     "tables", "queries", "indexes", "statements", "least", "longest"});
      const bool just_digits = found->next > i + 1 || found->unit.empty();
      if (counts && just_digits) entities.limit = static_cast<int>(found->value);
    }
  }
}

bool any(const std::vector<Token>& tokens, std::initializer_list<std::string_view> words) {
  return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
    return std::find(words.begin(), words.end(), token.plain()) != words.end();
  });
}

std::string find_order(const std::vector<Token>& tokens) {
  if (any(tokens, {"mean", "average", "avg", "slowest", "longest"})) return "mean_time";
  if (any(tokens, {"frequent", "frequently", "often", "calls", "called"})) return "calls";
  if (any(tokens, {"temp", "temporary", "spill", "spills"})) return "temp";
  if (any(tokens, {"io", "disk", "reads", "blocks"})) return "io";
  if (any(tokens, {"wal"})) return "wal";
  if (any(tokens, {"rows"})) return "rows";
  return {};
}

bool finds_change(const std::vector<Token>& tokens) {
  for (std::size_t i = 0; i < tokens.size() && i < 4; ++i) {
    // "how do I drop", "should I kill" ask; they are answered in the same way.
    if (among<18>(tokens[i].plain(),
                  {"drop", "delete", "kill", "terminate", "truncate", "cancel", "remove", "set",
                   "alter", "grant", "revoke", "reset", "disconnect", "purge", "change", "wipe",
                   "restart", "rename"}))
      return true;
  }
  return false;
}

// Whether speed is the matter, in the languages the lexicon knows best.
bool finds_slow(const std::vector<Token>& tokens) {
  static constexpr std::array<std::string_view, 16> stems = {
      "slow",   "sluggish", "lag",     "latenc", "hang",   "perform", "unrespons", "timeout",
      "timing", "lent",     "langsam", "медлен", "тормоз", "долго",   "慢",        "遅い"};
  return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
    return std::any_of(stems.begin(), stems.end(),
                       [&](std::string_view stem) { return token.plain().starts_with(stem); });
  });
}

// "set work_mem to 64MB", "work_mem = 64MB".
std::string find_value(const Text& text, const std::vector<Mention>& mentions) {
  const auto setting = std::find_if(mentions.begin(), mentions.end(), [](const Mention& each) {
    return each.kind == base::NameKind::setting;
  });
  if (setting == mentions.end()) return {};
  for (std::size_t i = setting->position + 1; i + 1 < text.tokens.size(); ++i)
    if (text.tokens[i].plain() == "to" && text.tokens[i + 1].raw.size() <= 32)
      return text.tokens[i + 1].raw;
  return {};
}

const char* plural(base::NameKind kind) {
  switch (kind) {
    case base::NameKind::index:
      return "indexes";
    case base::NameKind::sequence:
      return "sequences";
    case base::NameKind::database:
      return "databases";
    case base::NameKind::role:
      return "roles";
    case base::NameKind::setting:
      return "settings";
    case base::NameKind::table:
    case base::NameKind::view:
      break;
  }
  return "relations";
}

}  // namespace

const Mention* Entities::first(base::NameKind kind) const {
  for (const Mention& each : mentions)
    if (each.kind == kind) return &each;
  return nullptr;
}

const Mention* Entities::relation() const {
  const Mention* table = first(base::NameKind::table);
  return table ? table : first(base::NameKind::view);
}

base::Json Entities::json() const {
  base::Json json = base::Json::object();
  for (const Mention& each : mentions) json[plural(each.kind)].push_back(each.name);
  for (const Mention& each : mentions)
    if (each.assumed) json["assumed"][each.written] = each.name;
  if (window) {
    json["window"] = {{"since", window->since}, {"words", window->words}};
    if (!window->until.empty()) json["window"]["until"] = window->until;
    if (window->compare) json["window"]["compare"] = true;
  }
  if (limit) json["limit"] = *limit;
  if (at_least_bytes) json["at_least_bytes"] = *at_least_bytes;
  if (at_least_ms) json["at_least_ms"] = *at_least_ms;
  if (!pids.empty()) json["pids"] = pids;
  if (!order_by.empty()) json["order_by"] = order_by;
  return json;
}

Entities find_entities(const Text& text, std::vector<Mention> mentions, const base::Clock& clock) {
  Entities entities;
  entities.mentions = std::move(mentions);
  entities.window = find_window(text.tokens, clock);
  find_limits(text.tokens, entities);
  entities.order_by = find_order(text.tokens);
  entities.databases = any(text.tokens, {"database", "databases", "db", "dbs", "datenbank"});
  entities.tables = any(text.tokens, {"table", "tables", "relation", "relations", "tabelle"});
  entities.indexes = any(text.tokens, {"index", "indexes", "indices"});
  entities.wants_change = finds_change(text.tokens);
  entities.slow = finds_slow(text.tokens);
  entities.value = find_value(text, entities.mentions);
  return entities;
}

}  // namespace copilot::ask
