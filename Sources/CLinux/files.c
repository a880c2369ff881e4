#define _GNU_SOURCE
#include "include/files.h"

#include <errno.h>
#include <fcntl.h>

int martlet_allocate(int descriptor, long bytes) {
    int result;
    do result = fallocate(descriptor, 0, 0, bytes);
    while (result != 0 && errno == EINTR);
    if (result == 0) return 0;
    // Without support from the file system, glibc writes a byte into each block.
    return errno == EOPNOTSUPP ? posix_fallocate(descriptor, 0, bytes) : errno;
}

int martlet_open(const char *path, int create) {
    return open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0644);
}

int martlet_open_directory(const char *path) { return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

void martlet_start_write_out(int descriptor, long position, long count) {
    sync_file_range(descriptor, position, count, SYNC_FILE_RANGE_WRITE);
}
