// Looking below domains and arrays.
// Words: see plain_type.hpp.
// Most columns are of a built-in type that is neither: those cost no lookup.
#include "lint/schema/plain_type.hpp"

namespace copilot::lint {

namespace {

constexpr int deepest = 8;

constexpr bool is_scalar(catalog::Oid type) {
  switch (type) {
    case builtin::boolean:
    case builtin::bytea:
    case builtin::int8:
    case builtin::int2:
    case builtin::int4:
    case builtin::text:
    case builtin::float4:
    case builtin::float8:
    case builtin::bpchar:
    case builtin::varchar:
    case builtin::date:
    case builtin::timestamp:
    case builtin::timestamptz:
    case builtin::numeric:
    case builtin::uuid:
      return true;
    default:
      return false;
  }
}

}  // namespace

PlainType plain_type(const Subject& subject, const catalog::Column& column) {
  PlainType plain{column.type, column.typmod};
  for (int depth = 0; depth < deepest && !is_scalar(plain.type); ++depth) {
    const catalog::Type* type = subject.model().type(plain.type);
    if (type == nullptr) {
      plain.type = 0;
    } else if (type->type == 'd') {
      const Subject::Underlying below = subject.underlying(plain.type, plain.typmod);
      plain.domain = true;
      plain.type = below.type == nullptr ? 0 : below.type->oid;
      plain.typmod = below.typmod;
      continue;
    } else if (type->category == 'A' && type->element != 0) {
      plain.array = true;
      plain.type = type->element;
      continue;
    }
    break;
  }
  return plain;
}

}  // namespace copilot::lint
