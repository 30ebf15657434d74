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

/// A bit for each of the eight 32-bit numbers at `address` that is `value` when shifted right.
static inline unsigned vigie_lanes(const void *address, unsigned shift, unsigned value) {
  unsigned numbers[8];
  __builtin_memcpy(numbers, address, sizeof numbers);
#if defined(__SSE2__)
  typedef unsigned lanes __attribute__((vector_size(16)));
  typedef float bits __attribute__((vector_size(16)));
  lanes low, high;
  __builtin_memcpy(&low, numbers, sizeof low);
  __builtin_memcpy(&high, numbers + 4, sizeof high);
  const lanes wanted = {value, value, value, value};
  return (unsigned)__builtin_ia32_movmskps((bits)(low >> shift == wanted)) |
         (unsigned)__builtin_ia32_movmskps((bits)(high >> shift == wanted)) << 4;
#else
  unsigned found = 0;
  for (unsigned lane = 0; lane < 8; lane++)
    found |= (unsigned)(numbers[lane] >> shift == value) << lane;
  return found;
#endif
}
