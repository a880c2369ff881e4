internal import Base
internal import CLinux
internal import Glibc

/// A listening socket on a loop; hands each accepted descriptor to `accepted`.
///
/// Out of descriptors it gives up a spare one to accept and close, so that clients see an end instead of
/// silence; when even that fails it looks again after 100 ms. It never spins.
package final class Listener: EventSource {
    private let loop: EventLoop
    private let accepted: (Int32) -> Void
    private let refused: () -> Void
    private var spare: Int32
    private var retry: LoopTimer?

    /// Watches `descriptor`; on its loop.
    package init(
        _ descriptor: Int32, on loop: EventLoop, accepted: @escaping (Int32) -> Void,
        refused: @escaping () -> Void
    ) throws(ReactorError) {
        self.loop = loop
        self.accepted = accepted
        self.refused = refused
        spare = Self.openSpare()
        super.init(descriptor: descriptor)
        try loop.watch(self)
    }

    private static func openSpare() -> Int32 { unsafe open("/dev/null", O_RDONLY | O_CLOEXEC) }

    package override func ready(_ readiness: Readiness) { acceptAll() }

    /// Accepts what waits; called once more by `stop`, so that nobody who is connected gets a reset.
    private func acceptAll() {
        while true {
            let descriptor = martlet_accept(descriptor)
            if descriptor >= 0 {
                accepted(descriptor)
                continue
            }
            switch errno {
            case EAGAIN: return
            case EMFILE, ENFILE: if !shedOne() { return retryLater() }
            case ENOBUFS, ENOMEM: return retryLater()
            default: continue  // The one who came has gone again: ECONNABORTED and the like.
            }
        }
    }

    private func shedOne() -> Bool {
        guard spare >= 0 else { return false }
        close(spare)
        let descriptor = martlet_accept(descriptor)
        let found = descriptor >= 0
        if found {
            close(descriptor)
            refused()
        }
        spare = Self.openSpare()
        return found
    }

    private func retryLater() {
        let timer = retry ?? LoopTimer(on: loop) { [unowned self] in acceptAll() }
        retry = timer
        timer.set(loop.deadline(after: Interval(milliseconds: 100)))
    }

    /// Accepts what waits already, then closes.
    package func stop() {
        acceptAll()
        retry?.remove()
        retry = nil
        if spare >= 0 { close(spare) }
        loop.retire(self)
    }
}
