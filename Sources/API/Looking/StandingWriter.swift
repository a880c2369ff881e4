internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// Writes what is told of a message that nobody receives: its id, and how it stands. No lease is among it.
struct StandingWriter {
    let queue: Queue

    /// Members that end in a comma, to stand behind the opening brace of a line.
    func write(_ offset: Offset, _ standing: Standing, into out: inout ByteBuffer) {
        out.append("\"id\":\"")
        MessageID(queue: queue.id, place: LaneOffset(lane: standing.lane, offset)).write(into: &out)
        out.append("\",\"state\":\"")
        out.append(standing.state.name)
        out.append("\",\"deliveries\":")
        out.append(decimal: UInt64(standing.deliveries))
        out.append(",\"failures\":")
        out.append(decimal: UInt64(standing.failures))
        if let until = standing.until {
            out.append(standing.state == .leased ? ",\"leased_until\":\"" : ",\"due_at\":\"")
            TimestampText.write(until, into: &out)
            out.append(UInt8(ascii: "\""))
        }
        if let consumer = standing.consumer {
            out.append(",\"consumer\":\"")
            consumer.withByteView { JSONString.escape($0, into: &out) }
            out.append(UInt8(ascii: "\""))
        }
        if let reason = standing.reason {
            out.append(",\"reason\":\"")
            out.append(reason.name)
            out.append(UInt8(ascii: "\""))
        }
        out.append(UInt8(ascii: ","))
    }

    /// The same as fields of an answer that is the raw body.
    func writeFields(_ standing: Standing, into out: inout ByteBuffer) {
        out.append("Martlet-Id: ")
        MessageID(queue: queue.id, place: standing.place).write(into: &out)
        out.append("\r\nMartlet-State: ")
        out.append(standing.state.name)
        out.append("\r\nMartlet-Deliveries: ")
        out.append(decimal: UInt64(standing.deliveries))
        out.append("\r\nMartlet-Failures: ")
        out.append(decimal: UInt64(standing.failures))
        out.append("\r\n")
    }
}
