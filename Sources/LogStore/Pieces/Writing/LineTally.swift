import Base
import LogFormat

/// What lines that are collected come to: how many, which, from when.
struct LineTally: Equatable {
    private(set) var lines = 0
    private(set) var first = Offset.zero
    private(set) var last = Offset.zero
    private(set) var timeFirst = Instant(milliseconds: 0)
    private(set) var timeLast = Instant(milliseconds: 0)
    /// Where the last line begins, when its time is not in `timeLast` yet.
    private var unreadLast: Int?

    init() {}

    init(_ entry: BlockEntry) {
        (lines, first, last) = (entry.lines, entry.first, entry.last)
        (timeFirst, timeLast) = (entry.timeFirst, entry.timeLast)
    }

    /// Takes note of a line that will stand at `position`; its time is read only if it stays the last.
    mutating func note(_ line: StoredLine, at position: Int) {
        precondition(lines == 0 || line.offset > last)
        if lines == 0 {
            first = line.offset
            timeFirst = line.timestamp
            timeLast = timeFirst
        }
        last = line.offset
        lines += 1
        unreadLast = position
    }

    /// Adds lines behind all others; their times are known.
    mutating func note(_ more: LineTally) {
        if lines == 0 {
            self = more
            return
        }
        precondition(more.first > last)
        last = more.last
        lines += more.lines
        timeLast = max(timeLast, more.timeLast)
    }

    /// Adds `count` messages of one event.
    mutating func note(_ from: Offset, count: Int, at time: Instant) {
        var more = LineTally()
        (more.lines, more.first, more.last) = (count, from, from + (count - 1))
        (more.timeFirst, more.timeLast) = (time, time)
        note(more)
    }

    /// Reads the time of the last line, where it was left for later, from all lines.
    mutating func readTimes(_ plain: ByteView) throws(FormatError) {
        guard let start = unreadLast else { return }
        unreadLast = nil
        var cursor = StoredLineCursor(plain.dropping(start))
        if let line = try cursor.next() { timeLast = max(timeLast, line.timestamp) }
    }
}
