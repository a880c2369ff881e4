/// What a queue that holds as much as it may does with more.
package enum Overflow: UInt8, Sendable {
    /// What is published is refused.
    case reject = 1
    /// What would be handed out first is dropped.
    case dropHead = 2
    /// What would be handed out first goes to the dead letters.
    case deadLetter = 3

    /// The word for it in declarations and answers.
    package var name: StaticString {
        switch self {
        case .reject: "reject"
        case .dropHead: "drop_head"
        case .deadLetter: "dead_letter"
        }
    }
}
