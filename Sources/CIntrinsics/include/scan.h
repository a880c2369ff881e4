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

#endif
