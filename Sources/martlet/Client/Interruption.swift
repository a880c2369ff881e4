internal import CLinux
internal import Glibc

/// What ends waiting without a failure: SIGINT, SIGTERM, or that nobody reads standard output any more.
///
/// There is one for the process: made once, before anything waits.
final class Interruption {
    private let descriptor: Int32

    init() { descriptor = martlet_catch_signals() }

    /// Waits until `other` is ready for `events` (true), or it is time to end (false).
    func wait(for other: Int32, _ events: Int32) -> Bool {
        wait(pollfd(fd: other, events: Int16(events), revents: 0), milliseconds: -1)
    }

    /// Waits for a time; false when it is time to end.
    func wait(milliseconds: Int32) -> Bool {
        // A negative descriptor is passed over.
        wait(pollfd(fd: -1, events: 0, revents: 0), milliseconds: milliseconds)
    }

    private func wait(_ other: pollfd, milliseconds: Int32) -> Bool {
        var waits = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            // Asked for nothing, it tells only that the other end of a pipe is closed.
            pollfd(fd: STDOUT_FILENO, events: 0, revents: 0),
            other,
        ]
        while unsafe poll(&waits, 3, milliseconds) < 0, errno == EINTR {}
        return waits[0].revents == 0 && waits[1].revents == 0
    }
}
