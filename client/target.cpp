// Target: from options and environment to a connection and a `server`.
// Words: see target.hpp.
// It must not guess between two meanings: a contradiction is a usage error.
#include "target.hpp"

#include <libpq-fe.h>

#include <memory>
#include <utility>
#include <vector>

#include "problem.hpp"

namespace copilot::client {

namespace {

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

Options parse(const std::string& text) {
  char* error = nullptr;
  Options options(PQconninfoParse(text.c_str(), &error), PQconninfoFree);
  std::string message = error == nullptr ? "" : error;
  PQfreemem(error);
  if (!options) {
    while (message.ends_with('\n')) message.pop_back();
    throw Problem{wrong_usage, "the connection string cannot be read", message + ".",
                  "It is a database name, keyword=value pairs, or a postgresql:// URI."};
  }
  return options;
}

void add(std::string& conninfo, const std::string& keyword, const std::string& value) {
  if (!conninfo.empty()) conninfo += ' ';
  conninfo += keyword + "='";
  for (char c : value) {
    if (c == '\'' || c == '\\') conninfo += '\\';
    conninfo += c;
  }
  conninfo += '\'';
}

// The target as the hub will be told: a name it knows, or a conninfo.
std::string as_server(const Wanted& wanted) {
  bool more = wanted.host || wanted.port || wanted.user;
  if (wanted.dbname && !is_conninfo(*wanted.dbname) && !more) return *wanted.dbname;
  std::vector<std::pair<std::string, std::string>> pairs;
  auto give = [&](const char* keyword, const std::optional<std::string>& value) {
    if (value) pairs.emplace_back(keyword, *value);
  };
  give("host", wanted.host);
  give("port", wanted.port);
  give("user", wanted.user);
  std::string conninfo;
  if (wanted.dbname && is_conninfo(*wanted.dbname)) {
    Options options = parse(*wanted.dbname);
    for (PQconninfoOption* each = options.get(); each->keyword != nullptr; ++each) {
      if (each->val == nullptr) continue;
      // As in psql, what the conninfo says goes before an option.
      std::erase_if(pairs, [&](const auto& pair) { return pair.first == each->keyword; });
      pairs.emplace_back(each->keyword, each->val);
    }
  } else {
    give("dbname", wanted.dbname);
  }
  for (const auto& [keyword, value] : pairs) add(conninfo, keyword, value);
  return conninfo;
}

}  // namespace

bool is_conninfo(const std::string& text) {
  return text.find('=') != std::string::npos || text.starts_with("postgresql://") ||
         text.starts_with("postgres://");
}

Target target(const Wanted& wanted) {
  if (!wanted.hub) return {wanted.dbname, wanted.host, wanted.port, wanted.user, wanted.server};
  Target target;
  target.dbname = wanted.hub;
  target.through_hub = true;
  bool named = wanted.dbname || wanted.host || wanted.port || wanted.user;
  if (named && wanted.server)
    throw Problem{
        wrong_usage,
        "with PGCOPILOT_HUB, --server and a target of -d, -h, -p or -U exclude each other", "",
        "Give --server for a server that the hub knows by name, or -d for any other."};
  target.server = named ? std::optional(as_server(wanted)) : wanted.server;
  return target;
}

std::string Target::server_label() const {
  if (!server || !is_conninfo(*server)) return server.value_or("");
  std::string label;
  Options options = parse(*server);
  for (PQconninfoOption* each = options.get(); each->keyword != nullptr; ++each)
    for (const char* kept : {"host", "hostaddr", "port", "dbname", "user", "service"})
      if (each->val != nullptr && std::string(kept) == each->keyword) add(label, kept, each->val);
  return label;
}

}  // namespace copilot::client
