// The unit tests' main: doctest's own.
// Words: a unit test runs a module with a fake Db and Clock; no server.
// Nothing else belongs here.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
