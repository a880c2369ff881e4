package import Base

/// What stands before the body of an `appended` event.
///
/// ```
///  0  8  event header; flag 1: the one line of this event goes on in `continued` events
///  8  2  destinations n
/// 10  2  zero
/// 12  4  messages m
/// 16  8  timestamp of the append, ms
/// 24  16 × n  log u32 · partition u32 (0xFFFFFFFF: not a topic's log) · first offset u64
/// ..  4  length of the tagged fields, and those
/// ..     body: m line suffixes, each ending in LF
/// ```
package struct AppendedHead: Equatable, Sendable {
    /// Flag of an event whose one line goes on in `continued` events.
    package static let goesOnFlag: UInt8 = 1

    package var count: Int
    package var timestamp: Instant
    /// Most events have one destination, hence no array for it.
    package var destination: AppendedDestination
    package var others: [AppendedDestination]
    package var goesOn: Bool

    package init(
        count: Int, timestamp: Instant, destination: AppendedDestination,
        others: [AppendedDestination] = [], goesOn: Bool = false
    ) {
        self.count = count
        self.timestamp = timestamp
        self.destination = destination
        self.others = others
        self.goesOn = goesOn
    }

    /// Bytes that `encode` writes.
    package var encodedBytes: Int { 24 + 16 * (1 + others.count) + 4 }

    /// Writes everything before a body of `bodyBytes`, with all offsets `shift` messages further on.
    package func encode(bodyBytes: Int, shift: Int = 0, into output: inout ByteBuffer) {
        let length = encodedBytes - EventHeader.encodedBytes + bodyBytes
        EventHeader(kind: .appended, flags: goesOn ? Self.goesOnFlag : 0, length: length).encode(
            into: &output)
        output.append(littleEndian: UInt16(1 + others.count))
        output.append(littleEndian: UInt16(0))
        output.append(littleEndian: UInt32(count))
        output.append(littleEndian: timestamp.milliseconds)
        Self.encode(destination, shift: shift, into: &output)
        for other in others { Self.encode(other, shift: shift, into: &output) }
        output.append(littleEndian: UInt32(0))
    }

    private static func encode(_ one: AppendedDestination, shift: Int, into output: inout ByteBuffer) {
        output.append(littleEndian: one.log.rawValue)
        output.append(littleEndian: one.partition ?? AppendedDestination.noPartition)
        output.append(littleEndian: (one.first + shift).rawValue)
    }
}
