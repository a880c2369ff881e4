// Wrappers for what Glibc's Swift module lacks. Declarations only: system headers stay in the .c file.
#ifndef MARTLET_CLINUX_H
#define MARTLET_CLINUX_H

#include "files.h"

#include <stddef.h>
#include <stdint.h>

// ---- readiness -------------------------------------------------------------------------------

/// One ready descriptor: what was registered with it, and the EPOLL* bits.
typedef struct {
    uint64_t tag;
    uint32_t events;
} martlet_ready;

/// A close-on-exec epoll descriptor, or -1 with errno set.
int martlet_epoll_create(void);

/// Registers `descriptor` once; 0, or -1 with errno set.
int martlet_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t tag);

/// Forgets `descriptor`; 0, or -1 with errno set.
int martlet_epoll_remove(int epoll, int descriptor);

/// Waits up to `milliseconds` (-1: for ever) and fills at most `count` (at most 512) entries; -1 with errno set.
int martlet_epoll_wait(int epoll, martlet_ready *ready, int count, int milliseconds);

/// The same with a limit in nanoseconds, for a load that keeps a rate.
int martlet_epoll_wait_precisely(int epoll, martlet_ready *ready, int count, uint64_t nanoseconds);

/// A non-blocking eventfd, or -1 with errno set.
int martlet_eventfd(void);

/// Adds one to an eventfd.
void martlet_eventfd_signal(int descriptor);

/// Catches SIGTERM and SIGINT, on whatever thread they come; a non-blocking descriptor that becomes readable then,
/// or -1 with errno set. Once a process.
int martlet_catch_signals(void);

/// The next signal's number, or 0 when none has come.
int martlet_caught_signal(int descriptor);

// ---- sockets ---------------------------------------------------------------------------------

/// accept4 with SOCK_NONBLOCK | SOCK_CLOEXEC; the descriptor or -1 with errno set.
int martlet_accept(int listener);

/// A listening socket (SO_REUSEADDR, SO_REUSEPORT when `shared`, TCP_NODELAY inherited by what it accepts)
/// at a numeric IPv4 or IPv6 `address`; the descriptor, or -1 with errno set (EINVAL: not an address).
int martlet_listen(const char *address, uint16_t port, int backlog, int shared);

/// The port a socket is bound to, or -1 with errno set.
int martlet_bound_port(int descriptor);

/// A blocking TCP connection to a numeric address, or -1 with errno set.
int martlet_connect(const char *address, uint16_t port);

/// A stretch of bytes to send; the layout is that of struct iovec.
typedef struct {
    const void *base;
    size_t count;
} martlet_slice;

/// sendmsg without SIGPIPE of at most 1,024 slices; bytes taken, or -1 with errno set.
long martlet_send_slices(int descriptor, const martlet_slice *slices, int count);

// ---- threads and time ------------------------------------------------------------------------

extern __thread void *martlet_loop_of_thread;

/// What this thread was told by martlet_set_current_loop, or NULL.
static inline void *martlet_current_loop(void) { return martlet_loop_of_thread; }

static inline void martlet_set_current_loop(void *loop) { martlet_loop_of_thread = loop; }

/// Names the calling thread for debuggers and `top -H`; at most 15 bytes count.
void martlet_name_thread(const char *name);

/// Tells the scheduler that the calling thread, when it wakes, takes no core from another; from a nice one it
/// does if `beside_nice`, which costs the others a little.
void martlet_wake_patiently(int beside_nice);

/// Gives the calling thread a low priority, for good: whoever wakes takes its core at once.
void martlet_be_nice(void);

/// CLOCK_MONOTONIC in nanoseconds.
uint64_t martlet_monotonic(void);

/// CLOCK_REALTIME in milliseconds since 1970.
int64_t martlet_wall_clock(void);

#endif
