// Runs a file of labelled questions through the router: route_exam [-v] FILE
// Words: FILE is JSON lines {"text", "labels": [...]} or tab-separated intent<TAB>sentence; any
// label is right. It only measures: exams of others stay outside of this project.
#include <algorithm>
#include <ctime>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "ask/route.hpp"

using namespace copilot;

namespace {

class NoNames final : public base::Names {
 public:
  std::vector<base::Name> find(std::span<const base::NameCandidate>) override { return {}; }
};

// CPU time: on a busy machine the wall's is noise.
double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Case {
  std::string text;
  std::vector<std::string> labels;
};

Case read(const std::string& line) {
  if (line.starts_with("{")) {
    const auto json = nlohmann::json::parse(line);
    return {json.at("text"), json.at("labels")};
  }
  const std::size_t tab = line.find('\t');
  return {line.substr(tab + 1), {line.substr(0, tab)}};
}

struct Tally {
  int asked = 0, first = 0, third = 0;
};

}  // namespace

int main(int count, char** arguments) {
  const bool verbose = count > 2 && std::strcmp(arguments[1], "-v") == 0;
  std::ifstream file(arguments[count - 1]);
  if (count < 2 || !file) {
    std::fprintf(stderr, "usage: route_exam [-v] FILE\n");
    return 2;
  }
  NoNames names;
  Tally all;
  std::map<std::string, Tally> by_intent;
  int out = 0, out_found = 0, in = 0, in_rejected = 0;
  std::vector<double> times;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("#")) continue;
    const Case each = read(line);
    const double from = cpu_ms();
    const std::vector<ask::Route> routes = ask::route(each.text, names);
    times.push_back(cpu_ms() - from);
    const auto right = [&](const ask::Route& route) {
      return std::find(each.labels.begin(), each.labels.end(), route.intent) != each.labels.end();
    };
    const bool first = right(routes.front());
    const bool third = std::any_of(
        routes.begin(), routes.begin() + static_cast<int>(std::min<std::size_t>(3, routes.size())),
        right);
    const bool rejected = routes.front().intent == "out_of_scope";
    if (each.labels.front() == "out_of_scope") {
      ++out;
      out_found += first;
    } else {
      ++in;
      in_rejected += rejected && !first;
    }
    for (Tally* tally : {&all, &by_intent[each.labels.front()]}) {
      ++tally->asked;
      tally->first += first;
      tally->third += third;
    }
    if (verbose && !first) {
      std::printf("%s [", each.labels.front().c_str());
      for (const ask::Route& route : routes) {
        std::printf(" %s %.2f", route.intent.c_str(), route.confidence);
        if (&route == &routes.front())
          for (const std::string& word : route.because) std::printf(" '%s'", word.c_str());
      }
      std::printf(" ] %s\n", each.text.c_str());
    }
  }
  if (all.asked == 0) {
    std::fprintf(stderr, "route_exam: no question in %s\n", arguments[count - 1]);
    return 2;
  }
  double first_average = 0;
  for (const auto& [intent, tally] : by_intent) {
    std::printf("%-20s %4d  top-1 %.2f  top-3 %.2f\n", intent.c_str(), tally.asked,
                1.0 * tally.first / tally.asked, 1.0 * tally.third / tally.asked);
    first_average += 1.0 * tally.first / tally.asked / static_cast<double>(by_intent.size());
  }
  std::sort(times.begin(), times.end());
  std::printf("questions %d  top-1 %.3f  top-3 %.3f  mean over intents %.3f\n", all.asked,
              1.0 * all.first / all.asked, 1.0 * all.third / all.asked, first_average);
  if (out > 0) std::printf("out of scope %d  found %.3f\n", out, 1.0 * out_found / out);
  if (in > 0) std::printf("in scope %d  rejected %.3f\n", in, 1.0 * in_rejected / in);
  std::printf("CPU ms: median %.3f  p99 %.3f  max %.3f\n", times[times.size() / 2],
              times[times.size() * 99 / 100], times.back());
  return 0;
}
