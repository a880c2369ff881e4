internal import Base
internal import Broker

/// Refusals that concern what a queue holds.
extension Problem {
    init(queue error: BrokerError) {
        switch error {
        case .queueNotEmpty(let counts):
            self.init(
                .queueNotEmpty,
                "The queue holds \(counts.total) messages: \(counts.ready) ready, \(counts.leased) leased, "
                    + "\(counts.delayed) delayed, \(counts.doomed) dying. They would be lost.",
                fix: "Add force=true to lose them, or move them elsewhere first.")
            numbers = [("messages", counts.total)]
        default:
            self.init(
                .outOfRange, "overflow is dead_letter, but no dead_letter says where that is.",
                fix: "Give dead_letter as well, such as {\"queue\":\"overflowed\"}.")
        }
    }
}
