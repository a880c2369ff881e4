internal import Base
internal import LogFormat

/// What holders said of messages that are to be moved.
extension SlotTable {
    private static let recordMax = 64

    /// Keeps it until the message is moved.
    mutating func keep(_ reason: SettleReason) {
        guard self[reason.place.offset.rawValue].isDoomed else { return }
        reasonByOffset[reason.place.offset.rawValue] = reason.text
    }

    /// Writes some from an offset on, and tells where to go on; nil when there is no more.
    ///
    /// What is said while a snapshot visits the queue may be among them: replay says it again, or that the message
    /// is gone.
    ///
    /// ```
    ///  0  8  record header
    ///  8     as in a settled event each, ascending
    /// ```
    func encodeReasons(of lane: UInt16, from offset: UInt64, into output: inout ByteBuffer) -> UInt64? {
        guard !reasonByOffset.isEmpty else { return nil }
        let first = doomed.lowerBound { $0 < offset }
        let some = doomed[first...].prefix(Self.recordMax)
        guard let last = some.last else { return nil }
        let start = output.beginRecord(.reasons)
        for offset in some {
            guard let text = reasonByOffset[offset] else { continue }
            SettleReason(place: LaneOffset(lane: lane, Offset(offset)), text: text).encode(into: &output)
        }
        output.endRecord(start)
        return last + 1
    }
}

extension Broker {
    /// As `encodeReasons` wrote it.
    mutating func restoreReasons(_ fields: inout FieldReader) throws(FormatError) {
        guard let queue = restoring.queue else { throw .badField("queue") }
        for reason in try SettleReason.decode(try fields.rest()) {
            guard reason.place.lane < UInt16(queue.laneCount) else { throw .badField("lane") }
            queue[reason.place.lane].slots.keep(reason)
        }
    }
}
