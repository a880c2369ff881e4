package import Base

/// Neighbouring messages of one log as they lie in memory, wherever they come from; nothing is copied.
///
/// Valid as long as the bytes it was made from, as a rule during a visit. Offsets ascend within
/// `first ..< end`, and some may be missing: a reader goes on at `end`.
package enum MessageRun: Sendable {
    /// An event of the journal: suffixes with one time and consecutive offsets.
    case appended(AppendedView)
    /// Whole lines of the history, each with its own time and offset.
    case stored(StoredLines)

    /// One message of a run.
    package struct Message: Sendable {
        package let offset: Offset
        package let timestamp: Instant
        /// What `LineSuffixView` reads, LF included.
        package let suffix: ByteView
    }

    package var log: LogID {
        switch self {
        case .appended(let view): view.log
        case .stored(let lines): lines.log
        }
    }

    /// Number of the topic's partition, or nil for a queue's log.
    package var partition: UInt32? {
        switch self {
        case .appended(let view): view.partition
        case .stored(let lines): lines.line(at: lines.first)?.partition
        }
    }

    /// Offset of the first message.
    package var first: Offset {
        switch self {
        case .appended(let view): view.first
        case .stored(let lines): lines.first
        }
    }

    /// Where a reader goes on: behind the last message.
    package var end: Offset {
        switch self {
        case .appended(let view): view.end
        case .stored(let lines): lines.end
        }
    }

    /// Bytes that the messages take as they lie there.
    package var byteCount: Int {
        switch self {
        case .appended(let view): view.body.count
        case .stored(let lines): lines.bytes.count
        }
    }

    /// The message at `offset`; nil when it is not here.
    package func message(at offset: Offset) -> Message? {
        switch self {
        case .appended(let view):
            view.suffix(at: offset).map {
                Message(offset: offset, timestamp: view.timestamp, suffix: $0)
            }
        case .stored(let lines): lines.line(at: offset).map(Message.init)
        }
    }

    /// Shows the messages from `offset` on, in order.
    package func forEach(from offset: Offset = .zero, _ body: (Message) -> Void) {
        switch self {
        case .appended(let view):
            var at = max(offset, view.first)
            var rest = view.suffixes(from: at)
            while !rest.isEmpty {
                let length = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.count
                body(Message(offset: at, timestamp: view.timestamp, suffix: rest[0..<length]))
                rest = rest.dropping(length)
                at = at + 1
            }
        case .stored(let lines):
            guard var cursor = lines.lines(from: offset)?.cursor else { return }
            while let line = cursor.nextLine() { body(Message(line)) }
        }
    }
}

extension MessageRun.Message {
    init(_ line: StoredLine) {
        self.init(offset: line.offset, timestamp: line.timestamp, suffix: line.suffix)
    }
}

extension StoredLineCursor {
    /// The next line, or nil behind the last; what is no line ends it, as a checksum rules out.
    mutating func nextLine() -> StoredLine? {
        do throws(FormatError) { return try next() } catch { return nil }
    }
}
