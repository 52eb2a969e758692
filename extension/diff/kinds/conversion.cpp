// Conversion: the server's own casts, and what it can tell without reading rows.
// Words: see conversion.hpp; the modifiers of a type are the numbers in its parentheses.
// Casts that every string type has, to it without a word and from it with one, are not in the table.
#include "diff/kinds/conversion.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace copilot::diff {

namespace {

struct Casts {
  std::string_view from;
  std::string_view automatic;  // implicit, or in an assignment
  std::string_view written;
};

constexpr Casts casts[] = {
    {"bigint", "double precision,numeric,oid,real,integer,money,smallint", "bit"},
    {"bit", "bit varying", "bigint,integer"},
    {"bit varying", "bit", ""},
    {"boolean", "", "integer"},
    {"box", "polygon", "circle,lseg,point"},
    {"cidr", "inet", ""},
    {"circle", "", "box,point,polygon"},
    {"date", "timestamp with time zone,timestamp without time zone", ""},
    {"daterange", "", "datemultirange"},
    {"double precision", "bigint,integer,numeric,real,smallint", ""},
    {"inet", "cidr", ""},
    {"int4range", "", "int4multirange"},
    {"int8range", "", "int8multirange"},
    {"integer", "bigint,double precision,numeric,oid,real,money,smallint", "bit,boolean"},
    {"interval", "time without time zone", ""},
    {"json", "jsonb", ""},
    {"jsonb", "json", "bigint,boolean,double precision,integer,numeric,real,smallint"},
    {"lseg", "", "point"},
    {"macaddr", "macaddr8", ""},
    {"macaddr8", "macaddr", ""},
    {"money", "numeric", ""},
    {"numeric", "double precision,real,bigint,integer,money,smallint", ""},
    {"numrange", "", "nummultirange"},
    {"oid", "bigint,integer", ""},
    {"path", "polygon", ""},
    {"point", "box", ""},
    {"polygon", "path", "box,circle,point"},
    {"real", "double precision,bigint,integer,numeric,smallint", ""},
    {"smallint", "bigint,double precision,integer,numeric,oid,real", ""},
    {"time with time zone", "time without time zone", ""},
    {"time without time zone", "interval,time with time zone", ""},
    {"timestamp with time zone",
     "date,time with time zone,time without time zone,timestamp without time zone", ""},
    {"timestamp without time zone", "timestamp with time zone,date,time without time zone", ""},
    {"tsrange", "", "tsmultirange"},
    {"tstzrange", "", "tstzmultirange"},
};

// Pairs whose values are stored alike.
constexpr std::pair<std::string_view, std::string_view> alike[] = {
    {"integer", "oid"},
    {"oid", "integer"},
    {"text", "character varying"},
    {"character varying", "text"},
    {"cidr", "inet"},
    {"bit", "bit varying"},
    {"xml", "text"},
    {"xml", "character varying"},
    {"text", "bpchar"},
    {"character varying", "bpchar"},
};

// From one to a later one every value fits.
constexpr std::string_view widening[][4] = {
    {"smallint", "integer", "bigint", "numeric"},
    {"real", "double precision", "", ""},
    {"date", "timestamp without time zone", "timestamp with time zone", ""},
    {"macaddr", "macaddr8", "", ""},
};

bool listed(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (list.substr(0, end) == name) return true;
    list.remove_prefix(std::min(list.size(), end + 1));
  }
  return false;
}

struct Type {
  std::string name;  // without modifiers and brackets
  std::vector<int> modifiers;
  bool array = false;
};

Type parse(std::string_view text) {
  Type made;
  while (text.ends_with("[]")) {
    made.array = true;
    text.remove_suffix(2);
  }
  const std::size_t quoted = text.rfind('"');
  const std::size_t open = text.find('(', quoted == std::string_view::npos ? 0 : quoted);
  const std::size_t close = open == std::string_view::npos ? open : text.find(')', open);
  if (close == std::string_view::npos) {
    made.name = text;
    return made;
  }
  int value = 0, sign = 1;
  for (const char c : text.substr(open + 1, close - open)) {
    if (c >= '0' && c <= '9') {
      value = std::min(value, 100000000) * 10 + (c - '0');
    } else if (c == '-') {
      sign = -1;
    } else {
      made.modifiers.push_back(sign * value);
      value = 0;
      sign = 1;
    }
  }
  made.name = std::string(text.substr(0, open)) + std::string(text.substr(close + 1));
  return made;
}

bool string_type(std::string_view name) {
  return name == "text" || name == "character varying" || name == "character" || name == "bpchar" ||
         name == "name" || name.ends_with(".citext");
}

// What a domain is over, at the end of all domains.
std::string underlying(const Facts& facts, std::string name, bool& constrained) {
  for (int depth = 0; depth < 16; ++depth) {
    const std::size_t place = facts.find("DOMAIN " + name);
    if (place == none) break;
    const Fact& domain = facts[place];
    constrained = constrained || !domain["not_null"].empty();
    for (const std::size_t child : facts.children(place))
      constrained = constrained || facts[child].kind == Kind::constraint;
    name = domain["base"];
  }
  return name;
}

