// Normalise: cleans the bytes, cuts them into tokens and gives each token its forms.
// Words: see ask/normalise.hpp; a code point is one Unicode character.
// Works on any bytes and looks at no more than a fixed number of them.
#include "ask/normalise.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>

namespace copilot::ask {
namespace {

struct CodePoint {
  char32_t value;
  std::size_t bytes;  // 0: not UTF-8
};

CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length == 0 || lead > 0xf4 || text.size() < length) return {0, 0};
  char32_t value = lead & (0xff >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {0, 0};
    value = (value << 6) | (byte(i) & 0x3f);
  }
  const bool shortest = value >= (length == 2 ? 0x80u : length == 3 ? 0x800u : 0x10000u);
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (!shortest || surrogate || value > 0x10ffff) return {0, 0};
  return {value, length};
}

void encode(char32_t value, std::string& out) {
  if (value < 0x80) {
    out += static_cast<char>(value);
  } else if (value < 0x800) {
    out += static_cast<char>(0xc0 | (value >> 6));
    out += static_cast<char>(0x80 | (value & 0x3f));
  } else if (value < 0x10000) {
    out += static_cast<char>(0xe0 | (value >> 12));
    out += static_cast<char>(0x80 | ((value >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (value & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (value >> 18));
    out += static_cast<char>(0x80 | ((value >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((value >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (value & 0x3f));
  }
}

// Latin, Greek and Cyrillic; the other scripts with capitals are not asked in.
char32_t lower(char32_t c) {
  if (c < 0x80) return static_cast<char32_t>(std::tolower(static_cast<int>(c)));
  if (c >= 0xc0 && c <= 0xde && c != 0xd7) return c + 0x20;
  if (c >= 0x100 && c <= 0x137 && c != 0x130 && c != 0x131) return c | 1;
  if (c >= 0x14a && c <= 0x177) return c | 1;
  if (c == 0x130) return U'i';
  if (c >= 0x391 && c <= 0x3a9) return c + 0x20;
  if (c >= 0x410 && c <= 0x42f) return c + 0x20;
  if (c >= 0x400 && c <= 0x40f) return c + 0x50;
  return c;
}

// A Latin letter without its accent, or null.
const char* bare(char32_t c) {
  // Latin-1, from U+00DF.
  static constexpr std::array<const char*, 33> latin = {
      "ss", "a", "a", "a", "a", "a", "a", "ae",    "c", "e", "e", "e", "e", "i", "i",  "i", "i",
      "d",  "n", "o", "o", "o", "o", "o", nullptr, "o", "u", "u", "u", "u", "y", "th", "y"};
  if (c >= 0xdf && c <= 0xff) return latin[c - 0xdf];
  // Extended Latin, one letter each.
  static constexpr std::u32string_view from =
      U"\u0101\u0103\u0105\u0107\u0109\u010b\u010d\u010f\u0111\u0113\u0115\u0117"
      U"\u0119\u011b\u011f\u012b\u012f\u0131\u013a\u013e\u0142\u0144\u0146\u0148"
      U"\u014d\u0151\u0155\u0159\u015b\u015f\u0161\u0163\u0165\u016b\u016f\u0171"
      U"\u017a\u017c\u017e";
  static constexpr std::string_view to = "aaaccccddeeeeegiiilllnnnoorrsssttuuuzzz";
  static constexpr std::array<const char*, 26> letters = {
      "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m",
      "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z"};
  const std::size_t at = from.find(c);
  return at == from.npos ? nullptr : letters[static_cast<std::size_t>(to[at] - 'a')];
}

// Scripts written without spaces between words.
bool unspaced(char32_t c) {
  return c >= 0x2e80 && c < 0xac00;
}

bool letter(char32_t c) {
  if (c < 0x80) return std::isalnum(static_cast<int>(c)) || c == '_' || c == '$';
  if (c < 0xc0 || (c >= 0x2000 && c < 0x2e80) || c == 0xd7 || c == 0xf7) return false;
  if (c >= 0x3000 && c <= 0x3004) return false;         // CJK punctuation
  if (c >= 0xff00 && c <= 0xff0f) return false;         // full-width punctuation
  return c < 0x1f000 && !(c >= 0xe000 && c <= 0xf8ff);  // not emoji, not private use
}

// Full-width Latin, as Japanese keyboards give it, becomes ASCII.
char32_t narrow(char32_t c) {
  if (c >= 0xff01 && c <= 0xff5e) return c - 0xfee0;
  if (c == 0x3000 || c == 0xa0) return ' ';
  if (c == 0x2018 || c == 0x2019) return '\'';
  if (c == 0x201c || c == 0x201d) return '"';
  return c;
}

// Valid UTF-8 without control characters; the fenced parts go aside.
void clean(std::string_view question, Text& text) {
  std::string* out = &text.plain;
  bool fenced = false;
  while (!question.empty()) {
    if (question.starts_with("```")) {
      fenced = !fenced;
      if (fenced) text.code.emplace_back();
      out = fenced ? &text.code.back() : &text.plain;
      text.plain += ' ';
      question.remove_prefix(3);
      continue;
    }
    const CodePoint point = decode(question);
    if (point.bytes == 0) {
      *out += ' ';
      question.remove_prefix(1);
      continue;
    }
    const char32_t value = narrow(point.value);
    const bool line_break = value == '\n' && fenced;
    if (line_break)
      *out += '\n';
    else if (value < 0x20 || value == 0x7f || (value >= 0x200b && value <= 0x200f))
      *out += ' ';
    else
      encode(value, *out);
    question.remove_prefix(point.bytes);
  }
}

bool article(std::string_view word) {
  static constexpr std::array<std::string_view, 17> articles = {
      "the", "a",   "an",  "my",  "our", "your", "his", "her", "their",
      "its", "der", "die", "das", "la",  "el",   "le",  "les"};
  return std::find(articles.begin(), articles.end(), word) != articles.end();
}

void add_form(Token& token, std::string form) {
  if (form.empty()) return;
  if (std::find(token.forms.begin(), token.forms.end(), form) == token.forms.end())
    token.forms.push_back(std::move(form));
}

void add_singular(Token& token, const std::string& word) {
  const std::size_t size = word.size();
  if (word.ends_with("'s")) {
    add_form(token, word.substr(0, size - 2));
  } else if (size > 4 && word.ends_with("ies")) {
    add_form(token, word.substr(0, size - 3) + "y");
  } else if (size > 3 && word.ends_with("s") && !word.ends_with("ss")) {
    add_form(token, word.substr(0, size - 1));
    if (size > 4 && word.ends_with("es")) add_form(token, word.substr(0, size - 2));
  }
}

// The forms that one token has by itself.
void add_own_forms(Token& token) {
  std::string lowered;
  std::string plain;
  bool accents = false;
  bool humps = false;
  std::string_view rest = token.raw;
  std::vector<std::string> parts(1);
  bool after_small = false;
  while (!rest.empty()) {
    const CodePoint point = decode(rest);
    const char32_t small = lower(point.value);
    if (after_small && small != point.value) {
      humps = true;
      parts.emplace_back();
    }
    after_small = small == point.value;
    encode(small, lowered);
    encode(small, parts.back());
    if (const char* letters = bare(small)) {
      accents = true;
      plain += letters;
    } else {
      encode(small, plain);
    }
    rest.remove_prefix(point.bytes);
  }
  add_form(token, lowered);
  if (accents) add_form(token, plain);
  if (const std::size_t quote = lowered.find('\''); quote != std::string::npos) {
    std::string joined = lowered;
    std::erase(joined, '\'');
    add_form(token, joined);
  }
  add_singular(token, accents ? plain : lowered);
  if (lowered.find('.') != std::string::npos) {
    std::size_t from = 0;
    while (from < lowered.size()) {
      const std::size_t dot = std::min(lowered.find('.', from), lowered.size());
      add_form(token, lowered.substr(from, dot - from));
      from = dot + 1;
    }
  }
  if (humps)
    for (std::string& part : parts) add_form(token, std::move(part));
}

class Cutter {
 public:
  explicit Cutter(Text& text) : text_(text), rest_(text.plain) {}

  void run() {
    while (!rest_.empty() && text_.tokens.size() < looked_at_tokens) {
      const char c = rest_.front();
      if ((c == '"' || c == '`') && offset() != closing_ && quoted(c)) continue;
      const CodePoint point = decode(rest_);
      if (unspaced(point.value) && letter(point.value))
        unspaced_character();
      else if (letter(point.value))
        word();
      else
        rest_.remove_prefix(point.bytes);
    }
    text_.cut = text_.cut || !rest_.empty();
  }

 private:
  std::size_t offset() const { return text_.plain.size() - rest_.size(); }

  // "Order Items" in quotes is one token if it is short enough for a name; else the quotes are
  // skipped.
  bool quoted(char quote) {
    const std::size_t end = rest_.find(quote, 1);
    if (end == std::string_view::npos || end == 1 || end > 64) return false;
    const std::string_view inside = rest_.substr(1, end - 1);
    if (std::count(inside.begin(), inside.end(), ' ') > 2) return false;
    Token token;
    token.raw = std::string(inside);
    token.offset = offset();
    token.quoted = true;
    add_own_forms(token);
    // Several words may be a name, but they are words too.
    const bool words = inside.find(' ') != std::string_view::npos;
    text_.tokens.push_back(std::move(token));
    closing_ = offset() + end;
    rest_.remove_prefix(words ? 1 : end + 1);
    return true;
  }

  // Each character begins a word of one to four characters; the lexicon knows which is one.
  void unspaced_character() {
    Token token;
    token.offset = offset();
    std::string_view ahead = rest_;
    std::string form;
    for (int i = 0; i < 4 && !ahead.empty(); ++i) {
      const CodePoint point = decode(ahead);
      if (!unspaced(point.value) || !letter(point.value)) break;
      form += ahead.substr(0, point.bytes);
      if (i == 0) token.raw = form;
      add_form(token, form);
      ahead.remove_prefix(point.bytes);
    }
    rest_.remove_prefix(token.raw.size());
    text_.tokens.push_back(std::move(token));
  }

  // A dot, an apostrophe, a percent sign or a colon belongs to a word when it is inside it.
  void word() {
    std::size_t size = 0;
    while (size < rest_.size()) {
      const CodePoint point = decode(rest_.substr(size));
      const bool inside = letter(point.value) && !unspaced(point.value);
      const bool number = std::isdigit(static_cast<unsigned char>(rest_[size ? size - 1 : 0]));
      const bool joins = size > 0 && size + 1 < rest_.size() &&
                         letter(decode(rest_.substr(size + 1)).value) &&
                         (rest_[size] == '.' || rest_[size] == '\'' ||
                          (number && std::strchr(":,", rest_[size]) &&
                           std::isdigit(static_cast<unsigned char>(rest_[size + 1]))));
      const bool percent = number && rest_[size] == '%';
      if (!inside && !joins && !percent) break;
      size += point.bytes;
    }
    Token token;
    token.raw = std::string(rest_.substr(0, size));
    token.offset = offset();
    rest_.remove_prefix(size);
    add_own_forms(token);
    if (!article(token.plain())) text_.tokens.push_back(std::move(token));
  }

  Text& text_;
  std::string_view rest_;
  std::size_t closing_ = std::string_view::npos;  // where the quote of several words ends
};

// People write "auto vacuum", "work mem", "time-out": the joined word is one more form of the
// first.
void add_joined(std::vector<Token>& tokens) {
  constexpr std::size_t longest_joined = 12;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    std::string joined = tokens[i].plain();
    std::string underscored = joined;
    for (std::size_t j = i + 1; j < tokens.size() && j < i + 5; ++j) {
      if (tokens[j].quoted || tokens[i].quoted || underscored.size() > 63) break;
      if (j == i + 1 && joined.size() + tokens[j].plain().size() <= longest_joined)
        tokens[i].joined.push_back(joined + tokens[j].plain());
      underscored += '_' + tokens[j].plain();
      tokens[i].joined.push_back(underscored);
    }
  }
}

}  // namespace

Text normalise(std::string_view question) {
  Text text;
  text.cut = question.size() > looked_at_bytes;
  clean(question.substr(0, looked_at_bytes), text);
  Cutter(text).run();
  if (text.tokens.empty() && !text.code.empty()) {
    // Nothing but fenced text: that is the question.
    text.plain = text.code.front();
    Cutter(text).run();
  }
  for (std::size_t i = 0; i < text.tokens.size(); ++i) text.tokens[i].position = i;
  add_joined(text.tokens);
  return text;
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  constexpr std::size_t longest = 32;
  if (a.size() > longest || b.size() > longest) return limit + 1;
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
  std::array<std::uint8_t, longest + 1> before{};
  std::array<std::uint8_t, longest + 1> last{};
  std::array<std::uint8_t, longest + 1> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<std::uint8_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<std::uint8_t>(i);
    std::uint8_t least = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      int best = std::min({last[j] + 1, row[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = std::min(best, before[j - 2] + 1);
      row[j] = static_cast<std::uint8_t>(best);
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
    before = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace copilot::ask
