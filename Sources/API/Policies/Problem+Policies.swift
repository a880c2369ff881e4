internal import Broker

/// Refusals that concern policies.
extension Problem {
    init(policy error: BrokerError) {
        switch error {
        case .incompletePolicy(let members):
            self.init(
                .invalidPolicy, "A new policy needs \(members.joined(separator: " and ")).",
                fix: "Send {\"applies_to\":\"queues\",\"pattern\":\"jobs.*\",\"settings\":{\"ttl\":\"1h\"}}.")
        case .badPolicyPattern(let pattern):
            self.init(
                .invalidPolicy, "\"\(pattern)\" is no pattern over names.",
                fix: "Use A-Z a-z 0-9 . _ - and * for any bytes, such as \"orders.*\" or \"*\".")
        default: self.init(.invalidPolicy, "This is no policy.", fix: nil)
        }
    }

    /// Settings without a kind to read them by.
    static let policyKindNeeded = Problem(
        .invalidPolicy, "A new policy needs applies_to.", fix: "Send \"applies_to\":\"queues\" or \"topics\"."
    )
}
