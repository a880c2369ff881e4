// Wrappers around files. Declarations only: system headers stay in the .c file.
#ifndef MARTLET_FILES_H
#define MARTLET_FILES_H

/// Reserves disk for the first `bytes` bytes of a file and makes it at least that long; 0 or errno.
int martlet_allocate(int descriptor, long bytes);

/// open(2) with O_RDWR | O_CLOEXEC, and O_CREAT with mode 0644 if wished; the descriptor or -1 with errno set.
int martlet_open(const char *_Nonnull path, int create);

/// open(2) of a directory for fsync; the descriptor or -1 with errno set.
int martlet_open_directory(const char *_Nonnull path);

/// Begins to write out dirty pages of a range, without waiting for them; errors show at the next sync.
void martlet_start_write_out(int descriptor, long position, long count);

#endif
