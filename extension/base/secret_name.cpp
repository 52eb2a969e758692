// The words that announce a secret.
// Words: see secret_name.hpp.
// It must not look at values: a boring name with a key in it is found by the key's own form.
#include "base/secret_name.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace copilot::base {

namespace {

using Word = std::string_view;

// These anywhere in a word: dbpassword, passwordhash.
constexpr Word inside[] = {"password",  "passwd",     "passphrase", "apikey",
                           "secretkey", "privatekey", "accesskey"};
// A word that ends like this: clientsecret, dbpwd.
constexpr Word ends[] = {"pwd", "secret", "secrets", "credential", "credentials", "passcode"};
// The name's last word.
constexpr Word last_words[] = {"token", "pass", "pw"};
constexpr Word last_words_of_settings[] = {"key", "keys", "private", "auth"};
// The word before a last word "key": encryption_key is a secret, primary_key is not.
constexpr Word before_key[] = {"access",  "account",   "admin",   "aes",    "api",     "auth",
                               "client",  "crypt",     "crypto",  "enc",    "encrypt", "encryption",
                               "hmac",    "jwt",       "license", "master", "private", "root",
                               "secret",  "server",    "service", "shared", "sign",    "signing",
                               "storage", "symmetric", "webhook"};
// A last word that says the value only describes the secret.
constexpr Word describing[] = {
    "age",     "alg",       "algorithm", "allowed",    "arn",      "at",       "attempts",
    "changed", "check",     "column",    "count",      "created",  "date",     "days",
    "dir",     "directory", "enabled",   "encryption", "endpoint", "exists",   "expiration",
    "expired", "expires",   "expiry",    "field",      "file",     "format",   "history",
    "hours",   "id",        "ids",       "interval",   "kind",     "len",      "length",
    "limit",   "max",       "method",    "min",        "minutes",  "name",     "names",
    "path",    "policy",    "provider",  "reload",     "required", "rotation", "seconds",
    "since",   "size",      "state",     "status",     "strength", "table",    "time",
    "timeout", "tries",     "ttl",       "type",       "types",    "until",    "updated",
    "uri",     "url",       "used",      "valid",      "version"};

constexpr Word describing_first[] = {"has", "is", "max", "min", "no", "num"};

template <std::size_t N>
bool one_of(Word word, const Word (&list)[N]) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

bool strong(Word word) {
  if (word.size() < 3 || word.ends_with("less")) return false;
  for (Word part : inside)
    if (word.find(part) != Word::npos) return true;
  for (Word part : ends)
    if (word.ends_with(part)) return true;
  return false;
}

// The last words of a name in lower case, without digits at their end.
class Words {
 public:
  explicit Words(std::string_view name) {
    if (name.size() > text_.size()) name.remove_prefix(name.size() - text_.size());
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= name.size(); ++i) {
      const char c = i < name.size() ? name[i] : '_';
      const bool upper = c >= 'A' && c <= 'Z';
      const bool part = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
      const bool hump = upper && i > begin && name[i - 1] >= 'a' && name[i - 1] <= 'z';
      if (!part || hump) {
        add(begin, i);
        begin = hump ? i : i + 1;
      }
      if (i < name.size()) text_[i] = upper ? static_cast<char>(c | 0x20) : c;
    }
  }

  std::size_t size() const { return size_; }
  Word operator[](std::size_t i) const { return words_[i]; }

 private:
  void add(std::size_t begin, std::size_t end) {
    while (end > begin && text_[end - 1] >= '0' && text_[end - 1] <= '9') --end;
    if (end == begin) return;
    if (size_ == words_.size()) {
      std::move(words_.begin() + 1, words_.end(), words_.begin());
      --size_;
    }
    words_[size_++] = Word(text_.data() + begin, end - begin);
  }

  std::array<char, 96> text_;
  std::array<Word, 12> words_;
  std::size_t size_ = 0;
};

// Whether two letters stand together that every word above has: most names end their trial here.
bool worth_a_look(std::string_view name) {
  for (std::size_t i = 0; i + 1 < name.size(); ++i) {
    const char next = static_cast<char>(name[i + 1] | 0x20);
    switch (name[i] | 0x20) {
      case 'a':
        if (next == 'u') return true;
        break;
      case 'c':
        if (next == 'r') return true;
        break;
      case 'k':
      case 's':
        if (next == 'e') return true;
        break;
      case 'p':
        if (next == 'a' || next == 'w' || next == 'r') return true;
        break;
      case 't':
        if (next == 'o') return true;
        break;
      default:
        break;
    }
  }
  return false;
}

bool secret(std::string_view name, bool setting) {
  if (!worth_a_look(name)) return false;
  const Words words(name);
  if (words.size() == 0) return false;
  const Word last = words[words.size() - 1];
  if (one_of(last, describing) || one_of(words[0], describing_first)) return false;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (strong(words[i])) return true;
  if (one_of(last, last_words) || last.ends_with("token")) return true;
  if (setting && one_of(last, last_words_of_settings)) return true;
  return (last == "key" || last == "keys") && words.size() > 1 &&
         one_of(words[words.size() - 2], before_key);
}

}  // namespace

bool names_secret(std::string_view name) {
  return secret(name, false);
}

bool setting_names_secret(std::string_view name) {
  return secret(name, true);
}

}  // namespace copilot::base
