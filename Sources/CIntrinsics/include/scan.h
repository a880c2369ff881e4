#ifndef MARTLET_SCAN_H
#define MARTLET_SCAN_H

#if defined(__SSE2__)
typedef char martlet_v16 __attribute__((vector_size(16)));
#endif

/// Compares `count` bytes; 0 when equal, as memcmp.
static inline int martlet_compare(const void *_Nonnull a, const void *_Nonnull b, long count) {
    return __builtin_memcmp(a, b, (unsigned long)count);
}

/// Index of the first `byte` in `count` bytes at `start`, or `count` when there is none.
static inline long martlet_find_byte(const void *_Nonnull start, unsigned char byte, long count) {
    const void *hit = __builtin_memchr(start, byte, (unsigned long)count);
    return hit ? (long)((const char *)hit - (const char *)start) : count;
}

/// How often `byte` stands in `count` bytes at `start`.
static inline long martlet_count_byte(const void *_Nonnull start, unsigned char byte, long count) {
    const unsigned char *bytes = (const unsigned char *)start;
    long index = 0, found = 0;
#if defined(__SSE2__)
    for (; count - index >= 16; index += 16) {
        martlet_v16 v;
        __builtin_memcpy(&v, bytes + index, 16);
        found += __builtin_popcount((unsigned int)__builtin_ia32_pmovmskb128(v == (char)byte));
    }
#endif
    for (; index < count; index++) found += bytes[index] == byte;
    return found;
}

#endif
