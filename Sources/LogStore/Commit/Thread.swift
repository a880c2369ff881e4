import CLinux
import Glibc

/// A named POSIX thread that runs one closure to its end.
package final class Thread: Sendable {
    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private let identity: pthread_t

    /// Starts at once; `name` has at most 15 bytes.
    package init(name: String, _ body: @escaping @Sendable () -> Void) {
        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body)).toOpaque()
        var identity = pthread_t()
        let code = unsafe pthread_create(
            &identity, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                unsafe martlet_name_thread(start.name)
                start.body()
                return nil
            }, start)
        precondition(code == 0, "no thread could be started")
        self.identity = identity
    }

    /// Waits for its end; once only.
    package func join() { pthread_join(identity, nil) }
}
