internal import Base
internal import Broker

/// Refusals that have to do with priorities and with topics that queues read.
extension Problem {
    init(lanes error: BrokerError) {
        switch error {
        case .excludes(let one, let other):
            self.init(
                .outOfRange, "\(one) and \(other) do not go together.", fix: "Leave one of them out.")
        case .sourceCompacted(let topic):
            self.init(
                .outOfRange,
                "The topic \"\(topic)\" is compacted: a message may go before the queue hands it out.",
                fix: "Read a topic with \"cleanup\":\"delete\".")
        case .isSource(let queues):
            let names = queues.prefix(10).joined(separator: ", ")
            self.init(
                .topicIsSource, "Queues hand out its messages: \(names).", fix: "Delete these queues first.")
            numbers = [("queues", queues.count)]
        case .hasSource(let topic):
            self.init(
                .queueReadsTopic, "The queue hands out what the topic \"\(topic)\" gets.",
                fix: "Publish to the topic \"\(topic)\".")
            allow = "GET, HEAD, DELETE"
        case .badPriority(let count):
            self.init(
                .outOfRange,
                count == 1
                    ? "The queue has no priorities." : "The queue has priorities from 0 to \(count - 1).",
                fix: count == 1
                    ? "Declare it anew with priorities." : "Give 0 to \(count - 1).")
            numbers = [("limit", count - 1)]
        default: self.init(.internalError, "It was refused.", fix: nil)
        }
    }
}
