#include "CSimdJSON.h"
#if !__has_include(<simdjson.h>)
#error "Vigie needs simdjson.h: apt-get install libsimdjson-dev"
#endif
#if !__has_include(<xxhash.h>)
#error "Vigie needs xxhash.h: apt-get install libxxhash-dev"
#endif
#include "Trie.hpp"
#include "Verdict.hpp"
#include <algorithm>
#include <memory>
#include <new>
#include <simdjson.h>
#include <string_view>
#define XXH_INLINE_ALL
#include <xxhash.h>

using simdjson::internal::tape_type;
using vigie::KeyTable;
using vigie::Node;
using vigie::none;
using vigie::Text;

namespace {

/// The deepest nesting that is read: simdjson's default.
constexpr size_t maximum_depth = 1024;
/// What the buffers hold at first; they double as longer documents come.
constexpr size_t first_capacity = 16 * 1024;
/// The least that simdjson's buffers may hold.
constexpr size_t least_capacity = 64;

}  // namespace

struct vigie_json {
  std::vector<Node> nodes;
  std::vector<vigie_field> fields;
  simdjson::dom::parser parser;
  std::unique_ptr<uint8_t[]> copy;
  size_t capacity = 0;
  size_t maximum_bytes;

  explicit vigie_json(size_t maximum)
      : nodes(1), parser(std::max(maximum, least_capacity)), maximum_bytes(maximum) {}

  simdjson::error_code reserve(size_t length) noexcept {
    if (length <= capacity) { return simdjson::SUCCESS; }
    size_t size = capacity == 0 ? first_capacity : capacity;
    while (size < length) { size *= 2; }
    size = std::min(size, std::max(maximum_bytes, least_capacity));
    copy.reset(new (std::nothrow) uint8_t[size + simdjson::SIMDJSON_PADDING]);
    capacity = 0;
    if (!copy) { return simdjson::MEMALLOC; }
    simdjson::error_code error = parser.allocate(size, maximum_depth);
    if (error) { return error; }
    error = parser.doc.allocate(size);
    if (error) { return error; }
    capacity = size;
    return simdjson::SUCCESS;
  }

  bool walk(const Node &node, size_t value) noexcept;
  bool walk_object(const Node &node, size_t object) noexcept;
  bool walk_array(const Node &node, size_t array) noexcept;
  bool walk_selected(const Node &node, size_t element, uint64_t &taken) noexcept;

  // The document as simdjson leaves it (its doc/tape.md): a word a value, the type in the high
  // byte; an opening bracket points after its closing one, a string into the buffer, where its
  // length stands before it. Read directly: through the DOM's classes the walk took a third longer.
  const uint64_t *tape = nullptr;
  const uint8_t *strings = nullptr;

  inline tape_type type(size_t at) const noexcept { return tape_type(tape[at] >> 56); }
  inline uint64_t payload(size_t at) const noexcept { return tape[at] & ((uint64_t(1) << 56) - 1); }
  /// Where the closing bracket of an object or array stands.
  inline size_t closing(size_t at) const noexcept { return uint32_t(tape[at]) - 1; }
  // Comparisons, the likeliest first: a switch becomes an indirect jump that is often mispredicted.
  inline size_t after(size_t at) const noexcept {
    const tape_type kind = type(at);
    if (kind == tape_type::STRING) { return at + 1; }
    if (kind == tape_type::START_OBJECT || kind == tape_type::START_ARRAY) {
      return uint32_t(tape[at]);
    }
    return at + 1 + (kind == tape_type::INT64 || kind == tape_type::UINT64
                     || kind == tape_type::DOUBLE);
  }
  inline Text text(size_t at) const noexcept { return Text{strings + payload(at)}; }
  inline void store(vigie_field &field, size_t value) noexcept;
};

