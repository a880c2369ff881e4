internal import Base
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat

/// What the options of a member's stream ask for.
struct StreamWish {
    let member: String
    let topics: Subscription?
    /// What the client has seen: done.
    let after: GroupToken?
    let epoch: UInt64?
    let filter: Pattern?

    init(_ call: Call, _ options: borrowing OptionReader) throws(Problem) {
        member = try call.name(call.parameters.second, of: "member")
        if let text = options.value(.topics) { topics = try Subscription(text) } else { topics = nil }
        if let text = options.value(.filter) { filter = try PollWish.filter(text) } else { filter = nil }
        epoch = try options.integer(.epoch, in: 0...Limits.offsetMax).map { UInt64($0) }
        // The field, which a browser sets by itself, beats the option.
        let id = call.exchange.known(.lastEventID) ?? options.value(.lastEventID)
        if let id, !id.isEmpty { after = try .after(id) } else { after = nil }
    }
}
