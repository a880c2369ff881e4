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

    /// Adds a message whose line stays as it is.
    package func add(_ place: LaneOffset, _ suffix: ByteView) {
        add(place) { out in
            out.append(suffix)
            if suffix.last != 0x0A { out.append(UInt8(ascii: "\n")) }
        }
    }

    /// Adds a message whose line `write` appends, LF included.
    func add(_ place: LaneOffset, _ write: (inout ByteBuffer) -> Void) {
        write(&lines)
        places.append(place)
        ends.append(lines.count)
    }

    /// Empties it; the memory stays.
    package func removeAll() {
        places.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        lines.removeAll()
    }
}
