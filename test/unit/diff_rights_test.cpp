// Rights: their text, what two lists have in common, and the GRANTs from one to the other.
// Words: see diff/kinds/rights.hpp.
// It must not need a server.
#include "diff/kinds/rights.hpp"

#include <doctest/doctest.h>

using copilot::diff::Granted;
using copilot::diff::Rights;

namespace {

constexpr int version = 150000;

Rights read(const char* text, char letter = 'r') {
  return Rights::parse(text, letter, version);
}

std::string joined(const copilot::diff::Statements& statements) {
  std::string text;
  for (const auto& each : statements) text += each.sql + ";";
  return text;
}

std::string change(const char* from, const char* to) {
  Granted granted;
  granted.on = "TABLE public.t";
  granted.owner = "boss";
  granted.version = version;
  const Rights before = read(from);
  return joined(grants(before, before, read(to), granted));
}

}  // namespace

TEST_CASE("rights are read as they were written") {
  for (const char* text : {"none", "OWNER: ALL", "OWNER: ALL; PUBLIC: SELECT",
                           "a: SELECT*, INSERT BY b", "\"a; b: c\": UPDATE; z: ALL*"})
    CHECK(read(text).text('r', version) == text);
  CHECK(read("PUBLIC: EXECUTE", 'f').text('f', version) == "PUBLIC: EXECUTE");
}

TEST_CASE("all privileges of a version are all of another") {
  const Rights all = Rights::built_in('r', 150000);
  CHECK(all.text('r', 150000) == "OWNER: ALL");
  CHECK(Rights::built_in('r', 170000).text('r', 170000) == "OWNER: ALL");
  CHECK(Rights::parse("OWNER: ALL", 'r', 170000) == Rights::built_in('r', 170000));
  CHECK(Rights::parse("a: MAINTAIN", 'r', 150000).lists().empty());
}

TEST_CASE("only what differs is granted and revoked") {
  CHECK(change("a: SELECT", "a: SELECT").empty());
  CHECK(change("a: SELECT", "a: UPDATE") ==
        "REVOKE SELECT ON TABLE public.t FROM a;GRANT UPDATE ON TABLE public.t TO a;");
  CHECK(change("OWNER: ALL", "none") == "REVOKE ALL ON TABLE public.t FROM boss;");
  CHECK(change("a: SELECT", "a: SELECT*") ==
        "GRANT SELECT ON TABLE public.t TO a WITH GRANT OPTION;");
  CHECK(change("a: SELECT*", "a: SELECT") ==
        "REVOKE GRANT OPTION FOR SELECT ON TABLE public.t FROM a;");
}

TEST_CASE("a grant of somebody else is made in his name, after his own") {
  CHECK(change("none", "a: SELECT*; b: SELECT BY a") ==
        "GRANT SELECT ON TABLE public.t TO a WITH GRANT OPTION;SET SESSION AUTHORIZATION a;"
        "GRANT SELECT ON TABLE public.t TO b;RESET SESSION AUTHORIZATION;");
}

TEST_CASE("who passed a privilege on loses it with those who have it from him, who get it again") {
  CHECK(change("a: SELECT*, INSERT*; b: SELECT BY a", "a: SELECT*; b: SELECT BY a") ==
        "REVOKE INSERT ON TABLE public.t FROM a CASCADE;SET SESSION AUTHORIZATION a;"
        "GRANT SELECT ON TABLE public.t TO b;RESET SESSION AUTHORIZATION;");
}

TEST_CASE("what is not known is granted where wanted, and revoked where not") {
  Granted granted;
  granted.on = "TABLE public.t";
  granted.version = version;
  const Rights most = read("a: SELECT; b: SELECT");
  CHECK(joined(grants({}, most, read("a: SELECT"), granted)) ==
        "REVOKE SELECT ON TABLE public.t FROM b;GRANT SELECT ON TABLE public.t TO a;");
}

TEST_CASE("what a new owner had by grants is his own") {
  Rights rights = read("OWNER: SELECT; a: UPDATE; b: SELECT BY a");
  rights.own("a");
  CHECK(rights.text('r', version) == "OWNER: SELECT, UPDATE; b: SELECT");
}
