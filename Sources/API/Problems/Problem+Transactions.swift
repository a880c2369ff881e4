internal import Base
internal import Broker
internal import LogFormat
internal import Node

/// Refusals of transactions.
extension Problem {
    init(transaction error: BrokerError) {
        switch error {
        case .leaseSettled(let outcome):
            self.init(
                .leaseSettled, "The lease was settled before (\(outcome.name)), and nothing was done now.",
                fix: "If this transaction was sent before, it was carried out then; else drop the work.")
        case .duplicateMessage:
            self.init(
                .duplicateMessage, "The queue has a message with this dedupe_id already.",
                fix:
                    "If this transaction was sent before, it was carried out then; else leave the message out."
            )
        case .namedTwice:
            self.init(
                .namedTwice, "An operation before this one, or itself, names the same lease or group.",
                fix: "Name each lease once, and put all offsets of a group into one commit.")
        case .noTransaction:
            self.init(
                .transactionNotFound, "No message was prepared under this number, or its end was forgotten.",
                fix: "See GET /v1/transactions for what waits.")
        case .transactionEnded(let outcome):
            let word =
                outcome == .committed
                ? "committed" : outcome == .expired ? "given up at its deadline" : "rolled back"
            self.init(
                .transactionEnded, "The message was \(word) before.",
                fix: outcome == .committed ? nil : "Publish it again, if it is still to be.")
        case .targetGone:
            self.init(
                .targetGone, "The topic or queue that the message is for was deleted.",
                fix: "POST to …/rollback, or let the deadline pass.")
        case .part(let index, let reason):
            self.init(reason)
            self = of(operation: index)
        default: self.init(.internalError, "The transaction failed.", fix: nil)
        }
    }

    /// The refusal of a message for a topic that says what only a queue can be told.
    static var traitsOfTopic: Problem {
        Problem(
            .unknownMember, "delay, at, ttl, group, dedupe_id and priority are for queues.",
            fix: "Leave them out, or publish to a queue.")
    }

    /// The same as the reason why a transaction was refused, by the index of the operation.
    func of(operation index: Int) -> Problem {
        var problem = self
        problem.detail = "Operation \(index): \(detail) Nothing of the transaction was done."
        return problem.with("failed_operation", index)
    }
}
