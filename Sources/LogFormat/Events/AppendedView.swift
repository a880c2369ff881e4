package import Base

/// An `appended` event as it lies in memory, seen by one of its destinations; nothing is copied.
///
/// Valid as long as the bytes it was made from. `log`, `partition` and `first` are those of the destination
/// selected: the first, until `selecting(_:)` chose another. The body holds `count` line suffixes, each
/// ending in LF, except while `goesOn` says that the one line is continued elsewhere.
package struct AppendedView: Sendable {
    package let count: Int
    package let timestamp: Instant
    package let goesOn: Bool
    package let destinationCount: Int
    package let body: ByteView
    package let log: LogID
    /// Number of the topic's partition, or nil for a queue's log.
    package let partition: UInt32?
    /// Offset of the first message.
    package let first: Offset
    private let destinations: ByteView

    /// Reads one event that begins at the start of `bytes`; more may follow it.
    package init(decoding bytes: ByteView) throws(FormatError) {
        try self.init(header: EventHeader(decoding: bytes), bytes: bytes)
    }

    /// The same when the header has been read already.
    package init(header: EventHeader, bytes: ByteView) throws(FormatError) {
        guard header.kind == .appended else { throw .badField("kind") }
        guard header.length >= 36 else { throw .truncated }
        let event = bytes[0..<header.eventBytes]
        destinationCount = Int(event.load(8, as: UInt16.self))
        guard destinationCount > 0 else { throw .badField("destinations") }
        let tagged = 24 + 16 * destinationCount
        guard tagged + 4 <= event.count else { throw .truncated }
        let taggedBytes = Int(event.load(tagged, as: UInt32.self))
        guard taggedBytes <= event.count - tagged - 4 else { throw .truncated }
        count = Int(event.load(12, as: UInt32.self))
        timestamp = Instant(milliseconds: event.load(16, as: Int64.self))
        goesOn = header.flags & AppendedHead.goesOnFlag != 0
        guard count > 0, !goesOn || count == 1 else { throw .badField("messages") }
        destinations = event[24..<tagged]
        body = event.dropping(tagged + 4 + taggedBytes)
        let chosen = Self.destination(0, in: destinations)
        log = chosen.log
        partition = chosen.partition
        first = chosen.first
    }

    private init(_ view: AppendedView, body: ByteView, goesOn: Bool, seenBy chosen: AppendedDestination) {
        count = view.count
        timestamp = view.timestamp
        self.goesOn = goesOn
        destinationCount = view.destinationCount
        destinations = view.destinations
        self.body = body
        log = chosen.log
        partition = chosen.partition
        first = chosen.first
    }

    /// Offset behind the last message.
    package var end: Offset { first + count }

    /// The `index`th of the logs that got these messages.
    package func destination(_ index: Int) -> AppendedDestination {
        Self.destination(index, in: destinations)
    }

    /// The event as `log` sees it, or nil when it is none of its destinations.
    package func selecting(_ wanted: LogID) -> AppendedView? {
        if wanted == log { return self }
        guard destinationCount > 1 else { return nil }
        for index in 0..<destinationCount {
            let candidate = destination(index)
            if candidate.log == wanted {
                return AppendedView(self, body: body, goesOn: goesOn, seenBy: candidate)
            }
        }
        return nil
    }

    /// The event with the whole of its line, which was put together from `continued` events.
    package func completed(with body: ByteView) -> AppendedView {
        let same = AppendedDestination(log: log, partition: partition, first: first)
        return AppendedView(self, body: body, goesOn: false, seenBy: same)
    }

    private static func destination(_ index: Int, in destinations: ByteView) -> AppendedDestination {
        let at = 16 * index
        let partition = destinations.load(at + 4, as: UInt32.self)
        return AppendedDestination(
            log: LogID(destinations.load(at, as: UInt32.self)),
            partition: partition == AppendedDestination.noPartition ? nil : partition,
            first: Offset(destinations.load(at + 8, as: UInt64.self)))
    }
}
