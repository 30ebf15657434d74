// XXH3 inlined from its header: nothing to link.
#pragma once
#if !__has_include(<xxhash.h>)
#error "Vigie needs xxhash.h: apt-get install libxxhash-dev"
#endif
// Keys and words are short: the scalar code is as fast there, and needs no intrinsics in the module.
#define XXH_VECTOR 0
#define XXH_INLINE_ALL
#include <xxhash.h>

/// XXH3, 64 bits, of `length` bytes with `seed`.
static inline unsigned long long vigie_xxh3(const void *bytes, unsigned long length,
                                            unsigned long long seed) {
  return XXH3_64bits_withSeed(bytes, length, seed);
}

/// Asks for a line of memory that will be read soon; any address is allowed.
static inline void vigie_prefetch(const void *address) { __builtin_prefetch(address); }
