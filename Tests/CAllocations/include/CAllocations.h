#ifndef MARTLET_ALLOCATIONS_H
#define MARTLET_ALLOCATIONS_H

// Counts what the calling thread takes from the heap, in a program that links this target.

/// Calls of malloc and its kin so far.
unsigned long martlet_allocation_count(void);
/// Bytes that they asked for.
unsigned long martlet_allocation_bytes(void);

#endif
