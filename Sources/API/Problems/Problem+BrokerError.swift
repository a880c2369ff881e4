internal import Base
package import Broker
package import Node

/// Refusals of the broker and the node.
extension Problem {
    /// A refusal with what holds it back.
    package init(_ refused: Refused) {
        self.init(refused.reason)
        gate = refused.gate
    }

    package init(_ error: BrokerError) {
        switch error {
        case .notFound(let kind, let name):
            self.init(kind.notFound, "There is no \(kind.name) \"\(name)\".")
        case .exists(let kind, let name):
            self.init(
                .alreadyExists, "The \(kind.name) \"\(name)\" exists, and If-None-Match is *.",
                fix: "Leave If-None-Match out to set what differs.")
        case .immutable, .fewerPartitions: self.init(changing: error)
        case .stale:
            self.init(
                .changedMeanwhile, "It was deleted or changed while this request was on its way.",
                fix: "Send the request again.")
        case .badName:
            self.init(
                .invalidName, "This is no name.", fix: "Use A-Z a-z 0-9 . _ - and start with none of . _")
        case .badPartition(let count): self.init(partition: nil, of: count)
        case .expectedOffset(let actual):
            self.init(
                .expectedOffsetMismatch, "The next offset of the partition is \(actual.rawValue).",
                fix: "Read what was written meanwhile, then expect \(actual.rawValue).")
            numbers = [("actual", Int(actual.rawValue))]
        case .expectedKeyOffset(let mismatches): self.init(mismatches)
        case .keysLoading, .notCompacted: self.init(keys: error)
        case .idempotencyKeyReused, .idempotencyKeyInFlight, .staleProducer, .producerGap,
            .producerNumberReused, .producerResultForgotten:
            self.init(repeating: error)
        case .queueNotEmpty, .overflowWithoutTarget: self.init(queue: error)
        case .queueFull, .journalFull, .diskFull, .busy, .shuttingDown, .consumerNeeded:
            self.init(load: error)
        case .belowRetention, .pastEnd, .unreadable: self.init(reading: error)
        case .alreadyFired, .neverDue, .incompleteSchedule, .unknownZone, .badCron:
            self.init(schedule: error)
        case .fenced, .superseded, .unknownMember, .notOwner, .beyondEnd, .positionReset, .groupActive,
            .noTopics, .badPattern, .matchesNothing, .noSavedOffsets:
            self.init(group: error)
        case .excludes, .sourceCompacted, .isSource, .hasSource, .badPriority: self.init(lanes: error)
        case .incompletePolicy, .badPolicyPattern: self.init(policy: error)
        case .exchangeReserved, .exchangeInternal, .inUse, .badBinding, .unroutable,
            .holdsNothingBack, .takesJSONOnly:
            self.init(exchange: error)
        case .namespaceNotEmpty, .namespacePermanent: self.init(namespace: error)
        case .sameQueue, .redriveRunning, .noRedrive: self.init(moving: error)
        case .limit(let name, let most):
            self.init(
                .limitReached, "\(name) is over its limit of \(most).", fix: "Stay at or below \(most).")
            numbers = [("limit", most)]
        case .badLease, .leaseLost:
            self.init(
                .leaseLost, "The lease is none, or ended before.",
                fix: "Drop the work; its message was or will be handed out again.")
        case .leaseSettled, .duplicateMessage, .namedTwice, .noTransaction, .transactionEnded, .targetGone,
            .part:
            self.init(transaction: error)
        }
    }

    private init(namespace error: BrokerError) {
        guard
            case .namespaceNotEmpty(
                let topics, let queues, let groups, let schedules, let exchanges, let policies) = error
        else {
            self.init(.immutableSetting, "The default namespace cannot be deleted.", fix: nil)
            return
        }
        let held =
            "\(topics) topics, \(queues) queues, \(groups) groups, \(schedules) schedules, "
            + "\(exchanges) exchanges and \(policies) policies"
        self.init(.namespaceNotEmpty, "The namespace holds \(held).", fix: "Delete them first.")
    }

    private init(changing error: BrokerError) {
        switch error {
        case .fewerPartitions(let current, let wished):
            self.init(
                .fewerPartitions, "The topic has \(current) partitions, \(wished) were asked for.",
                fix: "Leave partitions out, or give \(current) or more.")
            numbers = [("actual", current)]
        case .immutable(let members):
            self.init(
                .immutableSetting, "These cannot be changed: \(members.joined(separator: ", ")).",
                fix: "Leave them out, or delete and declare anew.")
        default: self.init(.immutableSetting, "This cannot be changed.", fix: nil)
        }
    }

    private init(load error: BrokerError) {
        switch error {
        case .consumerNeeded:
            self.init(
                .invalidOption, "This queue tells its consumers apart by name.", fix: "Give consumer=NAME.")
        case .queueFull:
            self.init(.queueFull, "The queue holds as much as it may.", fix: "Try again after Retry-After.")
        case .journalFull:
            self.init(
                .journalFull, "The journal has reached its limit on disk.",
                fix: "Restart with a larger journal limit (martlet serve --help); reading goes on meanwhile.")
        case .diskFull(nil):
            self.init(
                .diskFull, "The disk that holds the data directory has no room left.",
                fix: "Make room on it, or delete or truncate what is not needed; it goes on by itself then.")
        case .diskFull(let limit?):
            self.init(
                .diskFull, "The data directory has reached its limit of \(limit) bytes.",
                fix: "Delete or truncate what is not needed, or restart with a larger --disk-bytes-max.")
            numbers = [("limit", limit)]
        case .shuttingDown:
            self.init(
                .shuttingDown, "The server is stopping.", fix: "Try again once it has been started again.")
        default:
            let waited = DurationText.string(Limits.publishWaitMax)
            self.init(.busy, "The journal had no room for \(waited).", fix: "Try again after Retry-After.")
        }
    }

    private init(reading error: BrokerError) {
        switch error {
        case .belowRetention(let earliest):
            self.init(
                .belowRetention, "The offset lies below retention; the earliest is \(earliest.rawValue).",
                fix: "Read from offset:\(earliest.rawValue), or add on_missing=earliest.")
            numbers = [("earliest", Int(earliest.rawValue))]
        case .pastEnd(let latest):
            self.init(
                .pastEnd, "The offset lies past the end; the next to be written is \(latest.rawValue).",
                fix: "Read from offset:\(latest.rawValue), or add on_missing=latest.")
            numbers = [("latest", Int(latest.rawValue))]
        default:
            self.init(
                .internalError, "Stored messages could not be read back from the disk.",
                fix: "Look into the server's log.")
        }
    }

    /// A partition that the topic does not have.
    package init(partition: Int?, of count: Int) {
        let wished = partition.map { "no partition \($0)" } ?? "no such partition"
        self.init(
            .partitionNotFound, "The topic has \(wished); it has \(count).",
            fix: "Use 0 to \(count - 1), or PATCH partitions of the topic.")
    }
}

extension EntityKind {
    /// The refusal of a name that nothing has.
    package var notFound: ProblemKind {
        switch self {
        case .namespace: .namespaceNotFound
        case .topic: .topicNotFound
        case .queue: .queueNotFound
        case .group: .groupNotFound
        case .schedule: .scheduleNotFound
        case .exchange: .exchangeNotFound
        case .binding: .bindingNotFound
        case .policy: .policyNotFound
        }
    }
}
