#ifndef MARTLET_TEXT_H
#define MARTLET_TEXT_H

#include "scan.h"

// Every scan below looks at bytes `i ..< n` of `start` and gives the index where it stopped, or `n`.

#if defined(__SSE2__)
typedef unsigned char martlet_u16 __attribute__((vector_size(16)));

static inline martlet_v16 martlet_load16(const unsigned char *_Nonnull p) {
    martlet_v16 v;
    __builtin_memcpy(&v, p, 16);
    return v;
}
#endif

/// First byte from 0x80 up.
static inline long martlet_ascii_end(const void *_Nonnull start, long i, long n) {
    const unsigned char *p = (const unsigned char *)start;
#if defined(__SSE2__)
    for (; i + 16 <= n; i += 16) {
        int mask = __builtin_ia32_pmovmskb128(martlet_load16(p + i));
        if (mask) return i + __builtin_ctz((unsigned)mask);
    }
#endif
    while (i < n && p[i] < 0x80) i++;
    return i;
}

/// Length of the well-formed UTF-8 sequence at `i`, or 0 (Unicode 15, table 3-7).
static inline long martlet_utf8_length(const void *_Nonnull start, long i, long n) {
    const unsigned char *p = (const unsigned char *)start + i;
    long left = n - i;
    unsigned char c = p[0];
    if (c < 0x80) return 1;
    if (c < 0xC2 || c > 0xF4) return 0;
    if (c < 0xE0) return left >= 2 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
    if (left < 3 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80) return 0;
    if (c < 0xF0) return (c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F) ? 0 : 3;
    if (left < 4 || (p[3] & 0xC0) != 0x80) return 0;
    return (c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F) ? 0 : 4;
}

/// First byte of a sequence that is not well-formed UTF-8.
static inline long martlet_utf8_end(const void *_Nonnull start, long i, long n) {
    while ((i = martlet_ascii_end(start, i, n)) < n) {
        do {
            long length = martlet_utf8_length(start, i, n);
            if (length == 0) return i;
            i += length;
        } while (i < n && ((const unsigned char *)start)[i] >= 0x80);
    }
    return n;
}

/// First `"`, `\`, control byte or byte from 0x80 up.
static inline long martlet_plain_end(const void *_Nonnull start, long i, long n) {
    const unsigned char *p = (const unsigned char *)start;
#if defined(__SSE2__)
    for (; i + 16 <= n; i += 16) {
        martlet_v16 v = martlet_load16(p + i);
        // As signed numbers, bytes from 0x80 up are below 32 as well.
        int mask = __builtin_ia32_pmovmskb128((martlet_v16)((v == '"') | (v == '\\') | (v < 32)));
        if (mask) return i + __builtin_ctz((unsigned)mask);
    }
#endif
    while (i < n && p[i] >= 32 && p[i] < 0x80 && p[i] != '"' && p[i] != '\\') i++;
    return i;
}

/// `martlet_string_end` for strings that go on past their first 16 bytes, or are not ASCII.
static inline long martlet_long_string_end(const void *_Nonnull start, long i, long n) {
    while ((i = martlet_plain_end(start, i, n)) < n && ((const unsigned char *)start)[i] >= 0x80) {
        do {
            long length = martlet_utf8_length(start, i, n);
            if (length == 0) return i;
            i += length;
        } while (i < n && ((const unsigned char *)start)[i] >= 0x80);
    }
    return i;
}

/// First `"`, `\`, control byte, or byte that is not part of well-formed UTF-8.
///
/// Most strings of messages are short: their one step stands where it is used, the rest is a call.
__attribute__((always_inline)) static inline long martlet_string_end(
    const void *_Nonnull start, long i, long n) {
#if defined(__SSE2__)
    if (i + 16 <= n) {
        const unsigned char *p = (const unsigned char *)start;
        martlet_v16 v = martlet_load16(p + i);
        int mask = __builtin_ia32_pmovmskb128((martlet_v16)((v == '"') | (v == '\\') | (v < 32)));
        if (mask) {
            long stop = i + __builtin_ctz((unsigned)mask);
            if (p[stop] < 0x80) return stop;
        }
    }
#endif
    return martlet_long_string_end(start, i, n);
}

/// First byte that a JSON string has to escape: `"`, `\` or a control byte.
static inline long martlet_unescaped_end(const void *_Nonnull start, long i, long n) {
    const unsigned char *p = (const unsigned char *)start;
#if defined(__SSE2__)
    for (; i + 16 <= n; i += 16) {
        martlet_v16 v = martlet_load16(p + i);
        martlet_v16 low = (martlet_v16)((martlet_u16)v < 32);
        int mask = __builtin_ia32_pmovmskb128((martlet_v16)((v == '"') | (v == '\\') | low));
        if (mask) return i + __builtin_ctz((unsigned)mask);
    }
#endif
    while (i < n && p[i] >= 32 && p[i] != '"' && p[i] != '\\') i++;
    return i;
}

/// First CR or LF.
static inline long martlet_break_end(const void *_Nonnull start, long i, long n) {
    const unsigned char *p = (const unsigned char *)start;
#if defined(__SSE2__)
    for (; i + 16 <= n; i += 16) {
        martlet_v16 v = martlet_load16(p + i);
        int mask = __builtin_ia32_pmovmskb128((martlet_v16)((v == '\n') | (v == '\r')));
        if (mask) return i + __builtin_ctz((unsigned)mask);
    }
#endif
    while (i < n && p[i] != '\n' && p[i] != '\r') i++;
    return i;
}

/// First byte that is not a space.
static inline long martlet_space_end(const void *_Nonnull start, long i, long n) {
    const unsigned char *p = (const unsigned char *)start;
#if defined(__SSE2__)
    for (; i + 16 <= n; i += 16) {
        int mask = __builtin_ia32_pmovmskb128((martlet_v16)(martlet_load16(p + i) != ' '));
        if (mask) return i + __builtin_ctz((unsigned)mask);
    }
#endif
    while (i < n && p[i] == ' ') i++;
    return i;
}

#endif
