package import Base

/// Whole lines one behind the other, as they lie in an inflated block; nothing is copied.
///
/// Offsets ascend and may be left out; timestamps never fall. Valid as long as the block that lends it.
package struct StoredLines: Sendable {
    package let log: LogID
    package let bytes: ByteView
    /// Offset of the first line.
    package let first: Offset
    /// Offset of the last line.
    package let last: Offset

    package init(log: LogID, bytes: ByteView, first: Offset, last: Offset) {
        self.log = log
        self.bytes = bytes
        self.first = first
        self.last = last
    }

    /// Offset behind the last line.
    package var end: Offset { last + 1 }

    /// The lines from `offset` on; nil when there are none.
    package func lines(from offset: Offset) -> StoredLines? {
        if offset <= first { return self }
        if offset > last { return nil }
        let rest = bytes.dropping(position { $0.offset >= offset })
        guard let line = Self.line(at: 0, of: rest) else { return nil }
        return StoredLines(log: log, bytes: rest, first: line.offset, last: last)
    }

    /// The lines before `end`; nil when there are none.
    package func lines(upTo end: Offset) -> StoredLines? {
        if end > last { return self }
        if end <= first { return nil }
        let start = bytes[0..<position { $0.offset >= end }]
        let lastStart = Self.lineStart(before: start.count - 1, of: start)
        guard let line = Self.line(at: lastStart, of: start) else { return nil }
        return StoredLines(log: log, bytes: start, first: first, last: line.offset)
    }

    /// The line at `offset`, or nil where it has none.
    package func line(at offset: Offset) -> StoredLine? {
        guard let rest = lines(from: offset), rest.first == offset else { return nil }
        return Self.line(at: 0, of: rest.bytes)
    }

    /// Offset of the first line of `time` or later; nil when there is none.
    package func offset(since time: Instant) -> Offset? {
        Self.line(at: position { $0.timestamp >= time }, of: bytes)?.offset
    }

    /// Reads line after line.
    package var cursor: StoredLineCursor { StoredLineCursor(bytes) }

    /// Where the first line begins for which `isReached` holds, as it does for all behind it.
    private func position(_ isReached: (StoredLine) -> Bool) -> Int {
        var (low, high) = (0, bytes.count)
        while low < high {
            // A line that begins before the middle and ends behind it.
            let start = Self.lineStart(before: (low + high) / 2 + 1, of: bytes)
            guard let line = Self.line(at: start, of: bytes) else { return bytes.count }
            if isReached(line) { high = start } else { low = start + line.bytes.count }
        }
        return low
    }

    /// Where the line begins that holds the byte before `position`.
    private static func lineStart(before position: Int, of bytes: ByteView) -> Int {
        var start = position - 1
        while start > 0, bytes[start - 1] != 0x0A { start &-= 1 }
        return start
    }

    /// The line that begins at `position`; nil at the end.
    private static func line(at position: Int, of bytes: ByteView) -> StoredLine? {
        var cursor = StoredLineCursor(bytes.dropping(position))
        do throws(FormatError) { return try cursor.next() } catch { return nil }
    }
}

/// Reads the lines of a block one after the other.
package struct StoredLineCursor {
    private var rest: ByteView

    package init(_ bytes: ByteView) { rest = bytes }

    /// The next line, or nil behind the last; throws where no line stands.
    package mutating func next() throws(FormatError) -> StoredLine? {
        if rest.isEmpty { return nil }
        guard let length = rest.firstIndex(of: 0x0A) else { throw .badField("line") }
        let line = try StoredLine(parsing: rest[0..<length + 1])
        rest = rest.dropping(length + 1)
        return line
    }
}
