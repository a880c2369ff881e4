package import Base

/// How much an answer may still take; shared by all stretches that one answer is rendered from.
package struct LineBudget: Equatable, Sendable {
    /// Messages that may still be rendered.
    package var messages: Int
    /// Bytes that may still be rendered; the first message is taken whatever its size, unless strict.
    package var bytes: Int
    /// Messages rendered so far.
    package private(set) var taken = 0
    /// Set when a message did not fit any more.
    package private(set) var isOver = false
    private let isStrict: Bool

    package init(messages: Int = .max, bytes: Int = .max, isStrict: Bool = false) {
        self.messages = messages
        self.bytes = bytes
        self.isStrict = isStrict
    }

    /// Whether nothing more will be taken.
    package var isSpent: Bool { isOver || messages <= 0 }

    /// Takes one message of `size` bytes, or says that the answer is full.
    @inline(__always)
    mutating func take(_ size: Int) -> Bool {
        guard messages > 0, size <= bytes || (taken == 0 && !isStrict) else {
            isOver = true
            return false
        }
        messages &-= 1
        bytes = Swift.max(0, bytes &- size)
        taken &+= 1
        return true
    }

    /// Takes lines of a stretch, as many as go, and tells the offset behind them.
    package mutating func take(_ lines: StoredLines) -> (bytes: ByteView, next: Offset) {
        let end = take(lines: lines.bytes)
        var rest = StoredLineCursor(lines.bytes.dropping(end))
        return (lines.bytes[0..<end], rest.nextLine()?.offset ?? lines.end)
    }

    /// Takes whole lines from the start of `lines`, as many as go; gives the bytes they take.
    mutating func take(lines: ByteView) -> Int {
        if isSpent || lines.isEmpty { return 0 }
        var end = lines.count
        if end > bytes {
            end = bytes
            while end > 0, lines[end - 1] != 0x0A { end &-= 1 }
            if end == 0, taken == 0, !isStrict, let length = lines.firstIndex(of: 0x0A) { end = length + 1 }
        }
        var count = lines[0..<end].count(of: 0x0A)
        if count > messages {
            count = messages
            end = 0
            for _ in 0..<count {
                guard let length = lines.dropping(end).firstIndex(of: 0x0A) else { break }
                end += length + 1
            }
        }
        messages -= count
        bytes = Swift.max(0, bytes - end)
        taken += count
        if end < lines.count { isOver = true }
        return end
    }

    /// Takes all lines of a block, or none of them; the budget stays open when they do not fit.
    package mutating func take(block: BlockEntry) -> Bool {
        guard block.lines <= messages, block.plainBytes <= bytes else { return false }
        messages -= block.lines
        bytes -= block.plainBytes
        taken += block.lines
        return true
    }

    /// Charges bytes that became known only after the message was taken.
    @inline(__always)
    mutating func charge(_ extra: Int) { bytes = Swift.max(0, bytes &- extra) }
}
