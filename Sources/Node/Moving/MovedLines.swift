package import Base
package import LogFormat

/// Messages of a queue on their way elsewhere: where they stand, and their lines as they will arrive.
///
/// Filled by one thread, then used by another; never by two at once.
package final class MovedLines: @unchecked Sendable {
    /// Ascending.
    package private(set) var places: [LaneOffset] = []
    /// Where each line ends in `lines`.
    private var ends: [Int] = []
    /// What each has where there are priorities.
    private(set) var priorities: [UInt8] = []
    /// Failures that each begins with.
    private(set) var failures: [UInt16] = []
    private var lines = ByteBuffer()

    package init() {}

    /// Messages in it.
    package var count: Int { places.count }

    /// Whether it is as large as one frame should make it.
    package var isFull: Bool {
        places.count >= Limits.deadLettersAtOnce || lines.count >= Limits.framePayloadBytesMax / 2
    }

    /// The line of the message at `index`.
    func line(_ index: Int) -> ByteView { lines.bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    /// Adds a message of `queue` whose line stays as it is; it may be left out where nobody reads it.
    package func add(_ place: LaneOffset, _ suffix: ByteView, of queue: Queue) {
        add(place, priority: queue.priority(of: suffix, lane: place.lane)) { out in
            out.append(suffix)
            if suffix.last != 0x0A { out.append(UInt8(ascii: "\n")) }
        }
    }

    /// Adds a message whose line `write` appends, LF included.
    func add(_ place: LaneOffset, priority: UInt8, failures: UInt16 = 0, _ write: (inout ByteBuffer) -> Void)
    {
        write(&lines)
        places.append(place)
        priorities.append(priority)
        self.failures.append(failures)
        ends.append(lines.count)
    }

    /// Empties it; the memory stays.
    package func removeAll() {
        places.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        priorities.removeAll(keepingCapacity: true)
        failures.removeAll(keepingCapacity: true)
        lines.removeAll()
    }
}

extension Queue {
    /// The priority that a message is to have elsewhere; 0 when it never had one.
    ///
    /// That with which it died in the queue `target`, else the one it has here, else the one it died with last.
    func priority(of suffix: ByteView, lane: UInt16, to target: String? = nil) -> UInt8 {
        let deaths = Self.deaths(of: suffix)
        if let target, let known = deaths?.priority(in: target) { return known }
        let priorities = settings.lanes.priorities
        if priorities > 1 { return UInt8(clamping: priorities - 1 - Int(lane)) }
        return deaths?.priority ?? 0
    }

    /// Failures with which a message died in a queue last, or, with none named, anywhere.
    func failures(of suffix: ByteView, in target: String?) -> UInt16 {
        UInt16(clamping: Self.deaths(of: suffix)?.failures(in: target) ?? 0)
    }

    private static func deaths(of suffix: ByteView) -> Deaths? {
        guard let view = try? LineSuffixView(parsing: suffix), let range = view.deaths else { return nil }
        return try? Deaths(reading: view.line[range])
    }
}
