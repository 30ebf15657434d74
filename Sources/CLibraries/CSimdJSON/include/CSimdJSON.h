// Fields of a JSON document by a compiled mapping: one parse, one walk, no allocation per document.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a field is.
enum {
  VIGIE_FIELD_ABSENT = 0,
  VIGIE_FIELD_NULL = 1,
  /// `bytes` and `length`: valid UTF-8 without escapes.
  VIGIE_FIELD_STRING = 2,
  /// `bits` is an `int64_t`.
  VIGIE_FIELD_INT64 = 3,
  /// `bits` is a `uint64_t` beyond the range of `int64_t`.
  VIGIE_FIELD_UINT64 = 4,
  /// `bits` is the pattern of a finite `double`.
  VIGIE_FIELD_DOUBLE = 5,
  /// `bits` is 0 or 1.
  VIGIE_FIELD_BOOL = 6,
  VIGIE_FIELD_OBJECT = 7,
  VIGIE_FIELD_ARRAY = 8,
};

/// A view of one field; its bytes live until the next call on the same handle.
typedef struct {
  const uint8_t *bytes;
  uint64_t bits;
  uint32_t length;
  uint32_t type;
} vigie_field;

/// What became of a document.
enum {
  VIGIE_JSON_OK = 0,
  VIGIE_JSON_MALFORMED = 1,
  /// Nothing but white space.
  VIGIE_JSON_EMPTY = 2,
  VIGIE_JSON_INVALID_UTF8 = 3,
  VIGIE_JSON_TOO_DEEP = 4,
  VIGIE_JSON_TOO_LARGE = 5,
  /// It ends inside a string, an object or an array.
  VIGIE_JSON_TRUNCATED = 6,
  /// A mapped key stands twice in one object.
  VIGIE_JSON_DUPLICATE_KEY = 7,
  /// A number that 64 bits cannot hold.
  VIGIE_JSON_NUMBER_OUT_OF_RANGE = 8,
};

/// Bytes that must be readable after a payload that is said to be padded.
size_t vigie_json_padding(void);

/// A mapping, its parser and their buffers.
typedef struct vigie_json vigie_json;

/// An empty mapping for documents of at most `maximum_bytes`, nested at most `maximum_depth` deep;
/// NULL when memory is short.
vigie_json *vigie_json_create(size_t maximum_bytes, size_t maximum_depth);
void vigie_json_destroy(vigie_json *json);

/// The node below `parent` (the root is 0) at a key, at an index (of an array, or the key of the
/// same digits), or at the first element of an array whose member `key` is the string `value`. A
/// node that is there already is given again. −1 when memory is short.
int32_t vigie_json_add_key(vigie_json *json, int32_t parent, const char *key, size_t length);
int32_t vigie_json_add_index(vigie_json *json, int32_t parent, uint32_t index);
int32_t vigie_json_add_select(vigie_json *json, int32_t parent, const char *key, size_t key_length,
                              const char *value, size_t value_length);
/// Asks for the value at `node`: its number among the fields, from 0; −1 when memory is short.
int32_t vigie_json_want(vigie_json *json, int32_t node);

/// Parses a document, validating all of it, and finds the fields that the mapping wants.
///
/// `padded` says that `vigie_json_padding()` bytes after the payload can be read; without them the
/// payload is copied. `fields` is set to the views in the order of `vigie_json_want`, also on an
/// error (then all of them are absent). O(length).
int vigie_json_extract(vigie_json *json, const uint8_t *payload, size_t length, bool padded,
                       const vigie_field **fields);

/// Whether the bytes are UTF-8.
bool vigie_utf8_valid(const uint8_t *bytes, size_t length);

/// XXH3 of a whole payload, 64 bits: the same as `vigie_xxh3` with seed 0, with vector instructions,
/// which pay at this length (546 bytes: 40 ns instead of 110).
uint64_t vigie_payload_hash(const uint8_t *bytes, size_t length);

/// Writes the shortest decimal that reads back as the finite `value`, at most 32 bytes; their number.
size_t vigie_double_text(double value, char *text);

#ifdef __cplusplus
}
#endif
