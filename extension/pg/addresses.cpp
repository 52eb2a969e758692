// Addresses: what needs no look-up, a small cache of what did, and the lists libpq wants.
// Words: see addresses.hpp.
// The cache belongs to one session and holds no more than a few names for a minute.
#include "pg/addresses.hpp"

#include <arpa/inet.h>

#include <cstring>

#include "pg/postgres.hpp"

#include "pg/ambient.hpp"

namespace copilot::pg {

namespace {

constexpr base::Timestamp lifetime = 60 * 1000000LL;
constexpr std::size_t places = 8;
constexpr std::size_t addresses_kept = 8;

struct Remembered {
  char name[256];
  char addresses[addresses_kept][64];
  std::size_t count;
  base::Timestamp until;
};
Remembered cache[places];

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> items;
  if (list.empty()) return items;
  std::size_t begin = 0;
  for (std::size_t comma = list.find(','); comma != std::string::npos;
       comma = list.find(',', begin)) {
    items.push_back(list.substr(begin, comma - begin));
    begin = comma + 1;
  }
  items.push_back(list.substr(begin));
  return items;
}

std::string join(const std::vector<std::string>& items) {
  std::string list = items.front();
  for (std::size_t i = 1; i < items.size(); ++i) list += "," + items[i];
  return list;
}

bool is_address(const std::string& host) {
  unsigned char parsed[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), parsed) == 1 ||
         inet_pton(AF_INET6, host.c_str(), parsed) == 1;
}

void remember(const std::string& name, const std::vector<std::string>& addresses,
              base::Timestamp now) {
  Remembered* oldest = cache;
  for (Remembered& each : cache)
    if (each.until < oldest->until) oldest = &each;
  if (name.size() >= sizeof oldest->name) return;
  std::strcpy(oldest->name, name.c_str());
  oldest->count = 0;
  oldest->until = now + lifetime;
  for (const std::string& address : addresses)
    if (oldest->count < addresses_kept && address.size() < sizeof oldest->addresses[0])
      std::strcpy(oldest->addresses[oldest->count++], address.c_str());
}

std::vector<std::string> addresses_of(const std::string& host) {
  if (host.empty() || host[0] == '/' || host[0] == '@') return {""};  // a socket's folder
  if (is_address(host)) return {host};
  if (host == "localhost") return {"127.0.0.1", "::1"};
  const base::Timestamp now = ServerClock().now();
  for (const Remembered& each : cache)
    if (each.until > now && host == each.name) return {each.addresses, each.addresses + each.count};
  std::vector<std::string> addresses = look_up(host);
  remember(host, addresses, now);
  return addresses;
}

}  // namespace

void add_addresses(Conninfo& conninfo) {
  const std::vector<std::string> hosts = split(conninfo.get("host"));
  const std::vector<std::string> given = split(conninfo.get("hostaddr"));
  const std::vector<std::string> ports = split(conninfo.get("port"));
  // Lists that do not match are libpq's to refuse, which it does before it resolves anything.
  if (hosts.empty() || (!given.empty() && given.size() != hosts.size()) ||
      (ports.size() > 1 && ports.size() != hosts.size()))
    return;
  std::vector<std::string> all_hosts, all_addresses, all_ports;
  bool any = false;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    std::vector<std::string> addresses;
    if (i < given.size() && !given[i].empty())
      addresses.push_back(given[i]);
    else
      addresses = addresses_of(hosts[i]);
    for (const std::string& address : addresses) {
      any = any || !address.empty();
      all_hosts.push_back(hosts[i]);
      all_addresses.push_back(address);
      all_ports.push_back(ports.size() > 1 ? ports[i] : conninfo.get("port"));
    }
  }
  if (!any) return;
  conninfo.set("host", join(all_hosts));
  conninfo.set("hostaddr", join(all_addresses));
  conninfo.set("port", join(all_ports));
}

}  // namespace copilot::pg
