internal import Base
internal import LogFormat

extension Broker {
    /// As `Lifetimes.encode` wrote it.
    mutating func restoreLifetimes(_ fields: inout FieldReader) throws(FormatError) {
        guard let queue = restoring.queue else { throw .badField("queue") }
        let number = try fields.next(UInt64.self)
        guard restoring.slot == 0, number >= UInt64(restoring.lane), number < UInt64(queue.laneCount) else {
            throw .badField("lane")
        }
        if number > UInt64(restoring.lane) { beginLane(UInt16(number), of: queue) }
        restoring.hasSlots = true
        var floor: UInt64 = 0
        while !fields.isAtEnd {
            let first = try fields.next(UInt64.self)
            let word = try fields.next(UInt64.self)
            let limit = word & ~Lifetimes.finalBit
            guard first >= floor, first < limit, limit <= 1 << 53 else { throw .badField("lifetimes") }
            floor = limit
            queue[restoring.lane].slots.lifetimes.add(
                first: first, limit: limit, until: try fields.instant(), isFinal: word != limit)
        }
    }
}
