// Text and units as a terminal shows them.
// Words: see client/text.hpp and client/units.hpp.
// No server, no terminal.
#include <doctest/doctest.h>

#include <clocale>

#include "base/text_array.hpp"
#include "client/array.hpp"
#include "client/text.hpp"
#include "client/units.hpp"

using namespace copilot::client;

TEST_CASE("nothing that could steer a terminal gets through") {
  CHECK(visible("a\x1b[31mb") == "a\\x1b[31mb");
  CHECK(visible("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  CHECK(visible("a\nb\tc\r", Lines::keep) == "a\nb\tc\\r");
  CHECK(visible("  SELECT\n\t 1  ", Lines::join) == "SELECT 1");
  CHECK(visible("\u009b31m") == "\\u009b31m");
  CHECK(visible("abc\u202egpj") == "abc\\u202egpj");
  CHECK(visible("\x7f") == "\\x7f");
  CHECK(visible("caf\u00e9 \U0001f418") == "caf\u00e9 \U0001f418");
}

TEST_CASE("malformed UTF-8 is shown byte by byte") {
  CHECK(visible("\xff\xfe") == "\\xff\\xfe");
  CHECK(visible("\xc3") == "\\xc3");
  CHECK(visible("\xc0\xaf") == "\\xc0\\xaf");
  CHECK(visible("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(visible("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  CHECK(visible("\xe2\x82") == "\\xe2\\x82");
}

TEST_CASE("JSON stays JSON") {
  CHECK(visible_json("[\n \"a\u009bb\"]") == "[\n \"a\\u009bb\"]");
  CHECK(visible_json("\"\x7f\"") == "\"\\u007f\"");
  CHECK(visible_json("\"\xff\"") == "\"\\ufffd\"");
}

TEST_CASE("widths are cells, and a cut never splits a character") {
  REQUIRE(std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr);
  CHECK(width("abc") == 3);
  CHECK(width("\u65e5\u672c") == 4);
  CHECK(width("\U0001f418") == 2);
  CHECK(width("e\u0301") == 1);
  CHECK(cut("abcdef", 6) == "abcdef");
  CHECK(cut("abcdef", 5) == "abcd\u2026");
  CHECK(cut("\u65e5\u672c\u8a9e", 4) == "\u65e5\u2026");
  CHECK(cut("\u65e5\u672c\u8a9e", 1) == "\u2026");
  CHECK(cut("abc", 0) == "");
  CHECK(pad_left("\u65e5", 4) == "  \u65e5");
  CHECK(pad_right("ab", 4) == "ab  ");
  for (std::size_t cells = 0; cells < 12; ++cells)
    CHECK(width(cut("a\u65e5b\U0001f418c\u00e9d", cells)) <= cells);
}

TEST_CASE("lines are broken at blanks") {
  CHECK(wrap("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrap("abcdefgh i", 3) == std::vector<std::string>{"abcdefgh", "i"});
  CHECK(wrap("", 3) == std::vector<std::string>{""});
}

TEST_CASE("prose is folded under its mark, code is left alone") {
  CHECK(
      fold("one two three\n\n- one two three four five\n  1. one two three four five six\n", 22) ==
      "one two three\n\n- one two three four\n  five\n  1. one two three four\n     five six\n");
  CHECK(fold("     SELECT one, two, three FROM four;\n", 20) ==
        "     SELECT one, two, three FROM four;\n");
  CHECK(fold("", 20) == "");
  CHECK(fold("no end of line", 80) == "no end of line");
}

TEST_CASE("bytes read as a person would say them") {
  CHECK(human_bytes("0") == "0 B");
  CHECK(human_bytes("1023") == "1023 B");
  CHECK(human_bytes("1024") == "1.00 kB");
  CHECK(human_bytes("1536") == "1.50 kB");
  CHECK(human_bytes("10485760") == "10.0 MB");
  CHECK(human_bytes("1073741824") == "1.00 GB");
  CHECK(human_bytes("1073741823") == "1.00 GB");
  CHECK(human_bytes("-2048") == "-2.00 kB");
  CHECK(human_bytes("9223372036854775807") == "8.00 EB");
  CHECK(human_bytes("NaN") == "NaN");
  CHECK(human_bytes("many") == "many");
}

TEST_CASE("times take the unit that fits") {
  CHECK(human_milliseconds("0") == "0 ms");
  CHECK(human_milliseconds("0.0001") == "< 0.001 ms");
  CHECK(human_milliseconds("0.0123") == "0.012 ms");
  CHECK(human_milliseconds("1.234") == "1.23 ms");
  CHECK(human_milliseconds("999.4") == "999 ms");
  CHECK(human_milliseconds("999.6") == "1.00 s");
  CHECK(human_milliseconds("59994") == "60.0 s");
  CHECK(human_milliseconds("90000") == "1 min 30 s");
  CHECK(human_milliseconds("3600000") == "1 h");
  CHECK(human_milliseconds("90061000") == "1 d 1 h");
  CHECK(human_milliseconds("-1500") == "-1.50 s");
  CHECK(human_milliseconds("1e3") == "1.00 s");
  CHECK(human_milliseconds("Infinity") == "Infinity");
}

TEST_CASE("intervals in PostgreSQL's own form, and nothing else") {
  CHECK(human_interval("00:00:00") == "0 ms");
  CHECK(human_interval("00:00:00.25") == "250 ms");
  CHECK(human_interval("00:01:30") == "1 min 30 s");
  CHECK(human_interval("1 day 02:03:04.5") == "1 d 2 h");
  CHECK(human_interval("3 days") == "3 d");
  CHECK(human_interval("-00:00:01") == "-1.00 s");
  CHECK(human_interval("-1 days +02:00:00") == "-22 h");
  CHECK(human_interval("1 mon 2 days") == "1 mon 2 days");
  CHECK(human_interval("1 year") == "1 year");
  CHECK(human_interval("soon") == "soon");
}

TEST_CASE("percent and timestamps lose only what nobody reads") {
  CHECK(human_percent("12.3456") == "12.3");
  CHECK(human_percent("0") == "0.0");
  CHECK(human_percent("0.01") == "< 0.1");
  CHECK(human_percent("100") == "100.0");
  CHECK(human_timestamp("2026-11-23 02:19:58.123456+00") == "2026-11-23 02:19:58+00");
  CHECK(human_timestamp("2026-11-23 02:19:58+05:30") == "2026-11-23 02:19:58+05:30");
  CHECK(human_timestamp("infinity") == "infinity");
}

TEST_CASE("arrays are read whole or not at all") {
  auto elements = array_elements(R"({1,NULL,"NULL","a \"b\" \\ c",d})");
  REQUIRE(elements);
  REQUIRE(elements->size() == 5);
  CHECK((*elements)[0] == "1");
  CHECK((*elements)[1] == std::nullopt);
  CHECK((*elements)[2] == "NULL");
  CHECK((*elements)[3] == "a \"b\" \\ c");
  CHECK(array_elements("{}")->empty());
  CHECK(array_elements(R"({""})")->front() == "");
  for (const char* bad : {"", "{", "}", "{{1},{2}}", "{\"a}", "{a\"b}", "{1,}", "{,1}", "{\"a\"b}",
                          "{a\\}", "[0:1]={1,2}"})
    CHECK_MESSAGE(!array_elements(bad), bad);
  CHECK(human_array("{1,NULL,3}") == "1, -, 3");
  CHECK(human_array("{{1}}") == "{{1}}");
  std::vector<std::string> texts{"a", "b\"c\\", "", "NULL", "{,}"};
  auto back = array_elements(copilot::base::format_text_array(texts));
  REQUIRE(back);
  REQUIRE(back->size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK((*back)[i] == texts[i]);
}
