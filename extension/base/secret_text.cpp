// Finds secrets in text by what stands before them (password=, "api_key":) or by their form.
// Words: see secret_text.hpp; a name and its value make an assignment.
// Looks back and ahead stop at a fixed length where nothing is consumed, so that time is linear.
#include "base/secret_text.hpp"

#include <algorithm>
#include <optional>

#include "base/known_keys.hpp"
#include "base/secret_name.hpp"

namespace copilot::base {

namespace {

constexpr std::size_t longest_look = 1024;

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool in_word(char c) {
  return letter_or_digit(c) || c == '_' || c == '-';
}

bool in_name(char c) {
  return in_word(c) || c == '.';
}

class Scan {
 public:
  Scan(std::string_view text, TextTraits traits, std::vector<Range>& ranges)
      : text_(text), traits_(traits), ranges_(ranges) {}

  Loose run() {
    for (std::size_t i = 0; i < text_.size();) {
      const char c = text_[i];
      if (c == '=')
        i = assignment(i);
      else if (c == ':')
        i = text_.substr(i, 3) == "://" ? uri(i) : pair(i);
      else
        i = key_or_word(i);
    }
    return loose_;
  }

 private:
  std::size_t key_or_word(std::size_t i) {
    if (text_[i] == '-' && (i == 0 || blank(text_[i - 1]))) {
      const std::size_t end = option(i);
      if (end > i) return end;
    }
    if ((i > 0 && in_word(text_[i - 1])) || !may_begin_key(text_[i])) return i + 1;
    if (KnownKey key = key_at(text_, i, traits_.cut)) {
      ranges_.push_back({key.begin, key.end});
      return key.end;
    }
    return i + 1;
  }

  // An option of a command whose value is the next word: --password x, curl -u user:x, sshpass -p
  // x.
  std::size_t option(std::size_t i) {
    std::size_t end = i;
    while (end < text_.size() && end - i < longest_look && in_word(text_[end])) ++end;
    if (end + 1 >= text_.size() || text_[end] != ' ' || text_[end + 1] == '-') return i;
    const std::string_view name = text_.substr(i, end - i);
    std::size_t begin = end + 1;
    end = begin;
    while (end < text_.size() && !blank(text_[end]) && text_[end] != '\'' && text_[end] != '"')
      ++end;
    const std::size_t least = i > 200 ? i - 200 : 0;
    const std::string_view command = text_.substr(least, i - least);
    if ((name == "-u" || name == "--user") && command.find("curl ") != std::string_view::npos) {
      const std::size_t colon = text_.substr(begin, end - begin).find(':');
      if (colon == std::string_view::npos) return i;
      begin += colon + 1;
    } else if (!(name == "-p" && command.ends_with("sshpass ")) &&
               !(name.starts_with("--") && name.size() > 3 && names_secret(name))) {
      return i;
    }
    value(begin, end);
    return end;
  }

  std::size_t skip_blanks(std::size_t i) const {
    while (i < text_.size() && blank(text_[i])) ++i;
    return i;
  }

  // The name that ends before `end`, without quotes; `quoted` tells whether it has them.
  std::string_view name_before(std::size_t end, bool& quoted) const {
    const std::size_t least = end > longest_look ? end - longest_look : 0;
    quoted = end > 0 && (text_[end - 1] == '"' || text_[end - 1] == '\'');
    const char quote = quoted ? text_[end - 1] : '\0';
    if (quoted) --end;
    if (quoted && end > 0 && text_[end - 1] == '\\') --end;
    std::size_t begin = end;
    while (begin > least && in_name(text_[begin - 1])) --begin;
    if (quoted && (begin == 0 || text_[begin - 1] != quote)) return {};
    return text_.substr(begin, end - begin);
  }

  std::size_t back_over_blanks(std::size_t i) const {
    const std::size_t least = i > longest_look ? i - longest_look : 0;
    while (i > least && blank(text_[i - 1])) --i;
    return i;
  }

