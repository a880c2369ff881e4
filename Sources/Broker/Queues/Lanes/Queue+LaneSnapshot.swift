internal import Base
internal import LogFormat

/// One lane of a queue in a snapshot; all of them stand behind the queue and before its messages.
///
/// ```
///  0  8  record header
///  8  4  number of the lane
/// 12  4  log
/// 16  8  lowest offset that is not settled
/// 24  8  lowest offset that was never handed out
/// 32  8  messages that went before they were settled
/// 40  4  length of the tagged fields: none yet
/// ```
/// A queue with one lane over a log of its own has no such record.
extension Queue {
    /// Writes all lanes at once, so that they are as of one moment.
    func encodeLanes(into output: inout ByteBuffer) {
        if isSingle, ownsLogs { return }
        for number in 0..<UInt16(laneCount) { encode(self[number], number, into: &output) }
    }

    private func encode(_ lane: Lane, _ number: UInt16, into output: inout ByteBuffer) {
        let start = output.beginRecord(.lane)
        output.append(littleEndian: UInt32(number))
        output.append(littleEndian: lane.log.rawValue)
        output.append(littleEndian: lane.slots.floor)
        output.append(littleEndian: lane.slots.next)
        output.append(littleEndian: lane.lost)
        output.appendNoTagged()
        output.endRecord(start)
    }
}

extension Broker {
    /// As `encodeLanes` wrote it.
    mutating func restoreLane(_ fields: inout FieldReader) throws(FormatError) {
        guard let queue = restoring.queue, !restoring.hasSlots else { throw .badField("queue") }
        let number = try fields.next(UInt32.self)
        let log = LogID(try fields.next(UInt32.self))
        let floor = try fields.next(UInt64.self)
        let next = try fields.next(UInt64.self)
        let lost = try fields.next(UInt64.self)
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        guard floor <= next, next <= 1 << 53 else { throw .badField("offset") }
        guard number < UInt32(LaneOffset.lanesMax), entities.isPlausible(log: log) else {
            throw .badField("lane")
        }
        if number == 0 {
            guard log == queue.first.log, queue.isSingle else {
                throw .badField("lane")
            }
            queue.first.lost = lost
            return
        }
        guard Int(number) == queue.laneCount else { throw .badField("lane") }
        let lane = Lane(log: log)
        lane.slots.restore(floor: floor, next: next)
        lane.lost = lost
        queue.others.append(lane)
        entities.reserve(entities: 0, logs: log.rawValue + 1)
    }
}
