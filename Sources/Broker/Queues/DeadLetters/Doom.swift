package import LogFormat

/// Why a message is to be moved; its slot and snapshots keep the number.
package enum Doom: UInt32, Sendable {
    case rejected = 1
    /// Handed back once too often.
    case nacked = 2
    /// Its lease ran out once too often.
    case leaseExpired = 3
    /// It outlived its time in nobody's hands, or its lease ran out after that.
    case outlived = 4
    /// It was handed back after it had outlived its time.
    case outlivedNacked = 5
    /// The queue was full.
    case overflowed = 6

    /// Why a message is to be moved whose lease ended; nil when it is not.
    init?(after end: LeaseEnd) {
        switch end {
        case .rejectedDoomed: self = .rejected
        case .failedDoomed: self = .nacked
        case .expiredDoomed: self = .leaseExpired
        case .outlivedDoomed: self = .outlivedNacked
        case .outlivedExpiredDoomed: self = .outlived
        default: return nil
        }
    }

    /// Why a message is to be moved that nobody had in hand; nil where such ones are never moved.
    init?(after removal: RemovalReason) {
        switch removal {
        case .expired: self = .outlived
        case .overflowed: self = .overflowed
        case .deleted: return nil
        }
    }

    /// What its line says it died of.
    package var reason: DeathReason {
        switch self {
        case .rejected: .rejected
        case .nacked, .leaseExpired: .deliveryLimit
        case .outlived, .outlivedNacked: .expired
        case .overflowed: .maxLength
        }
    }

    /// Whether its holder handed it back.
    var isHandedBack: Bool { self == .nacked || self == .outlivedNacked }

    /// Where the message stands once it was moved.
    var stateAfter: Slot.State { self == .rejected ? .rejected : isHandedBack ? .nackedAway : .dropped }
}