inline void vigie_json::store(vigie_field &field, size_t value) noexcept {
  const tape_type kind = type(value);
  if (kind == tape_type::STRING) {
    const Text string = text(value);
    field.bytes = string.at + 4;
    field.length = string.length();
    field.type = VIGIE_FIELD_STRING;
    return;
  }
  switch (kind) {
  case tape_type::INT64:
    field.bits = tape[value + 1];
    field.type = VIGIE_FIELD_INT64;
    return;
  case tape_type::UINT64:
    field.bits = tape[value + 1];
    field.type = VIGIE_FIELD_UINT64;
    return;
  case tape_type::DOUBLE:
    field.bits = tape[value + 1];
    field.type = VIGIE_FIELD_DOUBLE;
    return;
  case tape_type::TRUE_VALUE:
  case tape_type::FALSE_VALUE:
    field.bits = kind == tape_type::TRUE_VALUE;
    field.type = VIGIE_FIELD_BOOL;
    return;
  case tape_type::NULL_VALUE:
    field.type = VIGIE_FIELD_NULL;
    return;
  case tape_type::START_OBJECT:
    field.type = VIGIE_FIELD_OBJECT;
    return;
  case tape_type::START_ARRAY:
    field.type = VIGIE_FIELD_ARRAY;
    return;
  case tape_type::STRING:
  case tape_type::ROOT:
  case tape_type::END_OBJECT:
  case tape_type::END_ARRAY:
    return;
  }
}

/// Takes what the mapping wants from the value downwards; false when a mapped key stands twice.
bool vigie_json::walk(const Node &node, size_t value) noexcept {
  if (node.field != none) { store(fields[node.field], value); }
  const tape_type kind = type(value);
  if (kind == tape_type::START_OBJECT && node.keys.count > 0) { return walk_object(node, value); }
  if (kind == tape_type::START_ARRAY && !(node.indexes.empty() && node.selects.empty())) {
    return walk_array(node, value);
  }
  return true;
}

// The whole object is read even when everything was found: a second one of a key may come last.
bool vigie_json::walk_object(const Node &node, size_t object) noexcept {
  uint64_t seen = 0;
  const size_t end = closing(object);
  for (size_t at = object + 1; at < end; at = after(at + 1)) {
    const KeyTable::Entry *entry = node.keys.find(text(at));
    if (entry == nullptr) { continue; }
    const uint64_t bit = uint64_t(1) << (entry->number & 63);
    if (seen & bit) { return false; }
    seen |= bit;
    if (!walk(nodes[entry->node], at + 1)) { return false; }
  }
  return true;
}

bool vigie_json::walk_array(const Node &node, size_t array) noexcept {
  uint32_t index = 0;
  size_t next = 0;
  uint64_t taken = 0;
  const size_t end = closing(array);
  for (size_t at = array + 1; at < end; at = after(at)) {
    if (next < node.indexes.size() && node.indexes[next].index == index) {
      if (!walk(nodes[node.indexes[next].node], at)) { return false; }
      next++;
    }
    if (!node.selects.empty()) {
      if (!walk_selected(node, at, taken)) { return false; }
    } else if (next == node.indexes.size()) {
      break;
    }
    index++;
  }
  return true;
}

bool vigie_json::walk_selected(const Node &node, size_t element, uint64_t &taken) noexcept {
  if (type(element) != tape_type::START_OBJECT) { return true; }
  uint64_t seen = 0, matched = 0;
  const size_t end = closing(element);
  for (size_t at = element + 1; at < end; at = after(at + 1)) {
    const KeyTable::Entry *entry = node.members.find(text(at));
    if (entry == nullptr) { continue; }
    const uint64_t bit = uint64_t(1) << (entry->number & 63);
    if (seen & bit) { return false; }
    seen |= bit;
    if (type(at + 1) != tape_type::STRING) { continue; }
    const std::string_view value(text(at + 1).begin(), text(at + 1).length());
    for (size_t i = 0; i < node.selects.size(); i++) {
      const Node::Select &select = node.selects[i];
      if (select.member == entry->number && select.value == value) {
        matched |= uint64_t(1) << (i & 63);
      }
    }
  }
  matched &= ~taken;
  taken |= matched;
  for (size_t i = 0; i < node.selects.size(); i++) {
    if ((matched >> (i & 63)) & 1 && !walk(nodes[node.selects[i].node], element)) { return false; }
  }
  return true;
}

namespace {

/// Building a mapping may run out of memory; nothing may be thrown into the caller.
template <typename Build> int32_t build(Build &&body) noexcept {
  try {
    return int32_t(body());
  } catch (...) {
    return -1;
  }
}

uint32_t add_node(vigie_json *json) {
  json->nodes.emplace_back();
  return uint32_t(json->nodes.size() - 1);
}

uint32_t add_key(vigie_json *json, uint32_t parent, const std::string &key) {
  if (const KeyTable::Entry *entry = json->nodes[parent].keys.find(key)) { return entry->node; }
  const uint32_t node = add_node(json);
  json->nodes[parent].keys.insert(key, node);
  return node;
}

}  // namespace

