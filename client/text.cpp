// Text for a terminal: decoding, widths, escapes.
// Words: see text.hpp; a point is one decoded character, or one byte that is no character.
// It must not trust the text: an SQL_ASCII database sends any bytes.
#include "text.hpp"

#include <algorithm>
#include <cwchar>

#include <cstdio>

namespace copilot::client {

namespace {

struct Point {
  char32_t code;
  std::size_t length;
  bool valid;
};

Point decode(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char first = byte(at);
  if (first < 0x80) return {first, 1, true};
  std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  Point malformed{first, 1, false};
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return malformed;
  char32_t code = first & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return malformed;
    code = (code << 6) | (byte(at + i) & 0x3F);
  }
  if (code < smallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
    return malformed;
  return {code, length, true};
}

// Marks that reorder what stands around them could show another name than the one meant.
bool steers(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || (code >= 0x200E && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

std::string escaped(const Point& point) {
  if (point.valid && point.code == '\n') return "\\n";
  if (point.valid && point.code == '\t') return "\\t";
  if (point.valid && point.code == '\r') return "\\r";
  char text[8];
  bool byte = !point.valid || point.code < 0x80;
  std::snprintf(text, sizeof text, byte ? "\\x%02x" : "\\u%04x", static_cast<unsigned>(point.code));
  return text;
}

bool blank(char32_t code) {
  return code == ' ' || code == '\n' || code == '\t' || code == '\r';
}

std::size_t cells_of(const Point& point) {
  if (point.valid && point.code >= 0x20 && point.code < 0x7F) return 1;
  int cells = ::wcwidth(static_cast<wchar_t>(point.code));
  return cells < 0 ? 1 : static_cast<std::size_t>(cells);
}

std::size_t next(std::string_view text, std::size_t at, std::size_t& cells) {
  Point point = decode(text, at);
  cells = cells_of(point);
  return at + point.length;
}

}  // namespace

std::string visible(std::string_view text, Lines lines) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    Point point = decode(text, at);
    if (lines == Lines::join && point.valid && blank(point.code)) {
      while (at < text.size() && blank(static_cast<unsigned char>(text[at]))) ++at;
      if (!shown.empty() && at < text.size()) shown += ' ';
      continue;
    }
    bool kept = lines == Lines::keep && point.valid && (point.code == '\n' || point.code == '\t');
    if (kept || (point.valid && !steers(point.code)))
      shown.append(text, at, point.length);
    else
      shown += escaped(point);
    at += point.length;
  }
  return shown;
}

std::string visible_json(std::string_view json) {
  std::string shown;
  shown.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    Point point = decode(json, at);
    bool layout = point.valid && (point.code == '\n' || point.code == '\t');
    if (!point.valid) {
      shown += "\\ufffd";
    } else if (steers(point.code) && !layout) {
      char text[8];
      std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(point.code));
      shown += text;
    } else {
      shown.append(json, at, point.length);
    }
    at += point.length;
  }
  return shown;
}

std::size_t width(std::string_view text) {
  std::size_t total = 0;
  for (std::size_t at = 0, cells = 0; at < text.size(); total += cells) at = next(text, at, cells);
  return total;
}

std::string cut(std::string_view text, std::size_t cells) {
  if (width(text) <= cells) return std::string(text);
  if (cells == 0) return {};
  std::size_t used = 0, at = 0;
  while (at < text.size()) {
    std::size_t wide = 0;
    std::size_t after = next(text, at, wide);
    if (used + wide > cells - 1) break;
    used += wide;
    at = after;
  }
  return std::string(text.substr(0, at)) + "\u2026";
}

std::string pad_left(std::string_view text, std::size_t cells) {
  std::size_t used = width(text);
  return std::string(used < cells ? cells - used : 0, ' ') + std::string(text);
}

std::string pad_right(std::string_view text, std::size_t cells) {
  std::size_t used = width(text);
  return std::string(text) + std::string(used < cells ? cells - used : 0, ' ');
}

std::vector<std::string> wrap(std::string_view text, std::size_t cells) {
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find(' ', at);
    if (end == std::string_view::npos) end = text.size();
    std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!line.empty() && width(line) + 1 + width(word) > cells)
      lines.push_back(std::move(line)), line.clear();
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) lines.push_back(line);
  if (lines.empty()) lines.emplace_back();
  return lines;
}

// The cells before a line's text: its blanks, and then a bullet ("- ") or a number ("1. ").
static std::size_t hang(std::string_view line) {
  std::size_t at = std::min(line.find_first_not_of(' '), line.size());
  if (line.substr(at).starts_with("- ")) return at + 2;
  std::size_t digits = line.find_first_not_of("0123456789", at);
  bool number =
      digits != std::string_view::npos && digits > at && line.substr(digits).starts_with(". ");
  return number ? digits + 2 : at;
}

std::string fold(std::string_view text, std::size_t cells) {
  constexpr std::size_t code = 5, least = 20;
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    std::size_t mark = hang(line);
    if (width(line) <= cells || line.find_first_not_of(' ') >= code) {
      made += line;
    } else {
      std::string between = "\n" + std::string(mark, ' ');
      std::string_view before = line.substr(0, mark);
      for (const std::string& part :
           wrap(line.substr(mark), std::max(least, cells - std::min(cells, mark)))) {
        made += std::string(before) + part;
        before = between;
      }
    }
    if (end < text.size()) made += '\n';
    at = end + 1;
  }
  return made;
}

}  // namespace copilot::client
