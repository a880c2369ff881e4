internal import Base
internal import CLinux
internal import HTTPWire
internal import Reactor

/// The value of Date as every answer of one loop carries it, written anew once a second.
struct DateLine: ~Copyable {
    private var text = ByteBuffer(capacity: 32)
    private var staleAt = Deadline(nanoseconds: 0)

    /// 29 bytes, valid until the next call.
    mutating func current(at now: Deadline) -> ByteView {
        if now >= staleAt { write(now) }
        return text.bytes
    }

    private mutating func write(_ now: Deadline) {
        let instant = Instant(milliseconds: martlet_wall_clock())
        text.removeAll()
        HTTPDate.write(instant, into: &text)
        staleAt = now + Interval(milliseconds: 1000 - instant.milliseconds % 1000)
    }
}
