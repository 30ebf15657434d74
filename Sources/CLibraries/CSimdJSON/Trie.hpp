// A mapping's paths as a tree: at each node, what to look for in the value that stands there.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace vigie {

constexpr uint32_t none = UINT32_MAX;

/// A key as compared: its length, its first and its last eight bytes decide nearly always.
struct Key {
  uint64_t first = 0;
  uint64_t last = 0;
  uint32_t length = 0;

  /// Reads eight bytes from `bytes` on whatever the length; the caller sees to it that they are
  /// there (simdjson pads its string buffer).
  static inline Key of(const char *bytes, uint32_t length) {
    Key key;
    key.length = length;
    std::memcpy(&key.first, bytes, 8);
    const uint32_t within = length < 8 ? length : 8;
    // No branch on the length: it varies from key to key. (Nothing is masked from 8 bytes on.)
    key.first &= ~uint64_t(0) >> (8 * (8 - within) & 63) & -uint64_t(length > 0);
    std::memcpy(&key.last, bytes + length - within, 8);
    key.last &= -uint64_t(length >= 8);
    return key;
  }

  inline uint32_t slot(uint32_t mask) const {
    const uint64_t mixed = (first ^ (last << 1) ^ length) * 0x9E3779B97F4A7C15u;
    return uint32_t(mixed >> 40) & mask;
  }
};

/// The keys below a node: open addressing, at most half full, so that a miss is one probe or two.
struct KeyTable {
  struct Entry {
    Key key;
    uint32_t node = none;
    /// Which of the node's keys it is, for the check on keys that stand twice.
    uint32_t number = 0;
    std::string text;
  };
  std::vector<Entry> entries;
  uint32_t mask = 0;
  uint32_t count = 0;

  inline __attribute__((always_inline)) const Entry *find(const char *bytes,
                                                          uint32_t length) const {
    const Key key = Key::of(bytes, length);
    for (uint32_t slot = key.slot(mask);; slot = (slot + 1) & mask) {
      const Entry &entry = entries[slot];
      if (entry.node == none) { return nullptr; }
      if (entry.key.first == key.first && entry.key.length == length
          && entry.key.last == key.last
          && (length <= 16 || std::memcmp(entry.text.data(), bytes, length) == 0)) {
        return &entry;
      }
    }
  }

  void insert(const std::string &text, uint32_t node) {
    std::vector<Entry> old = std::move(entries);
    uint32_t size = 4;
    while (size < 2 * (count + 1)) { size *= 2; }
    entries = std::vector<Entry>(size);
    mask = size - 1;
    for (Entry &entry : old) {
      if (entry.node != none) { place(std::move(entry)); }
    }
    Entry entry;
    std::string padded = text;
    padded.append(8, '\0');
    entry.key = Key::of(padded.data(), uint32_t(text.size()));
    entry.node = node;
    entry.number = count++;
    entry.text = text;
    place(std::move(entry));
  }

private:
  void place(Entry &&entry) {
    uint32_t slot = entry.key.slot(mask);
    while (entries[slot].node != none) { slot = (slot + 1) & mask; }
    entries[slot] = std::move(entry);
  }
};

struct Node {
  struct Index {
    uint32_t index;
    uint32_t node;
  };
  /// The node of the first element whose member `member` (a number in `members`) is `value`.
  struct Select {
    uint32_t member;
    std::string value;
    uint32_t node;
  };
  /// The number of the field that stands here, or `none`.
  uint32_t field = none;
  KeyTable keys;
  /// Ascending by index.
  std::vector<Index> indexes;
  /// The members that selections look at; an entry's `node` is its number.
  KeyTable members;
  std::vector<Select> selects;
};

}  // namespace vigie
