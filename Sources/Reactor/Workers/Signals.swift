internal import CLinux
internal import Glibc

/// SIGTERM and SIGINT as events of a loop.
///
/// `block()` is called on the main thread before any other thread is made, since threads inherit the mask.
package final class Signals: EventSource {
    private let action: (Int32) -> Void

    /// Blocks the signals and gives the descriptor that reports them.
    package static func block() throws(ReactorError) -> Int32 {
        let descriptor = martlet_signalfd()
        guard descriptor >= 0 else { throw .system(call: "signalfd", code: errno) }
        return descriptor
    }

    /// Calls `action` on `loop` with the number of each signal that comes.
    package static func report(
        _ descriptor: Int32, on loop: EventLoop, _ action: @escaping @Sendable (Int32) -> Void
    ) {
        loop.post {
            // The loop keeps the source for good; a kernel that refuses to watch leaves signals blocked.
            try? loop.watch(Signals(descriptor: descriptor, action: action))
        }
    }

    private init(descriptor: Int32, action: @escaping (Int32) -> Void) {
        self.action = action
        super.init(descriptor: descriptor)
    }

    package override func ready(_ readiness: Readiness) {
        while case let number = martlet_signalfd_read(descriptor), number != 0 { action(number) }
    }
}