extern "C" {

size_t vigie_json_padding(void) { return simdjson::SIMDJSON_PADDING; }

vigie_json *vigie_json_create(size_t maximum_bytes) {
  try {
    return new vigie_json(maximum_bytes);
  } catch (...) {
    return nullptr;
  }
}

void vigie_json_destroy(vigie_json *json) { delete json; }

int32_t vigie_json_add_key(vigie_json *json, int32_t parent, const char *key, size_t length) {
  return build([&] { return add_key(json, uint32_t(parent), std::string(key, length)); });
}

int32_t vigie_json_add_index(vigie_json *json, int32_t parent, uint32_t index) {
  return build([&] {
    const auto &there = json->nodes[uint32_t(parent)].indexes;
    for (const Node::Index &entry : there) {
      if (entry.index == index) { return entry.node; }
    }
    const uint32_t node = add_key(json, uint32_t(parent), std::to_string(index));
    auto &indexes = json->nodes[uint32_t(parent)].indexes;
    auto place = indexes.begin();
    while (place != indexes.end() && place->index < index) { ++place; }
    indexes.insert(place, Node::Index{index, node});
    return node;
  });
}

int32_t vigie_json_add_select(vigie_json *json, int32_t parent, const char *key, size_t key_length,
                              const char *value, size_t value_length) {
  return build([&] {
    const std::string member(key, key_length), wanted(value, value_length);
    Node *node = &json->nodes[uint32_t(parent)];
    if (node->members.find(member) == nullptr) { node->members.insert(member, 0); }
    const uint32_t number = node->members.find(member)->number;
    for (const Node::Select &select : node->selects) {
      if (select.member == number && select.value == wanted) { return select.node; }
    }
    const uint32_t child = add_node(json);
    json->nodes[uint32_t(parent)].selects.push_back(Node::Select{number, wanted, child});
    return child;
  });
}

int32_t vigie_json_want(vigie_json *json, int32_t node) {
  return build([&] {
    uint32_t &field = json->nodes[uint32_t(node)].field;
    if (field == none) {
      json->fields.push_back(vigie_field{});
      field = uint32_t(json->fields.size() - 1);
    }
    return field;
  });
}

int vigie_json_extract(vigie_json *json, const uint8_t *payload, size_t length, bool padded,
                       const vigie_field **fields) {
  const size_t bytes = json->fields.size() * sizeof(vigie_field);
  *fields = json->fields.data();
  if (bytes > 0) { std::memset(json->fields.data(), 0, bytes); }
  if (length == 0) { return VIGIE_JSON_EMPTY; }
  if (length > json->maximum_bytes) { return VIGIE_JSON_TOO_LARGE; }
  simdjson::error_code error = json->reserve(length);
  if (error) { return VIGIE_JSON_TOO_LARGE; }
  const uint8_t *text = payload;
  if (!padded) {
    std::memcpy(json->copy.get(), payload, length);
    std::memset(json->copy.get() + length, 0, simdjson::SIMDJSON_PADDING);
    text = json->copy.get();
  }
  // Later versions of simdjson skip a byte-order mark; a record holds none.
  if (length >= 3 && std::memcmp(text, "\xEF\xBB\xBF", 3) == 0) { return VIGIE_JSON_MALFORMED; }
  error = json->parser.parse(text, length, false).error();
  if (error) { return vigie::verdict(error, text, length); }
  json->tape = json->parser.doc.tape.get();
  json->strings = json->parser.doc.string_buf.get();
  // Word 0 is the root; the value follows it.
  if (json->walk(json->nodes[0], 1)) { return VIGIE_JSON_OK; }
  std::memset(json->fields.data(), 0, bytes);
  return VIGIE_JSON_DUPLICATE_KEY;
}

bool vigie_utf8_valid(const uint8_t *bytes, size_t length) {
  return length == 0 || simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length);
}

uint64_t vigie_payload_hash(const uint8_t *bytes, size_t length) {
  return XXH3_64bits(bytes, length);
}

size_t vigie_double_text(double value, char *text) {
  return size_t(simdjson::internal::to_chars(text, text + 32, value) - text);
}

}  // extern "C"
