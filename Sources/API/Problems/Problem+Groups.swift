internal import Base
internal import Broker

/// Refusals of consumer groups; partitions go by their logs where nobody has told their names.
extension Problem {
    init(group error: BrokerError) {
        switch error {
        case .fenced(let current):
            self.init(
                .fenced, "Another process of this name took over; its epoch is \(current).",
                fix: "Stop this one, or poll without after to take over in turn.")
            numbers = [("epoch", Int(current))]
        case .unknownMember(let name):
            self.init(
                .memberNotFound, "The group has no member \"\(name)\": it left, or was silent for too long.",
                fix: "Poll without after, or join again.")
        case .superseded:
            self.init(
                .superseded, "A newer poll of this member took the place of this one, which got nothing.",
                fix: "Wait for the answer of one poll before sending the next.")
        case .notOwner(let log), .beyondEnd(let log, _), .positionReset(let log, _):
            self.init(error, place: "the partition of log \(log.rawValue)")
        case .groupActive(let members):
            self.init(
                .groupActive, "The group has \(members) members.",
                fix: "Name member and epoch, or use offsets:reset, which members heed.")
        case .noTopics:
            self.init(
                .noTopics, "Neither this request nor the group says what to read.",
                fix: "Add \"topics\":[\"orders\"].")
        case .badPattern(let pattern):
            self.init(
                .invalidName, "\"\(pattern)\" is neither a topic's name nor a pattern over such.",
                fix: "Use A-Z a-z 0-9 . _ - and * for any of them.")
        case .matchesNothing(let pattern):
            self.init(
                .patternMatchesNothing, "No topic has a name that \"\(pattern)\" means.",
                fix: "GET /v1/topics lists them; declare one first.")
        default:
            self.init(
                .savedOffsetsNotFound, "The group keeps no offsets under this name.",
                fix: "GET its /snapshots to see which it keeps.")
        }
    }

    /// Refusals that concern one partition; `place` is what it is called.
    init(_ error: BrokerError, place: String) {
        switch error {
        case .notOwner:
            self.init(
                .notOwner, "The member does not own \(place); nothing was committed.",
                fix: "Commit only what the last poll, join or heartbeat of this member gave it.")
        case .beyondEnd(_, let latest):
            self.init(
                .beyondEnd, "The next offset of \(place) is \(latest.rawValue); nothing was set.",
                fix: "Name \(latest.rawValue) or less.")
            numbers = [("latest", Int(latest.rawValue))]
        case .positionReset(_, let offset):
            self.init(
                .positionReset, "The offset of \(place) was put to \(offset.rawValue) meanwhile.",
                fix: "Poll or send a heartbeat, and go on from there.")
            numbers = [("actual", Int(offset.rawValue))]
        default: self.init(error)
        }
    }
}
