package import Base

/// Messages of a queue that nobody had in hand are gone, or are to be moved.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  log
/// 16  8  time, ms
/// 24  4  stretches n
/// 28  1  why: 1 they outlived their time, 2 the queue was full, 3 somebody deleted them
/// 29  1  1 when they are to be moved, 0 when they are gone
/// 30  2  zero
/// 32  4  length of the tagged fields: none yet
/// 36  12 × n  first offset u64 · messages u32, ascending
/// ```
package struct Removed: Equatable, Sendable {
    package var queue: EntityID
    package var log: LogID
    package var at: Instant
    package var reason: RemovalReason
    /// Whether they go to the dead letters; never when somebody deleted them.
    package var isDoomed: Bool
    /// Disjoint and ascending; none is leased, settled or to be moved.
    package var stretches: [Range<Offset>]

    package init(
        queue: EntityID, log: LogID, at: Instant, reason: RemovalReason, isDoomed: Bool = false,
        stretches: [Range<Offset>]
    ) {
        self.queue = queue
        self.log = log
        self.at = at
        self.reason = reason
        self.isDoomed = isDoomed
        self.stretches = stretches
    }
}

extension Removed {
    static let stretchBytes = 12

    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        log = LogID(try fields.next(UInt32.self))
        at = try fields.instant()
        let count = try fields.next(UInt32.self)
        guard let reason = RemovalReason(rawValue: try fields.next(UInt8.self)) else {
            throw .badField("reason")
        }
        self.reason = reason
        let flag = try fields.next(UInt8.self)
        guard flag == 0 || flag == 1 && reason != .deleted else { throw .badField("flag") }
        isDoomed = flag == 1
        try fields.zero(UInt16.self)
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        let bytes = try fields.rest()
        guard bytes.count == Int(count) * Self.stretchBytes else { throw .badField("stretches") }
        stretches = []
        stretches.reserveCapacity(Int(count))
        var floor: UInt64 = 0
        for start in stride(from: 0, to: bytes.count, by: Self.stretchBytes) {
            let first = bytes.load(start, as: UInt64.self)
            let length = bytes.load(start + 8, as: UInt32.self)
            guard length > 0, first >= floor, first < 1 << 53 else { throw .badField("stretches") }
            floor = first + UInt64(length)
            stretches.append(Offset(first)..<Offset(floor))
        }
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.removed)
        output.append(queue)
        output.append(littleEndian: log.rawValue)
        output.append(at)
        output.append(littleEndian: UInt32(stretches.count))
        output.append(reason.rawValue)
        output.append(UInt8(isDoomed ? 1 : 0))
        output.append(littleEndian: UInt16(0))
        output.appendNoTagged()
        for stretch in stretches {
            output.append(littleEndian: stretch.lowerBound.rawValue)
            output.append(littleEndian: UInt32(stretch.upperBound.rawValue - stretch.lowerBound.rawValue))
        }
        output.endEvent(start)
    }
}
