// The order of a migration's steps: what must come before, and what decides where nothing does.
// Words: see diff/graph.hpp.
// It must not depend on the order in which edges are given.
#include "diff/graph.hpp"

#include <doctest/doctest.h>

#include "ambient_fakes.hpp"

using copilot::diff::Graph;

namespace {

std::vector<std::size_t> order_of(const Graph& graph) {
  copilot::test::FakeInterrupts interrupts;
  return graph.order(interrupts);
}

}  // namespace

TEST_CASE("what waits for nobody comes by its rank") {
  Graph graph;
  graph.add("c");
  graph.add("a");
  graph.add("b");
  CHECK(order_of(graph) == std::vector<std::size_t>{1, 2, 0});
}

TEST_CASE("what must come before does, whatever its rank") {
  Graph graph;
  const auto first = graph.add("z"), second = graph.add("a"), third = graph.add("b");
  graph.before(first, second);
  graph.before(first, second);  // twice is the same
  graph.before(second, third);
  CHECK(order_of(graph) == std::vector<std::size_t>{first, second, third});
}

TEST_CASE("a cycle is broken at its least rank, and nothing is lost") {
  Graph graph;
  const auto a = graph.add("a"), b = graph.add("b"), c = graph.add("c");
  graph.before(a, b);
  graph.before(b, a);
  graph.before(b, c);
  CHECK(order_of(graph) == std::vector<std::size_t>{a, b, c});
}

TEST_CASE("a node does not wait for itself") {
  Graph graph;
  const auto a = graph.add("a");
  graph.before(a, a);
  CHECK(order_of(graph).size() == 1);
}
