#ifndef MARTLET_CRC32C_H
#define MARTLET_CRC32C_H

/// CRC-32C (Castagnoli) of `count` bytes, continued from `crc` (0 at the start).
unsigned int martlet_crc32c(unsigned int crc, const void *_Nonnull bytes, long count);

/// The table-driven variant, for tests and for processors without the instruction.
unsigned int martlet_crc32c_portable(unsigned int crc, const void *_Nonnull bytes, long count);

#endif
