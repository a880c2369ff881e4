internal import CLinux
internal import Glibc

/// SIGTERM and SIGINT as events of a loop.
///
/// The loop keeps it for good. What comes between `catchAll` and `report` is kept and reported then.
package final class Signals: EventSource {
    private let action: (Int32) -> Void

    /// Catches the signals from now on, on whatever thread they come; gives the descriptor that reports them.
    ///
    /// Once a process.
    package static func catchAll() throws(ReactorError) -> Int32 {
        let descriptor = martlet_catch_signals()
        guard descriptor >= 0 else { throw .system(call: "sigaction", code: errno) }
        return descriptor
    }

    /// Calls `action` on `loop` with the number of each signal that comes.
    package static func report(
        _ descriptor: Int32, on loop: EventLoop, _ action: @escaping @Sendable (Int32) -> Void
    ) {
        loop.post {
            let source = Signals(descriptor: descriptor, action: action)
            do throws(ReactorError) { try loop.watch(source) } catch {
                preconditionFailure("signals cannot be watched: \(error)")
            }
        }
    }

    private init(descriptor: Int32, action: @escaping (Int32) -> Void) {
        self.action = action
        super.init(descriptor: descriptor)
    }

    package override func ready(_ readiness: Readiness) {
        while case let number = martlet_caught_signal(descriptor), number != 0 { action(number) }
    }
}