// A user's cast that needs no word.
bool users_cast(const Facts& facts, const std::string& from, const std::string& to) {
  const std::size_t place = facts.find("CAST (" + from + " AS " + to + ")");
  if (place == none) return false;
  const std::string_view definition = facts[place]["definition"];
  return definition.ends_with(" AS IMPLICIT") || definition.ends_with(" AS ASSIGNMENT");
}

bool has_users_cast(const Facts& facts, const std::string& from, const std::string& to) {
  return facts.find("CAST (" + from + " AS " + to + ")") != none;
}

bool widens(std::string_view from, std::string_view to) {
  for (const auto& row : widening) {
    const auto* first = std::find(std::begin(row), std::end(row), from);
    if (first != std::end(row) && std::find(first, std::end(row), to) != std::end(row)) return true;
  }
  return from == "character" && (to == "text" || to == "character varying");
}

// Of one type: does every value fit as it is?
bool roomier(const std::string& name, const std::vector<int>& from, const std::vector<int>& to) {
  if (to.empty()) return true;
  if (from.empty()) return false;
  if (name == "numeric") {
    const int from_scale = from.size() > 1 ? from[1] : 0, to_scale = to.size() > 1 ? to[1] : 0;
    return to_scale >= from_scale && to[0] - to_scale >= from[0] - from_scale;
  }
  return to[0] >= from[0];
}

bool scaled_alike(const std::vector<int>& from, const std::vector<int>& to) {
  return to.empty() ||
         (!from.empty() && (from.size() > 1 ? from[1] : 0) == (to.size() > 1 ? to[1] : 0));
}

}  // namespace

Conversion conversion(const Facts& facts, std::string_view from_text, std::string_view to_text) {
  Conversion made;
  if (from_text == to_text) return {Conversion::Path::automatic, false, false, false};
  Type from = parse(from_text), to = parse(to_text);
  bool checked = false, unchecked = false;
  const std::string wanted = to.name;
  from.name = underlying(facts, from.name, unchecked);
  to.name = underlying(facts, to.name, checked);
  // Over a type with modifiers a domain has them.
  if (const Type base = parse(from.name); !base.modifiers.empty() || base.array) from = base;
  if (const Type base = parse(to.name); !base.modifiers.empty() || base.array) to = base;
  const bool strings = string_type(from.name) && string_type(to.name);
  if (from.array != to.array) {
    // Only a text can become an array, or be made of one.
    made.path =
        !from.array || !string_type(to.name) ? Conversion::Path::text : Conversion::Path::automatic;
    made.may_fail = !from.array;
    return made;
  }
  if (from.name == to.name) {
    made.path = Conversion::Path::automatic;
    const bool roomy = roomier(from.name, from.modifiers, to.modifiers);
    const bool stays = from.name != "character" && from.name != "bit" &&
                       (from.name != "numeric" || scaled_alike(from.modifiers, to.modifiers));
    made.rewrites = !(roomy && stays && !from.array && !checked);
    if (from.modifiers == to.modifiers && !checked && !from.array) made.rewrites = false;
    made.narrows = !roomy;
    made.may_fail = !roomy || checked;
    return made;
  }
  const auto* found = std::find_if(std::begin(casts), std::end(casts),
                                   [&](const Casts& each) { return each.from == from.name; });
  const bool known = found != std::end(casts);
  if (strings || (string_type(to.name) && !has_users_cast(facts, from.name, to.name)) ||
      (known && listed(found->automatic, to.name)) || users_cast(facts, from.name, to.name)) {
    made.path = Conversion::Path::automatic;
  } else if ((known && listed(found->written, to.name)) || string_type(from.name) ||
             has_users_cast(facts, from.name, to.name)) {
    made.path = Conversion::Path::cast;
  }
  const bool stored_alike = std::any_of(std::begin(alike), std::end(alike), [&](const auto& pair) {
    return pair.first == from.name && pair.second == to.name;
  });
  made.rewrites = !stored_alike || from.array || checked || !to.modifiers.empty();
  if (stored_alike && string_type(from.name) && !from.modifiers.empty() && !to.modifiers.empty())
    made.narrows = to.modifiers[0] < from.modifiers[0];
  const bool room = to.modifiers.empty() || (strings && !made.narrows && !from.modifiers.empty());
  const bool fits = room && (widens(from.name, to.name) || string_type(to.name) || stored_alike);
  const bool spelled = string_type(to.name) && !string_type(from.name);  // too long: refused
  made.narrows = made.path == Conversion::Path::automatic ? !fits && !spelled && from.name != "json"
                                                          : !string_type(from.name);
  // An enum's labels are its text: all of a value is kept, if it is there.
  if (made.path == Conversion::Path::text && facts.find("TYPE " + wanted) != none)
    made.narrows = false;
  made.may_fail = !fits || checked;
  return made;
}

}  // namespace copilot::diff
