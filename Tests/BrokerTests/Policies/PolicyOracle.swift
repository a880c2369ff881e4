import Base
import Broker
import LogFormat

/// What should be in force, worked out anew for each question; members are told by place, values by number.
///
/// Of queues: 0 lease, where the declaration wins; 1 ttl, 2 max_length, 3 max_deliveries, where the lower wins.
/// Of topics: 0 tombstone_time; 1 retention.time, 2 retention.count, 3 retention.bytes.
struct PolicyOracle {
    static let count = 4

    private struct Policy {
        var kind: PolicyKind
        var pattern: String
        var priority = 0
        var values: [Int?]
    }

    private var policies: [String: Policy] = [:]
    private var queues: [String: [Int?]] = [:]
    private var topics: [String: [Int?]] = [:]

    mutating func declare(_ kind: PolicyKind, _ name: String, _ values: [Int?], _ unsaid: [Int]) {
        var whole = (kind == .queues ? queues : topics)[name] ?? [nil, nil, nil, nil]
        for index in 0..<Self.count {
            if let value = values[index] { whole[index] = value }
            if unsaid.contains(index) { whole[index] = nil }
        }
        if kind == .queues { queues[name] = whole } else { topics[name] = whole }
    }

    mutating func setPolicy(
        _ name: String, _ kind: PolicyKind, _ pattern: String?, _ priority: Int?, _ values: [Int?]?
    ) {
        var policy = policies[name] ?? Policy(kind: kind, pattern: "", values: [nil, nil, nil, nil])
        if let pattern { policy.pattern = pattern }
        if let priority { policy.priority = priority }
        if let values { policy.values = values }
        policies[name] = policy
    }

    mutating func delete(_ kind: EntityKind, _ name: String) {
        switch kind {
        case .policy: policies[name] = nil
        case .queue: queues[name] = nil
        default: topics[name] = nil
        }
    }

    func declared(_ kind: PolicyKind, _ name: String) -> [Int] {
        filled((kind == .queues ? queues : topics)[name] ?? [])
    }

    /// The policy that something is under.
    func policy(_ kind: PolicyKind, _ name: String) -> String? {
        var best: String?
        for candidate in policies.keys.sorted() {
            guard let policy = policies[candidate], policy.kind == kind, Self.matches(policy.pattern, name)
            else { continue }
            if best.flatMap({ policies[$0]?.priority }).map({ $0 < policy.priority }) ?? true {
                best = candidate
            }
        }
        return best
    }

    func inForce(_ kind: PolicyKind, _ name: String) -> [Int] {
        let own = (kind == .queues ? queues : topics)[name] ?? []
        let given = policy(kind, name).flatMap { policies[$0]?.values } ?? [nil, nil, nil, nil]
        return filled(
            (0..<Self.count).map { index in
                guard let mine = own[index], let theirs = given[index] else {
                    return own[index] ?? given[index]
                }
                return index == 0 ? mine : min(mine, theirs)
            })
    }

    private func filled(_ values: [Int?]) -> [Int] { values.map { $0 ?? 0 } }

    private static func matches(_ pattern: String, _ name: String) -> Bool {
        if pattern == "*" || pattern == name { return true }
        if pattern.hasPrefix("*") { return name.hasSuffix(pattern.dropFirst()) }
        return pattern.hasSuffix("*") && name.hasPrefix(pattern.dropLast())
    }
}

// MARK: to the broker's words and back

extension PolicyOracle {
    static func queueWish(_ values: [Int?], _ unsaid: [Int]) -> QueueWish {
        var wish = QueueWish()
        wish.lease = values[0].map { .seconds(Int64($0)) }
        if let ttl = values[1] { wish.ttl = .at(.seconds(Int64(ttl))) }
        if let length = values[2] { wish.lengthMax = .at(length) }
        if let most = values[3] { wish.maxDeliveries = .at(most) }
        for index in unsaid {
            switch index {
            case 0: (wish.lease, _) = (QueueSettings.standard.lease, wish.unsaid.insert(.lease))
            case 1: (wish.ttl, _) = (.none, wish.unsaid.insert(.ttl))
            case 2: (wish.lengthMax, _) = (.none, wish.unsaid.insert(.maxLength))
            default:
                (wish.maxDeliveries, _) = (.at(Limits.deliveriesDefault), wish.unsaid.insert(.maxDeliveries))
            }
        }
        return wish
    }

    static func topicWish(_ values: [Int?], _ unsaid: [Int]) -> TopicWish {
        var wish = TopicWish()
        wish.tombstoneTime = values[0].map { .seconds(Int64($0)) }
        if let time = values[1] { wish.retention.time = .at(.seconds(Int64(time) * 60)) }
        if let count = values[2] { wish.retention.count = .at(count) }
        if let bytes = values[3] { wish.retention.bytes = .at(bytes) }
        for index in unsaid {
            switch index {
            case 0:
                (wish.tombstoneTime, _) = (
                    TopicSettings.standard.tombstoneTime, wish.unsaid.insert(.tombstoneTime)
                )
            case 1: (wish.retention.time, _) = (.none, wish.unsaid.insert(.retentionTime))
            case 2: (wish.retention.count, _) = (.none, wish.unsaid.insert(.retentionCount))
            default: (wish.retention.bytes, _) = (.none, wish.unsaid.insert(.retentionBytes))
            }
        }
        return wish
    }

    static func values(_ settings: QueueSettings) -> [Int] {
        let standard = QueueSettings.standard
        return [
            settings.lease == standard.lease ? 0 : Int(settings.lease.milliseconds / 1000),
            settings.ttl.map { Int($0.milliseconds / 1000) } ?? 0, settings.lengthMax ?? 0,
            settings.maxDeliveries == standard.maxDeliveries ? 0 : settings.maxDeliveries ?? 0,
        ]
    }

    static func values(_ settings: TopicSettings) -> [Int] {
        let standard = TopicSettings.standard
        return [
            settings.tombstoneTime == standard.tombstoneTime
                ? 0 : Int(settings.tombstoneTime.milliseconds / 1000),
            settings.retention.time.map { Int($0.milliseconds / 60_000) } ?? 0,
            settings.retention.count ?? 0, settings.retention.bytes ?? 0,
        ]
    }
}
