internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// Writes what a delivery adds to a message: id, lease, counts, and when the lease ends.
struct LeaseWriter {
    private let queue: Queue
    private let tokens: LeaseTokens
    private let until: Instant
    /// Until when messages live.
    private let ends: [(place: LaneOffset, until: Instant)]

    init(queue: Queue, _ received: Received) {
        self.queue = queue
        tokens = queue.namespace.tokens
        until = received.leasedUntil
        ends = received.ends
    }

    private func end(of offset: Offset, _ lane: UInt16) -> Instant? {
        ends.isEmpty ? nil : ends.first { $0.place.offset == offset && $0.place.lane == lane }?.until
    }

    /// The id of a message: opaque, the same on every delivery.
    static func writeID(_ offset: Offset, lane: UInt16 = 0, of queue: Queue, into out: inout ByteBuffer) {
        MessageID(queue: queue.id, place: LaneOffset(lane: lane, offset)).write(into: &out)
    }

    private func writeToken(_ offset: Offset, _ run: SlotRun, into out: inout ByteBuffer) {
        tokens.write(
            LeaseToken(
                queue: queue.id, log: queue[run.lane].id, offset: offset, generation: run.generation),
            into: &out)
    }

    /// Members that end in a comma, to stand behind the opening brace of a line.
    func write(_ offset: Offset, _ run: SlotRun, into out: inout ByteBuffer) {
        out.append("\"id\":\"")
        Self.writeID(offset, lane: run.lane, of: queue, into: &out)
        out.append("\",\"lease\":\"")
        writeToken(offset, run, into: &out)
        out.append("\",\"deliveries\":")
        out.append(decimal: UInt64(run.deliveries))
        out.append(",\"failures\":")
        out.append(decimal: UInt64(run.failures))
        if queue.settings.lanes.priorities > 1 {
            out.append(",\"priority\":")
            out.append(decimal: UInt64(queue.settings.lanes.priorities - 1 - Int(run.lane)))
        }
        out.append(",\"leased_until\":\"")
        TimestampText.write(until, into: &out)
        if let end = end(of: offset, run.lane) {
            out.append("\",\"expires_at\":\"")
            TimestampText.write(end, into: &out)
        }
        out.append("\",")
    }

    /// The same as fields of an answer that is the raw body.
    func writeFields(_ offset: Offset, _ run: SlotRun, isAcked: Bool, into out: inout ByteBuffer) {
        out.append("Martlet-Id: ")
        Self.writeID(offset, lane: run.lane, of: queue, into: &out)
        if isAcked {
            out.append("\r\nMartlet-Delivery: at-most-once")
        } else {
            out.append("\r\nMartlet-Delivery: at-least-once\r\nMartlet-Lease: ")
            writeToken(offset, run, into: &out)
            out.append("\r\nMartlet-Leased-Until: ")
            TimestampText.write(until, into: &out)
        }
        out.append("\r\nMartlet-Deliveries: ")
        out.append(decimal: UInt64(run.deliveries))
        out.append("\r\nMartlet-Failures: ")
        out.append(decimal: UInt64(run.failures))
        if let end = end(of: offset, run.lane) {
            out.append("\r\nMartlet-Expires-At: ")
            TimestampText.write(end, into: &out)
        }
        out.append("\r\n")
    }
}
