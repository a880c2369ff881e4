internal import DequeModule
internal import Glibc

/// Work for threads that wait for it, first come first served.
@safe
final class Queue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let notEmpty = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var work = Deque<@Sendable () -> Void>()
    private var isClosed = false

    init() {
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(notEmpty, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(notEmpty)
        unsafe pthread_mutex_destroy(mutex)
        unsafe notEmpty.deallocate()
        unsafe mutex.deallocate()
    }

    func add(_ item: @escaping @Sendable () -> Void) {
        unsafe pthread_mutex_lock(mutex)
        work.append(item)
        unsafe pthread_mutex_unlock(mutex)
        unsafe pthread_cond_signal(notEmpty)
    }

    /// The next piece of work; waits for one, nil once it is closed and empty.
    func next() -> (@Sendable () -> Void)? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while work.isEmpty && !isClosed { unsafe pthread_cond_wait(notEmpty, mutex) }
        return work.popFirst()
    }

    func close() {
        unsafe pthread_mutex_lock(mutex)
        isClosed = true
        unsafe pthread_mutex_unlock(mutex)
        unsafe pthread_cond_broadcast(notEmpty)
    }
}
