// The search for secrets in SQL, second half: strings and comments, and what they hold.
// Words: see secret_finder.hpp.
// It must not go deeper than deepest: there a suspicious text is hidden whole.
#include "base/secret_finder.hpp"

namespace copilot::base {

static constexpr int deepest = 4;

void SecretFinder::on_comment(const Token& token) {
  const bool block = text_[token.position] == '/';
  const std::size_t begin = token.position + 2;
  const std::size_t end = token.finish() - (block && token.closed ? 2 : 0);
  const std::size_t first = ranges_.size();
  const bool cut = block ? !token.closed : end == text_.size();
  read_text(text_.substr(begin, end - begin), {cut, false});
  shift(first, begin);
}

void SecretFinder::on_string(const Token& token) {
  const Body body = body_of(text_, token);
  if (token.kind == TokenKind::string && token.closed) {
    std::size_t backslashes = 0;
    while (body.end - backslashes > body.begin && text_[body.end - backslashes - 1] == '\\')
      ++backslashes;
    if (backslashes % 2 == 1) found_.backslash = true;
  }
  const Frame& frame = frames_.back();
  if (before_.kind == TokenKind::operator_) {
    const Word op = text(before_);
    if (op == "->" || op == "->>" || op == "#>" || op == "#>>") {
      subject_ = token;
      return;
    }
  }
  const bool secret =
      secret_here() ||
      (is_name(before_) &&
       (announces(before_) || (frame.options && setting_names_secret(content(before_))))) ||
      (word(before_, "by") && word(before2_, "identified"));
  if (!secret) {
    loose_ = read_string(token, body);
  } else if (is_placeholder(content(token))) {
    found_.loose.placeholder = true;
  } else if (!body.empty()) {
    hide(token);
  } else if (!token.closed) {
    found_.loose.open = true;
  }
}

Loose SecretFinder::read_string(const Token& token, const Body& body) {
  const Word raw = text_.substr(body.begin, body.end - body.begin);
  if (raw.size() < 4) return {};
  const std::size_t first = ranges_.size();
  const TextTraits traits{!token.closed, token.kind == TokenKind::dollar_string};
  if (is_verbatim(raw, token.kind)) {
    const Loose loose = read_text(raw, traits);
    shift(first, body.begin);
    return loose;
  }
  const Decoded decoded = decode(raw, token.kind);
  const Loose loose = read_text(decoded.text, traits);
  for (std::size_t i = first; i < ranges_.size(); ++i) {
    ranges_[i].begin = body.begin + decoded.offsets[ranges_[i].begin];
    ranges_[i].end = body.begin + decoded.offsets[ranges_[i].end];
  }
  return loose;
}

// Text that may be SQL or anything else; its ranges count from its own beginning.
Loose SecretFinder::read_text(Word text, TextTraits traits) {
  Loose loose = find_secrets_in_text(text, traits, ranges_);
  if (!sql_words::suspicious(text)) return loose;
  if (depth_ + 1 == deepest)
    ranges_.push_back({0, text.size()});
  else
    loose |= SecretFinder(text, dialect_, depth_ + 1, ranges_).run().loose;
  return loose;
}

void SecretFinder::shift(std::size_t from, std::size_t by) {
  for (std::size_t i = from; i < ranges_.size(); ++i) {
    ranges_[i].begin += by;
    ranges_[i].end += by;
  }
}

}  // namespace copilot::base
