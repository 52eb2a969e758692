// Writing publications and subscriptions.
// Words: see kind.hpp; a published item is as after FOR TABLE.
// A subscription must not reach for its publisher here: it is made unconnected, and its slot is left there when it goes.
#include "base/quote.hpp"
#include "diff/kinds/options.hpp"
#include "diff/kinds/outside.hpp"

namespace copilot::diff {

namespace {

class Text {
 public:
  void add(std::string_view item) {
    if (!text_.empty()) text_ += ", ";
    text_ += item;
  }
  // Tables stand before schemas.
  void table(std::string_view item) {
    add((text_.empty() ? "TABLE ONLY " : "ONLY ") + std::string(item));
  }
  const std::string& get() const { return text_; }

 private:
  std::string text_;
};

std::string table_of(std::string_view item) {
  return std::string(named(item).name);
}

std::string publish_of(const Fact& fact) {
  const std::string_view operations = fact["publish"];
  return operations.empty()     ? "insert, update, delete, truncate"
         : operations == "none" ? std::string()
                                : std::string(operations);
}

std::string option(const char* name, bool on) {
  return std::string(name) + (on ? " = true" : " = false");
}

// What one side has and the other has not; all: as it is made.
std::string publication_options(const Fact& fact, const Difference* difference) {
  auto wanted = [&](std::string_view property) {
    return difference == nullptr ? !fact[property].empty() : difference->differs(property);
  };
  Text text;
  if (wanted("publish")) text.add("publish = " + base::quote_literal(publish_of(fact)));
  if (wanted("via_root")) text.add(option("publish_via_partition_root", !fact["via_root"].empty()));
  if (wanted("generated_columns"))
    text.add(std::string("publish_generated_columns = ") +
             (fact["generated_columns"].empty() ? "none" : "stored"));
  return text.get();
}

// Those whose usual value is off, any or true have no property then.
struct Parameter {
  const char* name;
  const char* usual;
  int since;
};
constexpr Parameter parameters[] = {
    {"binary", "false", 140000},           {"streaming", "off", 140000},
    {"synchronous_commit", "off", 0},      {"two_phase", "false", 150000},
    {"disable_on_error", "false", 150000}, {"password_required", "true", 160000},
    {"run_as_owner", "false", 160000},     {"origin", "any", 160000},
    {"failover", "false", 170000}};

constexpr std::string_view unread = "host=''";

std::string connection_of(const Fact& fact) {
  return base::quote_literal(fact["connection"].empty() ? unread : fact["connection"]);
}

}  // namespace

Statements create_publication(const Fact& fact, const Scene&) {
  std::string text = "CREATE " + fact.address;
  if (!fact["all_tables"].empty()) text += " FOR ALL TABLES";
  Text items_of;
  for (const std::string_view each : items(fact["tables"], ';')) items_of.table(each);
  for (const std::string_view each : items(fact["schemas"], ';'))
    items_of.add("TABLES IN SCHEMA " + std::string(each));
  if (!items_of.get().empty()) text += " FOR " + items_of.get();
  if (const std::string options = publication_options(fact, nullptr); !options.empty())
    text += " WITH (" + options + ")";
  return {plain(std::move(text))};
}

Statements drop_publication(const Fact& fact, const Scene&) {
  Statement statement = plain("DROP " + fact.address);
  statement.note = "Its subscribers stop with an error.";
  return {std::move(statement)};
}

Way way_of_publication(const Difference& difference, const Scene&) {
  return difference.differs("all_tables") ? Way::replace : Way::in_place;
}

// Tables first go, then come: one whose columns or filter differ does both.
Statements alter_publication(const Difference& difference, const Scene& scene) {
  const Fact &from = difference.from, &to = difference.to;
  const std::string begin = "ALTER " + to.address;
  Text gone, come;
  auto tables = [](const Fact& fact) { return items(fact["tables"], ';'); };
  auto lacks = [](const std::vector<std::string_view>& list, std::string_view item) {
    for (const std::string_view each : list)
      if (each == item) return false;
    return true;
  };
  for (const std::string_view each : tables(from))
    if (lacks(tables(to), each)) {
      const std::size_t place = scene.from.find("TABLE " + table_of(each));
      if (place == none || !scene.gone(place)) gone.table(table_of(each));
    }
  for (const std::string_view each : tables(to))
    if (lacks(tables(from), each)) come.table(each);
  const auto before = items(from["schemas"], ';'), after = items(to["schemas"], ';');
  for (const std::string_view each : before)
    if (lacks(after, each)) gone.add("TABLES IN SCHEMA " + std::string(each));
  for (const std::string_view each : after)
    if (lacks(before, each)) come.add("TABLES IN SCHEMA " + std::string(each));
  Statements all;
  if (!gone.get().empty()) all.push_back(plain(begin + " DROP " + gone.get()));
  if (const std::string options = publication_options(to, &difference); !options.empty())
    all.push_back(plain(begin + " SET (" + options + ")"));
  if (!come.get().empty()) all.push_back(plain(begin + " ADD " + come.get()));
  for (Statement& each : all) each.lock = Lock::share_update_exclusive;
  return all;
}

Statements create_subscription(const Fact& fact, const Scene& scene) {
  Text options;
  options.add("connect = false");
  options.add("slot_name = " + std::string(fact["slot_name"]));
  for (const Parameter& each : parameters)
    if (!fact[each.name].empty() && scene.from.version >= each.since)
      options.add(std::string(each.name) + " = " + base::quote_literal(fact[each.name]));
  // From 18 on it is parallel unless it is said.
  if (fact["streaming"].empty() && scene.from.version >= 180000) options.add("streaming = off");
  Statement statement =
      plain("CREATE " + fact.address + " CONNECTION " + connection_of(fact) + " PUBLICATION " +
            std::string(fact["publications"]) + " WITH (" + options.get() + ")");
  statement.note =
      "It is not connected: make its slot on the publisher, then enable and refresh it.";
  if (!fact["secrets"].empty())
    statement.note += " The password is not known here: write it where the mask stands.";
  if (fact["connection"].empty())
    statement.note += " Only a superuser may read the connection: write it.";
  return {std::move(statement)};
}

Statements drop_subscription(const Fact& fact, const Scene&) {
  Statements all;
  if (fact["slot_name"] != "NONE") {
    all.push_back(plain("ALTER " + fact.address + " DISABLE"));
    all.push_back(plain("ALTER " + fact.address + " SET (slot_name = NONE)"));
    all.back().note = "The slot stays on the publisher, where it keeps WAL: drop it there.";
  }
  all.push_back(plain("DROP " + fact.address));
  return all;
}

Way way_of_subscription(const Difference& difference, const Scene& scene) {
  return difference.differs("two_phase") && scene.from.version < 180000 ? Way::replace
                                                                        : Way::in_place;
}

Statements alter_subscription(const Difference& difference, const Scene& scene) {
  const Fact &from = difference.from, &to = difference.to;
  const std::string begin = "ALTER " + to.address;
  Statements all;
  if (difference.differs("connection") && !from["connection"].empty() &&
      !to["connection"].empty()) {
    all.push_back(plain(begin + " CONNECTION " + connection_of(to)));
    if (!to["secrets"].empty())
      all.back().note = "The password is not known here: write it where the mask stands.";
  } else if (difference.differs("secrets") && !from["secrets"].empty() && !to["secrets"].empty()) {
    all.push_back(secret_differs(to, "connection"));
  }
  if (difference.differs("publications"))
    all.push_back(plain(begin + " SET PUBLICATION " + std::string(to["publications"]) +
                        " WITH (refresh = false)"));
  Text options;
  if (difference.differs("slot_name")) options.add("slot_name = " + std::string(to["slot_name"]));
  for (const Parameter& each : parameters) {
    if (!difference.differs(each.name) || scene.from.version < each.since) continue;
    const std::string value =
        std::string(each.name) + " = " +
        base::quote_literal(to[each.name].empty() ? each.usual : to[each.name]);
    const std::string_view name = each.name;
    if (name != "failover" && name != "two_phase") {
      options.add(value);
      continue;
    }
    all.push_back(plain(begin + " SET (" + value + ")"));
    all.back().transactional = false;
    all.back().hazards = static_cast<Hazards>(Hazard::non_transactional);
    all.back().note = "It must be disabled, and its publisher reachable.";
  }
  if (!options.get().empty()) all.push_back(plain(begin + " SET (" + options.get() + ")"));
  return all;
}

}  // namespace copilot::diff
