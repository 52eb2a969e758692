// The forms of known keys.
// Words: see known_keys.hpp.
// A form here is public knowledge of its issuer; no real key may stand here.
#include "base/known_keys.hpp"

#include <algorithm>

namespace copilot::base {

namespace {

struct Form {
  std::string_view prefix;
  std::string_view also;  // besides letters and digits
  std::size_t least;
  std::size_t most;       // 0: no limit
  std::size_t cut_least;  // in a text that was cut off
};

constexpr Form forms[] = {
    {"AKIA", "", 16, 16, 2},
    {"ASIA", "", 16, 16, 2},
    {"AIza", "-_", 35, 35, 4},
    {"sk-", "-_", 16, 0, 6},
    {"sk_live_", "", 8, 0, 1},
    {"sk_test_", "", 8, 0, 1},
    {"rk_live_", "", 8, 0, 1},
    {"rk_test_", "", 8, 0, 1},
    {"ghp_", "", 20, 0, 1},
    {"gho_", "", 20, 0, 1},
    {"ghu_", "", 20, 0, 1},
    {"ghs_", "", 20, 0, 1},
    {"ghr_", "", 20, 0, 1},
    {"github_pat_", "_", 20, 0, 1},
    {"glpat-", "-_", 16, 0, 1},
    {"npm_", "", 30, 0, 4},
    {"hf_", "", 30, 0, 4},
    {"xoxa-", "-", 10, 0, 1},
    {"xoxb-", "-", 10, 0, 1},
    {"xoxe-", "-", 10, 0, 1},
    {"xoxp-", "-", 10, 0, 1},
    {"xoxr-", "-", 10, 0, 1},
    {"xoxs-", "-", 10, 0, 1},
    {"xapp-", "-", 10, 0, 1},
    {"ya29.", "-_", 20, 0, 4},
    {"SG.", "-_.", 30, 0, 10},
    {"hvs.", "-_", 20, 0, 4},
    {"shpat_", "", 20, 0, 1},
    {"whsec_", "+/=", 16, 0, 1},
    {"dop_v1_", "", 32, 0, 1},
    {"SCRAM-SHA-256$", "+/=:$", 20, 0, 1},
    {"$2a$", "./$", 40, 0, 1},
    {"$2b$", "./$", 40, 0, 1},
    {"$2y$", "./$", 40, 0, 1},
    {"$1$", "./$", 20, 0, 4},
    {"$5$", "./$=", 20, 0, 4},
    {"$6$", "./$=", 20, 0, 4},
    {"$argon2", "+/=$,-", 20, 0, 4},
};

// A form is judged by so many bytes after its prefix, so that time stays linear where prefixes
// repeat.
constexpr std::size_t judged = 256;

bool alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::size_t run(std::string_view text, std::size_t from, std::string_view also) {
  while (from < text.size() &&
         (alphanumeric(text[from]) || also.find(text[from]) != std::string_view::npos))
    ++from;
  return from;
}

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// md5 and 32 hexadecimal digits, as PostgreSQL stores a password.
KnownKey md5_at(std::string_view text, std::size_t position, bool cut) {
  const std::size_t end = run(text, position, "_");
  const std::string_view hex = text.substr(position + 3, end - position - 3);
  const bool cut_here = cut && end == text.size() && hex.size() >= 8;
  if ((hex.size() != 32 && !cut_here) || hex.size() > 32 ||
      hex.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
    return {};
  return {position, end};
}

// A JSON web token: three parts of base64, of which the first is an object.
KnownKey web_token_at(std::string_view text, std::size_t position, bool cut) {
  const std::size_t head = run(text, position, "-_");
  if (head - position < 9) return {};
  if (head == text.size()) return cut ? KnownKey{position, head} : KnownKey{};
  if (text[head] != '.') return {};
  const std::size_t payload = run(text, head + 1, "-_");
  if (payload - head < 5 && !(cut && payload == text.size())) return {};
  if (payload < text.size() && text[payload] == '.')
    return {position, run(text, payload + 1, "-_")};
  return {position, payload};
}

// A PEM private key, with its frame; up to the end where that is missing.
KnownKey pem_at(std::string_view text, std::size_t position) {
  if (text.substr(position, 60).find("PRIVATE KEY") == std::string_view::npos) return {};
  const std::size_t foot = text.find("-----END ", position + 11);
  if (foot == std::string_view::npos) return {position, text.size()};
  const std::size_t foot_end = text.find("-----", foot + 9);
  return {position, foot_end == std::string_view::npos ? text.size() : foot_end + 5};
}

// What follows a word such as "Bearer " or "Authorization: Basic ".
KnownKey credentials_at(std::string_view text, std::size_t position, bool cut) {
  const std::string_view rest = text.substr(position);
  std::size_t begin = position;
  const bool header = rest.substr(1).starts_with("uthorization: ");
  if (header) {
    begin += 15;
    const std::size_t scheme = run(text, begin, "-");
    if (scheme < text.size() && text[scheme] == ' ') begin = scheme + 1;
  } else if (rest.substr(1).starts_with("earer ")) {
    begin += 7;
  } else {
    return {};
  }
  const std::size_t end = run(text, begin, "-_.+/=~");
  if (header || (cut && end == text.size()) ||
      (end - begin >= 16 && has_digit(text.substr(begin, end - begin))))
    return {begin, end};
  return {};
}

}  // namespace

KnownKey key_at(std::string_view text, std::size_t position, bool cut) {
  const std::string_view rest = text.substr(position);
  switch (rest.front()) {
    case '-':
      return rest.starts_with("-----BEGIN ") ? pem_at(text, position) : KnownKey{};
    case 'm':
      return rest.starts_with("md5") ? md5_at(text, position, cut) : KnownKey{};
    case 'e':
      return rest.starts_with("eyJ") ? web_token_at(text, position, cut) : KnownKey{};
    case 'b':
    case 'B':
    case 'a':
    case 'A':
      if (KnownKey key = credentials_at(text, position, cut)) return key;
      break;
    default:
      break;
  }
  for (const Form& form : forms) {
    if (rest.front() != form.prefix.front() || !rest.starts_with(form.prefix)) continue;
    const std::size_t body = position + form.prefix.size();
    const std::size_t end = run(text.substr(0, body + judged), body, form.also);
    const std::size_t length = end - body;
    if (cut && end == text.size() && length >= form.cut_least) return {position, end};
    if (length < form.least || (form.most != 0 && length > form.most)) continue;
    if (form.most == 0 && !has_digit(text.substr(body, length))) continue;
    return {position, run(text, end, form.also)};
  }
  return {};
}

}  // namespace copilot::base
