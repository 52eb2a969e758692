// ChangeRecord: texts of any length into fields of a fixed one.
// Words: see record.hpp.
// A cut text says so by its last three dots; no character is cut in two.
#include "pg/changes/record.hpp"

#include <cstring>

#include "pg/encoding.hpp"

namespace copilot::pg {

void put_utf8(char* to, std::size_t size, const char* utf8) {
  constexpr char dots[] = "...";
  std::size_t length = std::strlen(utf8);
  const bool cut = length >= size;
  if (cut) {
    length = size - sizeof dots;
    while (length > 0 && (static_cast<unsigned char>(utf8[length]) & 0xC0) == 0x80) --length;
  }
  std::memcpy(to, utf8, length);
  if (cut)
    std::memcpy(to + length, dots, sizeof dots);
  else
    to[length] = '\0';
}

void put_server(char* to, std::size_t size, const char* text) {
  put_utf8(to, size, module_text(text));
}

}  // namespace copilot::pg
