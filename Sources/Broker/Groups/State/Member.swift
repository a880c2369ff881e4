internal import Base
internal import LogFormat

/// Somebody who reads for a group, under a name of its own.
final class Member {
    let id: MemberID
    let name: String
    var epoch: UInt64
    var kind: MemberKind
    var topics: Subscription
    var joinedAt: Instant
    /// What it owns, ascending; derived.
    var logs: [LogID] = []
    /// Volatile: when its session ends unless it is heard of.
    var deadline = Instant.distantFuture

    init(_ event: MemberJoined) {
        id = event.member
        name = event.name
        epoch = event.epoch
        kind = event.kind
        topics = event.topics
        joinedAt = event.joinedAt
    }

    func gain(_ log: LogID) {
        let index = logs.lowerBound { $0 < log }
        if index == logs.count || logs[index] != log { logs.insert(log, at: index) }
    }

    func lose(_ log: LogID) {
        let index = logs.lowerBound { $0 < log }
        if index < logs.count, logs[index] == log { logs.remove(at: index) }
    }
}
