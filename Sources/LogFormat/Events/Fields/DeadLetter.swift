/// Where the messages of a queue go that were rejected or failed too often.
package enum DeadLetter: Equatable, Sendable {
    /// A queue of the same name and `.dlq`, made when it is needed.
    case automatic
    /// Nowhere: they are dropped.
    case dropped
    /// Nowhere: what is rejected is handed back, and nothing fails too often. So is a queue that was made for them.
    case handedBack
    /// A queue of the same namespace.
    case queue(String)
    /// A topic of the same namespace.
    case topic(String)
    /// Where an exchange of the same namespace sends them; without a key by the one that they were routed with
    /// before, or else by the queue's name.
    case exchange(String, routingKey: String?)

    /// Whether somebody said where dead letters go: only then does what expires or overflows go there.
    package var isChosen: Bool {
        switch self {
        case .automatic, .dropped, .handedBack: false
        case .queue, .topic, .exchange: true
        }
    }
}
