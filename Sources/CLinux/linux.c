#define _GNU_SOURCE
#include "include/CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(martlet_slice) == sizeof(struct iovec), "a slice is an iovec");

__thread void *martlet_loop_of_thread;

int martlet_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int martlet_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t tag) {
    struct epoll_event event = {.events = events, .data = {.u64 = tag}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int martlet_epoll_remove(int epoll, int descriptor) {
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, 0);
}

int martlet_epoll_wait(int epoll, martlet_ready *ready, int count, int milliseconds) {
    struct epoll_event events[512];
    int found = epoll_wait(epoll, events, count < 512 ? count : 512, milliseconds);
    for (int i = 0; i < found; i++) {
        ready[i].tag = events[i].data.u64;
        ready[i].events = events[i].events;
    }
    return found;
}

int martlet_epoll_wait_precisely(int epoll, martlet_ready *ready, int count, uint64_t nanoseconds) {
    struct epoll_event events[512];
    struct timespec limit = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    int found = epoll_pwait2(epoll, events, count < 512 ? count : 512, &limit, NULL);
    for (int i = 0; i < found; i++) {
        ready[i].tag = events[i].data.u64;
        ready[i].events = events[i].events;
    }
    return found;
}

int martlet_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

void martlet_eventfd_signal(int descriptor) { (void)eventfd_write(descriptor, 1); }

static int signal_pipe[2];

static void tell(int number) {
    int kept = errno;
    unsigned char byte = (unsigned char)number;
    (void)!write(signal_pipe[1], &byte, 1);
    errno = kept;
}

// Not a signalfd: that needs every thread to block the signals, and the main thread of a Swift program that runs
// dispatch_main waits in sigsuspend with none blocked.
int martlet_catch_signals(void) {
    if (pipe2(signal_pipe, O_NONBLOCK | O_CLOEXEC)) return -1;
    struct sigaction action = {.sa_handler = tell, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGTERM, &action, 0) || sigaction(SIGINT, &action, 0)) return -1;
    return signal_pipe[0];
}

int martlet_caught_signal(int descriptor) {
    unsigned char number;
    return read(descriptor, &number, 1) == 1 ? number : 0;
}

int martlet_accept(int listener) {
    return accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/// Fills a socket address from its numeric text; its length, or 0 when it is none.
static socklen_t numeric_address(const char *text, uint16_t port, struct sockaddr_storage *out) {
    memset(out, 0, sizeof *out);
    struct sockaddr_in *four = (struct sockaddr_in *)out;
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
        return sizeof *four;
    }
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
    if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(port);
        return sizeof *six;
    }
    errno = EINVAL;
    return 0;
}

static int give_up(int descriptor) {
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}

int martlet_listen(const char *address, uint16_t port, int backlog, int shared) {
    struct sockaddr_storage where;
    socklen_t length = numeric_address(address, port, &where);
    if (!length) return -1;
    int descriptor = socket(where.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    int on = 1, off = 0;
    if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)
        || (shared && setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on))
        || setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on)
        || (where.ss_family == AF_INET6
            && setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off))
        || bind(descriptor, (struct sockaddr *)&where, length) || listen(descriptor, backlog)) {
        return give_up(descriptor);
    }
    return descriptor;
}

int martlet_bound_port(int descriptor) {
    struct sockaddr_storage where;
    socklen_t length = sizeof where;
    if (getsockname(descriptor, (struct sockaddr *)&where, &length)) return -1;
    return where.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&where)->sin6_port)
                                       : ntohs(((struct sockaddr_in *)&where)->sin_port);
}

int martlet_connect(const char *address, uint16_t port) {
    struct sockaddr_storage where;
    socklen_t length = numeric_address(address, port, &where);
    if (!length) return -1;
    int descriptor = socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    int on = 1;
    if (setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on)
        || connect(descriptor, (struct sockaddr *)&where, length)) {
        return give_up(descriptor);
    }
    return descriptor;
}

long martlet_send_slices(int descriptor, const martlet_slice *slices, int count) {
    struct msghdr message = {
        .msg_iov = (struct iovec *)slices, .msg_iovlen = (size_t)(count < 1024 ? count : 1024)};
    return sendmsg(descriptor, &message, MSG_NOSIGNAL);
}

// As the kernel lays it out (sched_setattr(2)); not every C library declares it.
struct scheduling {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t slice, deadline, period;
};

// A refusal changes nothing but the timing, and kernels before 6.12 have one slice for all.
static void schedule(uint32_t policy, int32_t nice, uint64_t slice) {
    struct scheduling wish = {.size = sizeof wish, .policy = policy, .nice = nice, .slice = slice};
    (void)syscall(SYS_sched_setattr, 0, &wish, 0);
}

// Whoever has a shorter slice takes the core from a longer one at once when it wakes; the common one is 3 ms.
void martlet_wake_patiently(int beside_nice) {
    schedule(beside_nice ? SCHED_OTHER : SCHED_BATCH, getpriority(PRIO_PROCESS, 0), 10 * 1000 * 1000);
}

void martlet_be_nice(void) { schedule(SCHED_BATCH, 15, 100 * 1000 * 1000); }

void martlet_name_thread(const char *name) {
    char kept[16];
    strncpy(kept, name, sizeof kept - 1);
    kept[sizeof kept - 1] = 0;
    (void)pthread_setname_np(pthread_self(), kept);
}

uint64_t martlet_monotonic(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int64_t martlet_wall_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
