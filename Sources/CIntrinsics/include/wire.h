// Byte classes of HTTP/1.1 (RFC 9110, section 5): each scan gives the index of the first byte outside its class.
#ifndef MARTLET_WIRE_H
#define MARTLET_WIRE_H

/// Whether `byte` may stand in a token: letters, digits and !#$%&'*+-.^_`|~
static inline int martlet_is_token(unsigned char byte) {
    const unsigned long long low = 0x03ff6cfa00000000ULL, high = 0x57ffffffc7fffffeULL;
    if (byte >= 128) return 0;
    return (int)(((byte < 64 ? low : high) >> (byte & 63)) & 1);
}

#if defined(__SSE2__)
typedef unsigned char martlet_bytes16 __attribute__((vector_size(16)));
typedef char martlet_mask16 __attribute__((vector_size(16)));

static inline unsigned int martlet_hits16(martlet_mask16 mask) {
    return (unsigned int)__builtin_ia32_pmovmskb128(mask);
}
#endif

/// Index of the first control byte but HTAB in `count` bytes, or `count`; bytes from 0x80 on pass.
static inline long martlet_value_end(const void *_Nonnull start, long count) {
    const unsigned char *bytes = (const unsigned char *)start;
    long index = 0;
#if defined(__SSE2__)
    for (; count - index >= 16; index += 16) {
        martlet_bytes16 v;
        __builtin_memcpy(&v, bytes + index, 16);
        unsigned int hits = martlet_hits16((martlet_mask16)(((v < 0x20) & (v != 0x09)) | (v == 0x7f)));
        if (hits != 0) return index + __builtin_ctz(hits);
    }
#endif
    for (; index < count; index++) {
        unsigned char byte = bytes[index];
        if ((byte < 0x20 && byte != 0x09) || byte == 0x7f) break;
    }
    return index;
}

/// Index of the first byte that is not a token byte in `count` bytes, or `count`.
static inline long martlet_token_end(const void *_Nonnull start, long count) {
    const unsigned char *bytes = (const unsigned char *)start;
    long index = 0;
#if defined(__SSE2__)
    // Names are letters, digits and dashes but for rarities, which the loop below takes over.
    for (; count - index >= 16; index += 16) {
        martlet_bytes16 v;
        __builtin_memcpy(&v, bytes + index, 16);
        martlet_mask16 plain =
            (martlet_mask16)((((v | 0x20) - 'a') < 26) | ((v - '0') < 10) | (v == '-'));
        unsigned int hits = martlet_hits16(plain) ^ 0xffff;
        if (hits != 0) {
            index += __builtin_ctz(hits);
            break;
        }
    }
#endif
    while (index < count && martlet_is_token(bytes[index])) index++;
    return index;
}

/// Index of the first byte that no request target holds (up to SP, from DEL on, '#'), or `count`.
static inline long martlet_target_end(const void *_Nonnull start, long count) {
    const unsigned char *bytes = (const unsigned char *)start;
    long index = 0;
#if defined(__SSE2__)
    for (; count - index >= 16; index += 16) {
        martlet_bytes16 v;
        __builtin_memcpy(&v, bytes + index, 16);
        unsigned int hits = martlet_hits16((martlet_mask16)((v < 0x21) | (v > 0x7e) | (v == '#')));
        if (hits != 0) return index + __builtin_ctz(hits);
    }
#endif
    for (; index < count; index++) {
        unsigned char byte = bytes[index];
        if (byte < 0x21 || byte > 0x7e || byte == '#') break;
    }
    return index;
}

/// Whether `count` token bytes equal a lower-case literal, letters of either case taken as the same.
static inline int martlet_equals_folded(
    const void *_Nonnull name, const void *_Nonnull literal, long count
) {
    const unsigned char *a = (const unsigned char *)name, *b = (const unsigned char *)literal;
    const unsigned long long fold = 0x2020202020202020ULL;
    unsigned long long left, right;
    if (count >= 8) {
        for (long index = 0; index <= count - 8; index += 8) {
            __builtin_memcpy(&left, a + index, 8);
            __builtin_memcpy(&right, b + index, 8);
            if ((left | fold) != (right | fold)) return 0;
        }
        __builtin_memcpy(&left, a + count - 8, 8);
        __builtin_memcpy(&right, b + count - 8, 8);
        return (left | fold) == (right | fold);
    }
    for (long index = 0; index < count; index++)
        if ((a[index] | 0x20) != (b[index] | 0x20)) return 0;
    return 1;
}

#endif
