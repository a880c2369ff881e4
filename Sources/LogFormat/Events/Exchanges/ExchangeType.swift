/// How an exchange chooses among its bindings.
package enum ExchangeType: UInt8, CaseIterable, Sendable {
    /// Those whose routing key is the message's.
    case direct = 1
    /// All.
    case fanout = 2
    /// Those whose pattern takes the words of the routing key: `*` is one word, `#` any number.
    case topic = 3
    /// Those that the message's headers fit.
    case headers = 4
    /// One of them, the same for every message of one routing key.
    case consistentHash = 5

    /// The word for it in requests and answers.
    package var name: StaticString {
        switch self {
        case .direct: "direct"
        case .fanout: "fanout"
        case .topic: "topic"
        case .headers: "headers"
        case .consistentHash: "consistent_hash"
        }
    }
}