  // %s, %L, %1$s: format() puts the secret there. $1, ?, :name: it is bound elsewhere.
  enum class Stand { secret, format, bound };
  static Stand stands_for(std::string_view value) {
    if (value.size() > 1 && value[0] == '%') {
      const std::size_t last = value.find_first_not_of("0123456789$-", 1);
      if (last != std::string_view::npos &&
          (value[last] == 's' || value[last] == 'L' || value[last] == 'I'))
        return Stand::format;
    }
    // A question about secrets, not one: LIKE '%password=%'.
    if (value == "?" || value == "%") return Stand::bound;
    if (value.size() > 1 && value[0] == '$') {
      const std::size_t rest = value.find_first_not_of("0123456789", 1);
      if (rest == std::string_view::npos ||
          (rest > 1 && !letter_or_digit(value[rest]) && value[rest] != '$'))
        return Stand::bound;
    }
    return Stand::secret;
  }

  // A secret, unless it is empty or comes from elsewhere.
  void value(std::size_t begin, std::size_t end) {
    if (begin == end) {
      if (end == text_.size()) loose_.open = true;
      return;
    }
    switch (stands_for(text_.substr(begin, end - begin))) {
      case Stand::secret:
        ranges_.push_back({begin, end});
        break;
      case Stand::format:
        loose_.placeholder = true;
        break;
      case Stand::bound:
        break;
    }
  }

  std::size_t quoted_value(std::size_t begin, char quote) {
    std::size_t end = begin;
    while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
    end = std::min(end, text_.size());
    value(begin, end);
    return std::min(end + 1, text_.size());
  }

  // name = value at its equals sign. Blanks around it are SQL's or a comment's way, unless the
  // whole text is a conninfo; then only a quoted value is a secret for certain.
  std::size_t assignment(std::size_t i) {
    const char following = i + 1 < text_.size() ? text_[i + 1] : '\0';
    if (following == '=' || following == '>') return i + 2;
    if (i > 0 && (text_[i - 1] == '<' || text_[i - 1] == '!' || text_[i - 1] == '>')) return i + 1;
    const std::size_t name_end = back_over_blanks(i);
    bool quoted = false;
    const std::string_view name = name_before(name_end, quoted);
    if (name.empty() || !names_secret(name)) return i + 1;
    const std::size_t begin = skip_blanks(i + 1);
    if (begin == text_.size()) {
      loose_.open = true;
      return begin;
    }
    if (text_[begin] == '\'' || text_[begin] == '"') return quoted_value(begin + 1, text_[begin]);
    if ((traits_.code || name_end < i || begin > i + 1) && !is_conninfo()) return i + 1;
    const std::size_t name_begin = name.data() - text_.data();
    const bool in_uri =
        name_begin > 0 && (text_[name_begin - 1] == '?' || text_[name_begin - 1] == '&');
    std::size_t end = begin;
    while (end < text_.size() && !blank(text_[end]) &&
           !(in_uri && (text_[end] == '&' || text_[end] == '#')))
      end += text_[end] == '\\' ? 2 : 1;
    end = std::min(end, text_.size());
    value(begin, end);
    return end;
  }

  // "name": "value", as in JSON, also inside a string of another JSON; x-api-key: value, as in
  // headers.
  std::size_t pair(std::size_t i) {
    bool quoted = false;
    const std::string_view name = name_before(back_over_blanks(i), quoted);
    if (name.empty() || !names_secret(name)) return i + 1;
    std::size_t begin = skip_blanks(i + 1);
    if (!quoted) {
      // A lone word and a colon may be prose: "password: at least 8 characters".
      if (name.find_first_of("-_") == std::string_view::npos || begin == i + 1) return i + 1;
      std::size_t end = begin;
      while (end < text_.size() && !blank(text_[end]) && text_[end] != '"' && text_[end] != '\'')
        ++end;
      value(begin, end);
      return std::max(end, i + 1);
    }
    if (text_.substr(begin, 2) == "\\\"") {
      const std::size_t end = std::min(text_.find("\\\"", begin + 2), text_.size());
      value(begin + 2, end);
      return std::min(end + 2, text_.size());
    }
    if (begin < text_.size() && (text_[begin] == '"' || text_[begin] == '\''))
      return quoted_value(begin + 1, text_[begin]);
    std::size_t end = begin;
    while (end < text_.size() && (letter_or_digit(text_[end]) || text_[end] == '.')) ++end;
    const std::string_view word = text_.substr(begin, end - begin);
    if (!word.empty() && word != "null" && word != "true" && word != "false") value(begin, end);
    return std::max(end, i + 1);
  }

