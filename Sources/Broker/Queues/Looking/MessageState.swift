/// Where a message of a queue stands, as people are told.
package enum MessageState: UInt8, CaseIterable, Sendable {
    /// A receiver would get it.
    case ready
    /// In somebody's hands.
    case leased
    /// Ready at a known time.
    case delayed
    /// Put aside by its holder, to be asked for by its id.
    case deferred
    /// A dead letter that is on its way, or whose target cannot be reached.
    case dying

    /// The word for it in answers.
    package var name: StaticString {
        switch self {
        case .ready: "ready"
        case .leased: "leased"
        case .delayed: "delayed"
        case .deferred: "deferred"
        case .dying: "dying"
        }
    }
}

/// Some of the states.
package struct MessageStates: Sendable {
    private let bits: UInt8

    /// Every one.
    package static let all = MessageStates(bits: .max)

    package init(_ state: MessageState) { bits = 1 << state.rawValue }

    private init(bits: UInt8) { self.bits = bits }

    package func contains(_ state: MessageState) -> Bool { bits & 1 << state.rawValue != 0 }
}

extension Slot {
    /// Where its message stands; nil when it is done with.
    var standing: MessageState? {
        if isSettled { return nil }
        if isDoomed { return .dying }
        if isWaiting { return .delayed }
        if state == .deferred { return .deferred }
        return state == .leased ? .leased : .ready
    }
}
