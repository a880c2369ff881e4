// Scans and checksums that Swift cannot spell: static inline, so that they vanish into Swift loops.
// No system header is included here, which lets pure targets import this one.
#ifndef MARTLET_CINTRINSICS_H
#define MARTLET_CINTRINSICS_H

#include "scan.h"
#include "wire.h"
#include "crc32c.h"
#include "text.h"

#endif
