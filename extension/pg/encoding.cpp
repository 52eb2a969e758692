// Encoding: conversion at the boundary.
// Words: see encoding.hpp.
// These are called inside a guard, or where no C++ object is alive.
#include "pg/encoding.hpp"

#include <cstring>

#include "pg/postgres.hpp"

namespace copilot::pg {

// Keeps what is valid in the encoding, one '?' for every byte that is not.
static const char* valid_text(const char* text, int encoding) {
  int left = static_cast<int>(std::strlen(text));
  if (pg_verify_mbstr(encoding, text, left, true)) return text;
  char* copy = pstrdup(text);
  for (char* at = copy; left > 0;) {
    int length = pg_encoding_verifymbchar(encoding, at, left);
    if (length < 1) {
      *at = '?';
      length = 1;
    }
    at += length;
    left -= length;
  }
  return copy;
}

static const char* converted(const char* text, int from, int to) {
  const int length = static_cast<int>(std::strlen(text));
  const Oid function = FindDefaultConversionProc(from, to);
  if (!OidIsValid(function)) return valid_text(text, to);
  const Size space = static_cast<Size>(length) * MAX_CONVERSION_GROWTH + 1;
  char* result = static_cast<char*>(MemoryContextAllocHuge(CurrentMemoryContext, space));
  char* out = result;
  const char* in = text;
  int left = length;
  while (left > 0) {
    const int done = pg_do_encoding_conversion_buf(
        function, from, to, reinterpret_cast<unsigned char*>(const_cast<char*>(in)), left,
        reinterpret_cast<unsigned char*>(out), static_cast<int>(space - (out - result)), true);
    out += std::strlen(out);
    in += done;
    left -= done;
    if (left > 0) {
      int skip = pg_encoding_verifymbchar(from, in, left);
      if (skip < 1) skip = 1;
      *out++ = '?';
      *out = '\0';
      in += skip;
      left -= skip;
    }
  }
  *out = '\0';
  return result;
}

const char* server_text(const char* utf8) {
  const int encoding = GetDatabaseEncoding();
  if (encoding == PG_SQL_ASCII) return utf8;
  if (encoding == PG_UTF8 || !IsTransactionState()) return valid_text(utf8, PG_UTF8);
  return converted(utf8, PG_UTF8, encoding);
}

const char* module_text(const char* text) {
  const int encoding = GetDatabaseEncoding();
  if (encoding == PG_SQL_ASCII) return valid_text(text, PG_UTF8);
  if (encoding == PG_UTF8) return text;
  return converted(text, encoding, PG_UTF8);
}

}  // namespace copilot::pg
