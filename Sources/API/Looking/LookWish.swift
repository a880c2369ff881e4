internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node

/// What the options of a look into a queue ask for.
struct LookWish {
    let states: MessageStates
    let start: LaneOffset
    let messagesMax: Int
    let bytesMax: Int
    let pattern: Pattern?
    /// Whether lines are wanted rather than a document.
    let isLines: Bool

    init(_ call: Call, _ options: borrowing OptionReader, _ queue: Queue) throws(Problem) {
        isLines = try Self.isLines(call, options)
        let words = MessageState.allCases.map { "\($0.name)" }
        let chosen = try options.choice(.state, of: words)
        states = chosen.map { MessageStates(MessageState.allCases[$0]) } ?? .all
        messagesMax = try options.integer(.max, in: 1...Limits.lookMessagesMax) ?? Limits.lookMessagesDefault
        bytesMax = try options.integer(.maxBytes, in: 1...Limits.readBytesMax) ?? Limits.readBytesDefault
        if let text = options.value(.filter) {
            do throws(JSONError) { pattern = try Pattern(compiling: text, fields: MessageFilter.names) } catch
            {
                throw Problem(filter: error)
            }
        } else {
            pattern = nil
        }
        start =
            try options.value(.from).map { text throws(Problem) in try Self.start(text, queue) }
            ?? LaneOffset(.zero)
    }

    /// The place that `next` of an earlier answer says.
    static func start(_ text: ByteView, _ queue: Queue) throws(Problem) -> LaneOffset {
        guard let token = PlaceInQueue(text) else {
            throw Problem(
                .invalidCursor, "from is no place in a queue.",
                fix: "Give it whole, as next had it, or leave it out to begin at the front.")
        }
        guard token.queue == queue.id else {
            throw Problem(
                .foreignCursor, "The place is one in another queue, or in an earlier one of that name.",
                fix: "Leave from out to begin at the front.")
        }
        return token.place
    }

    private static func isLines(_ call: Call, _ options: borrowing OptionReader) throws(Problem) -> Bool {
        if let format = try options.choice(.format, of: ["json", "ndjson"]) { return format == 1 }
        guard let accept = call.exchange.known(.accept), !(accept == "*/*") else { return false }
        switch AcceptedTypes(accept).preferred([.json, .ndjson]) {
        case .json: return false
        case .ndjson: return true
        default:
            throw Problem(
                .notAcceptable, "This path answers application/json and application/x-ndjson.",
                fix: "Accept one of them, or use format=json or ndjson.")
        }
    }
}
