internal import Broker

/// Refusals of those who move messages out of a queue.
extension Problem {
    init(moving error: BrokerError) {
        switch error {
        case .redriveRunning(let number):
            self.init(
                .redriveRunning, "The redrive \(number) of this queue is still running.",
                fix: "Wait until it has ended, or DELETE …/redrives/\(number).")
        case .noRedrive(let number):
            self.init(
                .redriveNotFound, "The queue has no redrive \(number), or not any more.",
                fix: "List those that are remembered: GET …/redrives.")
        default:
            self.init(
                .sameQueue, "The messages are in that queue already.",
                fix: "Name another queue, or a topic.")
        }
    }
}
