import Base

/// A setting of queues that policies can give.
package enum QueueMember: UInt8, RuledMember {
    case lease = 0
    case ack = 1
    case validate = 2
    case maxDeliveries = 3
    case backoff = 4
    case deadLetter = 5
    case ttl = 6
    case expires = 7
    case maxLength = 8
    case maxBytes = 9
    case overflow = 10

    package var name: StaticString {
        switch self {
        case .lease: "lease"
        case .ack: "ack"
        case .validate: "validate"
        case .maxDeliveries: "max_deliveries"
        case .backoff: "backoff"
        case .deadLetter: "dead_letter"
        case .ttl: "ttl"
        case .expires: "expires"
        case .maxLength: "max_length"
        case .maxBytes: "max_bytes"
        case .overflow: "overflow"
        }
    }
}

extension QueueSettings: Ruled {
    package mutating func copy(_ member: QueueMember, from other: QueueSettings) {
        switch member {
        case .lease: lease = other.lease
        case .ack: ack = other.ack
        case .validate: validate = other.validate
        case .maxDeliveries: maxDeliveries = other.maxDeliveries
        case .backoff: backoff = other.backoff
        case .deadLetter: deadLetter = other.deadLetter
        case .ttl: ttl = other.ttl
        case .expires: expires = other.expires
        case .maxLength: lengthMax = other.lengthMax
        case .maxBytes: bytesMax = other.bytesMax
        case .overflow: overflow = other.overflow
        }
    }

    package func agrees(in member: QueueMember, with other: QueueSettings) -> Bool {
        switch member {
        case .lease: lease == other.lease
        case .ack: ack == other.ack
        case .validate: validate == other.validate
        case .maxDeliveries: maxDeliveries == other.maxDeliveries
        case .backoff: backoff == other.backoff
        case .deadLetter: deadLetter == other.deadLetter
        case .ttl: ttl == other.ttl
        case .expires: expires == other.expires
        case .maxLength: lengthMax == other.lengthMax
        case .maxBytes: bytesMax == other.bytesMax
        case .overflow: overflow == other.overflow
        }
    }

    package func isLower(in member: QueueMember, than other: QueueSettings) -> Bool {
        switch member {
        case .maxDeliveries: maxDeliveries.isLimit(below: other.maxDeliveries)
        case .ttl: ttl.isLimit(below: other.ttl)
        case .expires: expires.isLimit(below: other.expires)
        case .maxLength: lengthMax.isLimit(below: other.lengthMax)
        case .maxBytes: bytesMax.isLimit(below: other.bytesMax)
        case .lease, .ack, .validate, .backoff, .deadLetter, .overflow: false
        }
    }

    /// What overflows is kept out where nobody says where else it would go: nothing is lost by a mismatch.
    ///
    /// Of a queue over a topic no bytes are counted.
    package mutating func reconcile() {
        if lanes.source != nil { bytesMax = nil }
        if overflow == .deadLetter, !deadLetter.isChosen { overflow = .reject }
    }
}

extension Optional where Wrapped: Comparable {
    /// Whether a limit is lower than another, where nil is none.
    func isLimit(below other: Wrapped?) -> Bool {
        guard let self else { return false }
        return other.map { self < $0 } ?? true
    }
}
