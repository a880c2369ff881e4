#include "include/crc32c.h"

// Slicing-by-8 over the reflected Castagnoli polynomial; tables are filled once before main.
static unsigned int tables[8][256];

__attribute__((constructor)) static void fill_tables(void) {
    for (unsigned int i = 0; i < 256; i++) {
        unsigned int c = i;
        for (int k = 0; k < 8; k++) c = (c & 1) ? (c >> 1) ^ 0x82F63B78u : c >> 1;
        tables[0][i] = c;
    }
    for (unsigned int i = 0; i < 256; i++)
        for (int t = 1; t < 8; t++)
            tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 0xFF];
}

static inline unsigned long long load8(const unsigned char *p) {
    unsigned long long v;
    __builtin_memcpy(&v, p, 8);
    return v;
}

unsigned int martlet_crc32c_portable(unsigned int crc, const void *bytes, long count) {
    const unsigned char *p = bytes;
    unsigned int c = ~crc;
    for (; count >= 8; p += 8, count -= 8) {
        unsigned long long v = load8(p) ^ c;
        c = tables[7][v & 0xFF] ^ tables[6][(v >> 8) & 0xFF] ^ tables[5][(v >> 16) & 0xFF]
            ^ tables[4][(v >> 24) & 0xFF] ^ tables[3][(v >> 32) & 0xFF] ^ tables[2][(v >> 40) & 0xFF]
            ^ tables[1][(v >> 48) & 0xFF] ^ tables[0][v >> 56];
    }
    for (; count > 0; count--) c = (c >> 8) ^ tables[0][(c ^ *p++) & 0xFF];
    return ~c;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static unsigned int serial(unsigned int crc, const void *bytes, long count) {
    const unsigned char *p = bytes;
    unsigned long long c = ~crc;
    for (; count >= 8; p += 8, count -= 8) c = __builtin_ia32_crc32di(c, load8(p));
    for (; count > 0; count--) c = __builtin_ia32_crc32qi((unsigned int)c, *p++);
    return ~(unsigned int)c;
}
#endif

unsigned int martlet_crc32c(unsigned int crc, const void *bytes, long count) {
#if defined(__x86_64__)
    static int has = -1;
    if (has < 0) has = __builtin_cpu_supports("sse4.2") ? 1 : 0;
    if (has) return serial(crc, bytes, count);
#endif
    return martlet_crc32c_portable(crc, bytes, count);
}
