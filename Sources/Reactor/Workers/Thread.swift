internal import CLinux
internal import Glibc

/// A thread of the system, started at once.
package struct Thread: Sendable {
    private let handle: pthread_t

    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Runs `body` on a new thread; `name` is cut at 15 bytes.
    package init(name: String, _ body: @escaping @Sendable () -> Void) throws(ReactorError) {
        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        var handle = pthread_t()
        let failed = unsafe pthread_create(
            &handle, nil,
            { start in
                guard let start = unsafe start else { return nil }
                let taken = unsafe Unmanaged<Start>.fromOpaque(start).takeRetainedValue()
                unsafe martlet_name_thread(taken.name)
                taken.body()
                return nil
            }, start.toOpaque())
        guard failed == 0 else {
            unsafe start.release()
            throw .system(call: "pthread_create", code: failed)
        }
        self.handle = handle
    }

    /// Waits until it has ended; once only.
    package func join() { pthread_join(handle, nil) }
}
