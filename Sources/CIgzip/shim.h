// ISA-L's deflate in the two calls that are needed here: its structures are too large for Swift to see.
#ifndef MARTLET_CIGZIP_H
#define MARTLET_CIGZIP_H

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

/// Bytes of memory, aligned to 64, that `martlet_igzip_deflate` works in.
static inline long martlet_igzip_deflate_bytes(void) {
    return (long)sizeof(struct isal_zstream) + 64 + ISAL_DEF_LVL1_DEFAULT;
}

/// Compresses `count` bytes at level 1 into blocks that end in a full flush; bytes written, or -1 when `room` is
/// too small.
static inline long martlet_igzip_deflate(
    void *_Nonnull memory, const void *_Nonnull plain, long count, void *_Nonnull out, long room) {
    struct isal_zstream *stream = (struct isal_zstream *)memory;
    isal_deflate_init(stream);
    stream->level = 1;
    stream->level_buf = (uint8_t *)memory + ((sizeof(struct isal_zstream) + 63) & ~63ul);
    stream->level_buf_size = ISAL_DEF_LVL1_DEFAULT;
    stream->flush = FULL_FLUSH;
    stream->next_in = (uint8_t *)plain;
    stream->avail_in = (uint32_t)count;
    stream->next_out = (uint8_t *)out;
    stream->avail_out = (uint32_t)room;
    if (isal_deflate(stream) != COMP_OK || stream->avail_in != 0 || stream->avail_out == 0) return -1;
    return room - (long)stream->avail_out;
}

/// Bytes of memory that `martlet_igzip_inflate` works in.
static inline long martlet_igzip_inflate_bytes(void) { return (long)sizeof(struct inflate_state); }

/// Inflates raw deflate blocks into `room` bytes; bytes written, or -1 when they are no such blocks.
static inline long martlet_igzip_inflate(
    void *_Nonnull memory, const void *_Nonnull stored, long count, void *_Nonnull out, long room) {
    struct inflate_state *state = (struct inflate_state *)memory;
    isal_inflate_init(state);
    state->next_in = (uint8_t *)stored;
    state->avail_in = (uint32_t)count;
    state->next_out = (uint8_t *)out;
    state->avail_out = (uint32_t)room;
    return isal_inflate(state) < 0 ? -1 : room - (long)state->avail_out;
}

/// CRC-32 as gzip has it, continued from `crc` (0 at the start).
static inline uint32_t martlet_crc32(uint32_t crc, const void *_Nonnull bytes, long count) {
    return crc32_gzip_refl(crc, (const unsigned char *)bytes, (uint64_t)count);
}

#endif
