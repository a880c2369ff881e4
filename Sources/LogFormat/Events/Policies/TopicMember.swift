import Base

/// A setting of topics that policies can give.
package enum TopicMember: UInt8, RuledMember {
    case ack = 0
    case validate = 1
    case retentionTime = 2
    case retentionBytes = 3
    case retentionCount = 4
    case tombstoneTime = 5

    package var name: StaticString {
        switch self {
        case .ack: "ack"
        case .validate: "validate"
        case .retentionTime: "retention.time"
        case .retentionBytes: "retention.bytes"
        case .retentionCount: "retention.count"
        case .tombstoneTime: "tombstone_time"
        }
    }
}

extension TopicSettings: Ruled {
    package mutating func copy(_ member: TopicMember, from other: TopicSettings) {
        switch member {
        case .ack: ack = other.ack
        case .validate: validate = other.validate
        case .retentionTime: retention.time = other.retention.time
        case .retentionBytes: retention.bytes = other.retention.bytes
        case .retentionCount: retention.count = other.retention.count
        case .tombstoneTime: tombstoneTime = other.tombstoneTime
        }
    }

    package func agrees(in member: TopicMember, with other: TopicSettings) -> Bool {
        switch member {
        case .ack: ack == other.ack
        case .validate: validate == other.validate
        case .retentionTime: retention.time == other.retention.time
        case .retentionBytes: retention.bytes == other.retention.bytes
        case .retentionCount: retention.count == other.retention.count
        case .tombstoneTime: tombstoneTime == other.tombstoneTime
        }
    }

    package func isLower(in member: TopicMember, than other: TopicSettings) -> Bool {
        switch member {
        case .retentionTime: retention.time.isLimit(below: other.retention.time)
        case .retentionBytes: retention.bytes.isLimit(below: other.retention.bytes)
        case .retentionCount: retention.count.isLimit(below: other.retention.count)
        case .ack, .validate, .tombstoneTime: false
        }
    }

    package mutating func reconcile() {}
}
