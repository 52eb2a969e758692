// Rule: one judgement, as data: who it is, what it needs to know, and a pure function that decides.
// Words: a verdict is the outcome of a rule; a candidate is an object that needs a second look, by
// a function that takes a lock. A rule must not ask a server anything itself, nor the clock.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/evidence.hpp"
#include "base/finding.hpp"

namespace copilot::base {

struct Verdict {
  enum class Status { passed, failed, unknown, not_applicable };

  Status status = Status::passed;
  std::string reason;  // a sentence
  std::string hint;    // what to do where it is unknown, a sentence
  std::vector<Finding> findings;
  std::optional<double> judged_over_seconds;  // the window, where there is one
  std::optional<double> possible_in_seconds;  // where unknown now: when it will be known
  Json evidence = Json::object();             // what was looked at, in numbers

  static Verdict passed(std::string reason, Json evidence = Json::object());
  static Verdict unknown(std::string reason, std::string hint);
  static Verdict not_applicable(std::string reason);
  // Too little history, and nothing else is missing: it will be known by itself.
  static Verdict too_early(std::string reason, double possible_in_seconds);
  bool early() const {
    return status == Status::unknown && findings.empty() && possible_in_seconds.has_value();
  }
  // Failed with findings (worst first then), else passed with this reason.
  static Verdict of(std::vector<Finding> findings, std::string reason, Json evidence);
};

const char* name(Verdict::Status status);

struct Candidate {
  std::string key;                   // the column `key` of the second query
  std::vector<std::int64_t> locked;  // oids of the relations the second query locks, for a moment
};

// What the second look found: the row of each candidate, or why there is none.
struct Details {
  struct Detail {
    const Rows* rows;
    std::size_t row;
    Rows::Row operator*() const { return (*rows)[row]; }
  };
  std::vector<Rows> pages;
  std::map<std::string, Detail> found;
  std::map<std::string, Failure> failed;  // gone objects are in neither
};

struct Case {
  const Evidence& evidence;
  const Server& server;
  const Details& details;
};

struct SecondLook {
  std::size_t batch;
  std::vector<Candidate> (*candidates)(const Evidence&, const Server&);
  Query (*query)(std::span<const Candidate>);
};

struct Rule {
  const char* id;
  const char* category;
  Severity severity;  // the worst it can give
  const char* title;
  const char* why;
  const char* fix;
  const char* sources;
  std::span<const EvidenceQuery* const> requires_evidence;  // without one, the rule is unknown
  std::span<const EvidenceQuery* const> uses_evidence;      // without one, it says less
  const SecondLook* second_look;                            // or null
  Verdict (*judge)(const Case&);
};

using Rules = std::vector<const Rule*>;

// The categories of API.md, in the order in which health() shows them.
std::span<const char* const> categories();

}  // namespace copilot::base
