internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

extension ScheduleRun.Place {
    /// Appends where the message of a run came to stand.
    func write(into out: inout ByteBuffer) {
        switch self {
        case .queue(let queue, let place):
            JSONWriter.member("queue", queue.name, into: &out)
            out.appendPlace(place.offset, lane: Int(place.lane), of: queue)
        case .duplicate(let queue, let place):
            JSONWriter.member("queue", queue.name, into: &out)
            out.append(duplicateAt: place, of: queue)
        case .topic(let topic, let partition, let offset):
            JSONWriter.member("topic", topic.name, into: &out)
            JSONWriter.member("partition", partition, into: &out)
            JSONWriter.member("offset", offset.rawValue, into: &out)
        case .exchange(let exchange, let fanned):
            JSONWriter.member("exchange", exchange.name, into: &out)
            JSONWriter.member("routed", fanned.totals.copies, into: &out)
            out.append(targets: fanned.places)
        case .forgotten: break
        }
    }
}
