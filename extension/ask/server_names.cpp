// ServerNames: exact names, then similar ones by trigrams.
// Words: a trigram is three letters in a row of "  word ", as in pg_trgm.
// A failure of the query is no names: a question is answered without them.
#include "ask/server_names.hpp"

#include <algorithm>
#include <set>

#include "base/text_array.hpp"

namespace copilot::ask {

namespace {

constexpr std::size_t max_candidates = 64;
constexpr double least_similarity = 0.5;

// $1: names as written or folded; $2: beginnings of names that may be misspelled.
constexpr const char* names_query = R"sql(
WITH wanted AS (SELECT DISTINCT unnest($1::text::text[]) AS name),
     similar_to AS (SELECT DISTINCT unnest($2::text::text[]) AS beginning),
     relations AS (
       SELECT c.oid FROM wanted w JOIN pg_class c ON c.relname = w.name::name
       WHERE c.relkind IN ('r', 'p', 'f', 'm', 'v', 'i', 'I', 'S')
       UNION
       SELECT c.oid FROM similar_to s JOIN pg_class c ON c.relname >= s.beginning::name
                                                     AND c.relname < (s.beginning || '~')::name
       WHERE c.relkind IN ('r', 'p', 'f', 'm'))
SELECT CASE c.relkind WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'S' THEN 'sequence'
                      WHEN 'v' THEN 'view' ELSE 'table' END AS kind,
       n.nspname::text AS schema, c.relname::text AS plain,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name
FROM relations JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_t'
UNION ALL
SELECT 'database', NULL, datname, quote_ident(datname) FROM pg_database WHERE datname IN (SELECT name FROM wanted)
UNION ALL
SELECT 'role', NULL, rolname, quote_ident(rolname) FROM pg_roles WHERE rolname IN (SELECT name FROM wanted)
UNION ALL
SELECT 'setting', NULL, s.name, s.name FROM pg_settings s
WHERE EXISTS (SELECT 1 FROM wanted WHERE name ~ '[_.]') AND s.name IN (SELECT name FROM wanted)
LIMIT 500
)sql";

struct Known {
  base::NameKind kind;
  std::string schema, plain, name;
};

std::string folded(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

base::NameKind kind_named(std::string_view kind) {
  using base::NameKind;
  if (kind == "index") return NameKind::index;
  if (kind == "sequence") return NameKind::sequence;
  if (kind == "view") return NameKind::view;
  if (kind == "database") return NameKind::database;
  if (kind == "role") return NameKind::role;
  if (kind == "setting") return NameKind::setting;
  return NameKind::table;
}

std::set<std::string> trigrams(const std::string& word) {
  const std::string padded = "  " + word + " ";
  std::set<std::string> all;
  for (std::size_t i = 0; i + 3 <= padded.size(); ++i) all.insert(padded.substr(i, 3));
  return all;
}

double similarity(const std::string& a, const std::string& b) {
  const std::set<std::string> left = trigrams(a), right = trigrams(b);
  std::vector<std::string> both;
  std::set_intersection(left.begin(), left.end(), right.begin(), right.end(),
                        std::back_inserter(both));
  return static_cast<double>(both.size()) /
         static_cast<double>(left.size() + right.size() - both.size());
}

// How well a known name fits a candidate; 0 where it does not.
double fit(const base::NameCandidate& candidate, const Known& known) {
  const std::string text = candidate.quoted ? candidate.text : folded(candidate.text);
  const std::size_t dot = text.find('.');
  const bool qualified = dot != std::string::npos && !known.schema.empty();
  const std::string plain = qualified ? text.substr(dot + 1) : text;
  if (qualified && text.substr(0, dot) != known.schema) return 0;
  if (plain == known.plain || candidate.text == known.plain) return 1;
  if (!candidate.fuzzy || known.kind != base::NameKind::table) return 0;
  const double alike = similarity(folded(plain), folded(known.plain));
  return alike >= least_similarity ? std::min(alike, 0.99) : 0;
}

}  // namespace

std::vector<base::Name> ServerNames::find(std::span<const base::NameCandidate> candidates) {
  candidates = candidates.first(std::min(candidates.size(), max_candidates));
  std::vector<std::string> wanted, beginnings;
  for (const base::NameCandidate& candidate : candidates) {
    wanted.push_back(candidate.text);
    wanted.push_back(folded(candidate.text));
    const std::size_t dot = candidate.text.find('.');
    if (dot != std::string::npos) wanted.push_back(folded(candidate.text.substr(dot + 1)));
    if (candidate.fuzzy && candidate.text.size() >= 4)
      beginnings.push_back(
          folded(candidate.text.substr(dot == std::string::npos ? 0 : dot + 1)).substr(0, 2));
  }
  if (wanted.empty()) return {};

  base::Query query{names_query,
                    {base::format_text_array(wanted), base::format_text_array(beginnings)}};
  const base::Outcome outcome = std::move(db_.fetch(std::span(&query, 1)).front());
  const auto* rows = std::get_if<base::Rows>(&outcome);
  if (rows == nullptr) return {};

  std::vector<base::Name> names;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const base::Rows::Row row = (*rows)[i];
    const Known known{kind_named(row.text("kind")), row.text("schema"), row.text("plain"),
                      row.text("name")};
    for (std::size_t c = 0; c < candidates.size(); ++c)
      if (const double alike = fit(candidates[c], known); alike > 0)
        names.push_back({c, known.kind, known.name, alike});
  }
  std::stable_sort(names.begin(), names.end(), [](const base::Name& a, const base::Name& b) {
    return a.candidate != b.candidate ? a.candidate < b.candidate : a.similarity > b.similarity;
  });
  return names;
}

}  // namespace copilot::ask
