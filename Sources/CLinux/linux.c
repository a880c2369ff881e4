#define _GNU_SOURCE
#include "include/CLinux.h"

#include <sys/socket.h>

int martlet_accept(int listener) {
    return accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
