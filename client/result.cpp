// Result: from a type and a unit to what a person reads.
// Words: see result.hpp.
// It must not change a value that goes to a program: that is what csv and json are for.
#include "result.hpp"

#include "text.hpp"
#include "units.hpp"

namespace copilot::client {

namespace {

struct TypeKind {
  unsigned type;
  Kind kind;
};

// The oids of built-in types are fixed for ever (pg_type.dat).
constexpr TypeKind types[] = {
    {16, Kind::boolean},        {20, Kind::integer},        {21, Kind::integer},
    {23, Kind::integer},        {26, Kind::integer},        {700, Kind::number},
    {701, Kind::number},        {1700, Kind::number},       {114, Kind::json},
    {3802, Kind::json},         {1114, Kind::timestamp},    {1184, Kind::timestamp},
    {1186, Kind::interval},     {1009, Kind::text_array},   {1015, Kind::text_array},
    {1003, Kind::text_array},   {1005, Kind::number_array}, {1007, Kind::number_array},
    {1016, Kind::number_array}, {1021, Kind::number_array}, {1022, Kind::number_array},
    {1231, Kind::number_array},
};

Kind kind_of(unsigned type) {
  for (const TypeKind& each : types)
    if (each.type == type) return each.kind;
  return Kind::text;
}

std::string_view unit_of(std::string_view name, const base::Report* report) {
  if (report != nullptr)
    for (const base::Column& column : report->columns)
      if (name == column.name) return column.unit;
  return {};
}

}  // namespace

Field field(std::string_view name, unsigned type, const base::Report* report) {
  Kind kind = kind_of(type);
  std::string_view unit = unit_of(name, report);
  bool numeric = kind == Kind::integer || kind == Kind::number;
  if (numeric) {
    if (unit == "bytes" || name.ends_with("_bytes"))
      kind = Kind::bytes;
    else if (unit == "ms" || name.ends_with("_ms"))
      kind = Kind::milliseconds;
    else if (unit == "percent" || name.ends_with("_percent"))
      kind = Kind::percent;
  } else if (kind == Kind::text && unit == "sql") {
    kind = Kind::statement;
  } else if (kind == Kind::text && (name == "title" || name == "headline")) {
    // A verdict; cut short, it could be its opposite.
    kind = Kind::prose;
  }
  return {std::string(name), kind, numeric};
}

bool right_aligned(Kind kind) {
  switch (kind) {
    case Kind::integer:
    case Kind::number:
    case Kind::interval:
    case Kind::bytes:
    case Kind::milliseconds:
    case Kind::percent:
      return true;
    default:
      return false;
  }
}

static std::string readable(Kind kind, std::string_view cell) {
  switch (kind) {
    case Kind::bytes:
      return human_bytes(cell);
    case Kind::milliseconds:
      return human_milliseconds(cell);
    case Kind::percent:
      return human_percent(cell);
    case Kind::interval:
      return human_interval(cell);
    case Kind::timestamp:
      return human_timestamp(cell);
    case Kind::boolean:
      return cell == "t" ? "yes" : "no";
    case Kind::text_array:
    case Kind::number_array:
      return human_array(cell);
    default:
      return std::string(cell);
  }
}

std::string human(const Field& field, const char* cell) {
  if (cell == nullptr) return "-";
  return visible(readable(field.kind, cell),
                 field.kind == Kind::statement ? Lines::join : Lines::escape);
}

}  // namespace copilot::client
