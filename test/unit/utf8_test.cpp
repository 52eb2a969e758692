// UTF-8: what is a character and what is not.
// Words: see base/utf8.hpp.
// No server here.
#include <doctest/doctest.h>

#include "base/utf8.hpp"

using namespace copilot;

TEST_CASE("whole characters of every length are kept") {
  for (const char* text : {"", "plain", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                           "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"}) {
    CHECK(base::is_utf8(text));
    CHECK(base::as_utf8(text) == text);
  }
}

TEST_CASE("every bad byte becomes one question mark") {
  CHECK(base::as_utf8("caf\xe9") == "caf?");
  CHECK(base::as_utf8("\xe9t\xe9") == "?t?");
  CHECK(base::as_utf8("a\xf0\x9f\x98") == "a???");
  CHECK(base::as_utf8("\x80z") == "?z");
}

TEST_CASE("overlong forms, surrogates and what lies past the last character are bad") {
  for (const char* text : {"\xc0\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xed\xa0\x80",
                           "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80"})
    CHECK_FALSE(base::is_utf8(text));
}
