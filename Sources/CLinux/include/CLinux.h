// Wrappers for what Glibc's Swift module lacks. Declarations only: system headers stay in the .c file.
#ifndef MARTLET_CLINUX_H
#define MARTLET_CLINUX_H

/// accept4 with SOCK_NONBLOCK | SOCK_CLOEXEC; the descriptor or -1 with errno set.
int martlet_accept(int listener);

#endif
