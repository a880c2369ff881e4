internal import Base
internal import Broker
internal import HTTPTransport
internal import LogFormat
internal import Node

/// From names to a group and what it is to read; what is missing is said with the curl that makes it.
extension Interface {
    func group(_ call: Call) throws(Problem) -> Group {
        let namespace = try namespace(call)
        if let group = namespace.group(call.path[call.parameters.first]) { return group }
        throw missing(group: try call.name(call.parameters.first, of: "group"), namespace)
    }

    /// The refusal of a group that is not there.
    func missing(group name: String, _ namespace: Namespace) -> Problem {
        Problem(
            .groupNotFound, "There is no group \"\(name)\" in the namespace \"\(namespace.name)\".",
            fix: "Poll it without after, or PUT \(namespace.path)/groups/\(name)."
        ).held(by: node.gateNow())
    }

    /// Refuses names of topics that are not there; patterns may mean what comes later.
    func require(_ topics: Subscription, in namespace: Namespace) throws(Problem) {
        for entry in topics.entries where !Subscription.isPattern(entry) {
            if entry.withByteView({ namespace.topic($0) }) == nil {
                throw Problem(missing: entry, namespace).held(by: node.gateNow())
            }
        }
    }
}

extension Problem {
    /// A topic that a body names is not there.
    init(missing topic: String, _ namespace: Namespace) {
        self.init(
            .topicNotFound, "There is no topic \"\(topic)\" in the namespace \"\(namespace.name)\".",
            fix: "Declare it first: PUT \(namespace.path)/topics/\(topic).")
    }

    /// Something that a member does without saying in which epoch.
    init(noEpoch what: String) {
        self.init(
            .invalidBody, "\(what) needs the member's epoch.",
            fix: "Send \"epoch\" as the answer to joining or polling had it.")
    }

    /// Why a poll ended without an answer.
    init(_ end: PollTicket.End) {
        switch end {
        case .superseded: self.init(BrokerError.superseded)
        case .fenced(let epoch): self.init(BrokerError.fenced(current: epoch))
        }
    }

    /// A refusal that may name a log, which is told by topic and partition here.
    init(_ refused: Refused, _ namespace: Namespace) {
        switch refused.reason {
        case .notOwner(let id), .beyondEnd(let id, _), .positionReset(let id, _):
            self.init(refused.reason, namespace.log(id))
        default: self.init(refused.reason)
        }
        gate = refused.gate
    }

    /// The same for a log that is known; its partition is named.
    init(_ error: BrokerError, _ log: LogView?) {
        guard let log, let partition = log.partition else {
            self.init(error)
            return
        }
        self.init(error, place: "partition \(partition) of \"\(log.owner)\"")
        extra = ("topic", "\"\(log.owner)\"")
        numbers.append(("partition", partition))
    }
}

extension GroupToken {
    /// Refuses a token of another group, or of another member.
    func check(_ group: Group, _ member: String) throws(Problem) {
        guard groupHash == Cursor.hash(namespace: group.namespace.name, name: group.name) else {
            throw Problem(
                .foreignToken, "The token belongs to another group.",
                fix: "Give after as next of this group's last answer had it, or leave it out.")
        }
        guard self.group == group.id else {
            throw Problem(
                .staleToken, "The group that the token was made for was deleted and declared anew.",
                fix: "Leave after out.")
        }
        guard memberHash == GroupToken.hash(member: member) else {
            throw Problem(
                .foreignToken, "The token belongs to another member of the group.",
                fix: "Give what the last answer to \"\(member)\" had, or leave it out.")
        }
    }
}
