// A mapping's paths as a tree: at each node, what to look for in the value that stands there.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace vigie {

constexpr uint32_t none = UINT32_MAX;

/// A string as simdjson keeps it: its length in four bytes, then its characters. At least eight
/// bytes from `at` on can be read, whatever the length (the buffer is padded).
struct Text {
  const uint8_t *at;

  inline uint32_t length() const {
    uint32_t length;
    std::memcpy(&length, at, sizeof length);
    return length;
  }
  inline const char *begin() const { return reinterpret_cast<const char *>(at + 4); }

  /// Length and first four characters, zeros after the end: they tell most keys apart.
  inline uint64_t word() const {
    constexpr uint64_t masks[5] = {0x00000000FFFFFFFFu, 0x000000FFFFFFFFFFu, 0x0000FFFFFFFFFFFFu,
                                   0x00FFFFFFFFFFFFFFu, 0xFFFFFFFFFFFFFFFFu};
    uint64_t word;
    std::memcpy(&word, at, sizeof word);
    const uint32_t length = uint32_t(word);
    return word & masks[length < 4 ? length : 4];
  }
};

/// The keys below a node: open addressing, at most half full, so that a miss is one probe or two.
struct KeyTable {
  struct Entry {
    /// `Text::word` of the key; all ones, a length that no key has, where there is none.
    uint64_t word = ~uint64_t(0);
    uint32_t node = none;
    /// Which of the node's keys it is, for the check on keys that stand twice.
    uint32_t number = 0;
    std::string key;
  };
  std::vector<Entry> entries;
  uint32_t mask = 0;
  uint32_t count = 0;

  /// The entry of a key, or null; the table holds a key at least.
  inline __attribute__((always_inline)) const Entry *find(Text text) const {
    const uint64_t word = text.word();
    for (uint32_t at = slot(word);; at = (at + 1) & mask) {
      const Entry &entry = entries[at];
      if (entry.word == word && same_end(entry.key, text.begin(), uint32_t(word))) {
        return &entry;
      }
      if (entry.word == ~uint64_t(0)) { return nullptr; }
    }
  }

  /// Away from the hot path.
  const Entry *find(const std::string &key) const {
    const std::string stored = as_stored(key);
    return count == 0 ? nullptr : find(Text{reinterpret_cast<const uint8_t *>(stored.data())});
  }

  void insert(const std::string &key, uint32_t node) {
    std::vector<Entry> old = std::move(entries);
    uint32_t size = 4;
    while (size < 2 * (count + 1)) { size *= 2; }
    entries = std::vector<Entry>(size);
    mask = size - 1;
    for (Entry &entry : old) {
      if (entry.node != none) { place(std::move(entry)); }
    }
    Entry entry;
    const std::string stored = as_stored(key);
    entry.word = Text{reinterpret_cast<const uint8_t *>(stored.data())}.word();
    entry.node = node;
    entry.number = count++;
    entry.key = key;
    place(std::move(entry));
  }

private:
  uint32_t slot(uint64_t word) const {
    return uint32_t((word * 0x9E3779B97F4A7C15u) >> 40) & mask;
  }

  static std::string as_stored(const std::string &key) {
    const uint32_t length = uint32_t(key.size());
    std::string stored(reinterpret_cast<const char *>(&length), sizeof length);
    return stored + key + std::string(8, '\0');
  }

  /// Whether two strings of a length are equal after their first four characters.
  static inline bool same_end(const std::string &key, const char *text, uint32_t length) {
    if (length <= 4) { return true; }
    const char *known = key.data();
    if (length < 8) { return std::memcmp(known + length - 4, text + length - 4, 4) == 0; }
    if (std::memcmp(known + length - 8, text + length - 8, 8) != 0) { return false; }
    return length <= 12 || std::memcmp(known + 4, text + 4, length - 12) == 0;
  }

  void place(Entry &&entry) {
    uint32_t at = slot(entry.word);
    while (entries[at].node != none) { at = (at + 1) & mask; }
    entries[at] = std::move(entry);
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
  /// The members that selections look at; the entries' `node` means nothing.
  KeyTable members;
  std::vector<Select> selects;
};

}  // namespace vigie
