// Stands in for the functions of the C library that take memory, counts, and passes on.
// Shared libraries find these definitions before those of the C library.

#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include "CAllocations.h"

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static __thread unsigned long count;
static __thread unsigned long bytes;

static void note(size_t size) {
    count++;
    bytes += size;
}

void *malloc(size_t size) {
    note(size);
    return __libc_malloc(size);
}

void *calloc(size_t members, size_t size) {
    note(members * size);
    return __libc_calloc(members, size);
}

void *realloc(void *old, size_t size) {
    note(size);
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    note(size);
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    note(size);
    *result = __libc_memalign(alignment, size);
    return *result ? 0 : ENOMEM;
}

unsigned long martlet_allocation_count(void) { return count; }
unsigned long martlet_allocation_bytes(void) { return bytes; }