  // scheme://user:secret@host, at its colon.
  std::size_t uri(std::size_t i) {
    if (i == 0 || !letter_or_digit(text_[i - 1])) return i + 3;
    const std::size_t begin = i + 3;
    const std::size_t most = std::min(text_.size(), begin + longest_look);
    std::size_t end = begin;
    while (end < most && !blank(text_[end]) && text_[end] != '/' && text_[end] != '?' &&
           text_[end] != '#' && text_[end] != '"')
      ++end;
    std::string_view authority = text_.substr(begin, end - begin);
    const std::size_t colon = authority.find(':');
    if (colon == std::string_view::npos) return begin;
    std::size_t at = authority.rfind('@');
    if (at == std::string_view::npos) {
      // A password with a slash in it, or a text cut off within one; a port has digits only.
      const std::string_view port = authority.substr(colon + 1);
      if (port.find_first_not_of("0123456789,:") == std::string_view::npos &&
          !(traits_.cut && end == text_.size()))
        return end;
      while (end < most && !blank(text_[end]) && text_[end] != '"') ++end;
      authority = text_.substr(begin, end - begin);
      at = authority.rfind('@');
      if (at == std::string_view::npos) {
        if (!traits_.cut || end != text_.size()) return begin + colon;
        at = authority.size();
      }
    }
    if (at > colon) {
      value(begin + colon + 1, begin + at);
      return begin + at;
    }
    return end;
  }

  bool is_conninfo() {
    if (!conninfo_) conninfo_ = parse_conninfo();
    return *conninfo_;
  }

  // Whether the whole text is name = value ..., as libpq reads it.
  bool parse_conninfo() const {
    std::size_t i = skip_blanks(0);
    while (i < text_.size()) {
      const std::size_t name = i;
      while (i < text_.size() && (letter_or_digit(text_[i]) || text_[i] == '_')) ++i;
      if (i == name) return false;
      i = skip_blanks(i);
      if (i == text_.size() || text_[i] != '=') return false;
      i = skip_blanks(i + 1);
      if (i < text_.size() && text_[i] == '\'') {
        for (++i; i < text_.size() && text_[i] != '\''; ++i)
          if (text_[i] == '\\') ++i;
        if (i < text_.size()) ++i;
      } else {
        while (i < text_.size() && !blank(text_[i])) i += text_[i] == '\\' ? 2 : 1;
      }
      i = skip_blanks(std::min(i, text_.size()));
    }
    return true;
  }

  std::string_view text_;
  TextTraits traits_;
  std::vector<Range>& ranges_;
  Loose loose_;
  std::optional<bool> conninfo_;
};

}  // namespace

Loose find_secrets_in_text(std::string_view text, TextTraits traits, std::vector<Range>& ranges) {
  return Scan(text, traits, ranges).run();
}

std::string hide(std::string_view text, std::vector<Range>& ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::string hidden;
  hidden.reserve(text.size() + ranges.size() * mask_text.size());
  std::size_t done = 0;
  for (std::size_t i = 0; i < ranges.size();) {
    Range range = ranges[i];
    for (++i; i < ranges.size() && ranges[i].begin < range.end; ++i)
      range.end = std::max(range.end, ranges[i].end);
    hidden.append(text.substr(done, range.begin - done)).append(mask_text);
    done = range.end;
  }
  return hidden.append(text.substr(done));
}

}  // namespace copilot::base
