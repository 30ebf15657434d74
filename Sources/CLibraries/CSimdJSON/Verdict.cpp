#include "Verdict.hpp"

namespace vigie {
namespace {

bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

/// Whether the bytes are a number in the grammar of RFC 8259, section 6.
bool is_number(const uint8_t *at, const uint8_t *end) {
  if (at < end && *at == '-') { at++; }
  if (at == end || !is_digit(*at)) { return false; }
  if (*at == '0') {
    at++;
  } else {
    while (at < end && is_digit(*at)) { at++; }
  }
  if (at < end && *at == '.') {
    at++;
    if (at == end || !is_digit(*at)) { return false; }
    while (at < end && is_digit(*at)) { at++; }
  }
  if (at < end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < end && (*at == '+' || *at == '-')) { at++; }
    if (at == end || !is_digit(*at)) { return false; }
    while (at < end && is_digit(*at)) { at++; }
  }
  return at == end;
}

/// Where a scalar that is no string ends.
const uint8_t *token_end(const uint8_t *at, const uint8_t *end) {
  while (at < end) {
    switch (*at) {
    case ' ': case '\t': case '\n': case '\r': case ',': case ':':
    case '[': case ']': case '{': case '}': case '"':
      return at;
    default:
      at++;
    }
  }
  return end;
}

struct Shape {
  /// It ends inside a string, an object or an array.
  bool open = false;
  /// Every number outside the strings is one by the grammar.
  bool numbers_well_formed = true;
};

Shape shape(const uint8_t *payload, size_t length) {
  Shape shape;
  const uint8_t *at = payload, *end = payload + length;
  size_t depth = 0;
  while (at < end) {
    const uint8_t byte = *at;
    if (byte == '"') {
      at++;
      while (at < end && *at != '"') { at += *at == '\\' ? 2 : 1; }
      if (at >= end) {
        shape.open = true;
        return shape;
      }
      at++;
    } else if (byte == '{' || byte == '[') {
      depth++;
      at++;
    } else if (byte == '}' || byte == ']') {
      depth -= depth > 0;
      at++;
    } else if (byte == '-' || is_digit(byte)) {
      const uint8_t *stop = token_end(at, end);
      shape.numbers_well_formed &= is_number(at, stop);
      at = stop;
    } else {
      at++;
    }
  }
  shape.open = depth > 0;
  return shape;
}

}  // namespace

int verdict(simdjson::error_code error, const uint8_t *payload, size_t length) {
  switch (error) {
  case simdjson::SUCCESS:
    return VIGIE_JSON_OK;
  case simdjson::EMPTY:
    return VIGIE_JSON_EMPTY;
  case simdjson::UTF8_ERROR:
    return VIGIE_JSON_INVALID_UTF8;
  case simdjson::DEPTH_ERROR:
    return VIGIE_JSON_TOO_DEEP;
  case simdjson::CAPACITY:
  case simdjson::MEMALLOC:
    return VIGIE_JSON_TOO_LARGE;
  default:
    break;
  }
  const Shape seen = shape(payload, length);
  if (seen.open) { return VIGIE_JSON_TRUNCATED; }
  if (error == simdjson::NUMBER_ERROR && seen.numbers_well_formed) {
    return VIGIE_JSON_NUMBER_OUT_OF_RANGE;
  }
  return VIGIE_JSON_MALFORMED;
}

}  // namespace vigie
