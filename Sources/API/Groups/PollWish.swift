internal import Base
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node

/// What a poll asks for, by its options and its body together; one given in both must be the same.
struct PollWish {
    var form = BatchWriter.Form.json
    var member: String?
    var topics: Subscription?
    /// What the last answer said, given back: everything up to there is done.
    var after: GroupToken?
    /// The member's epoch, for members made by hand.
    var epoch: UInt64?
    var messagesMax = Limits.pollMessagesDefault
    var bytesMax = Limits.readBytesDefault
    var wait = Interval.zero
    var filter: Pattern?

    private static let known = [
        "topics", "member", "max", "max_bytes", "wait", "after", "epoch", "filter",
    ]

    init(_ call: Call, _ options: borrowing OptionReader, _ body: ByteView) throws(Problem) {
        form = try Self.form(call, options)
        messagesMax = try options.integer(.max, in: 1...Limits.readMessagesMax) ?? messagesMax
        bytesMax = try options.integer(.maxBytes, in: 1...Limits.readBytesMax) ?? bytesMax
        wait = try options.duration(.wait, atMost: Limits.waitMax) ?? .zero
        if let text = options.value(.member) { member = try MemberName.check(text.string) }
        if let text = options.value(.filter) { filter = try Self.filter(text) }
        var members = try BodyReader(body, known: Self.known)
        while let member = try members.next() { try read(member, &members, options) }
    }

    private mutating func read(
        _ member: JSONObjectReader.Member, _ members: inout BodyReader, _ options: borrowing OptionReader
    ) throws(Problem) {
        let value = member.value
        switch member.name {
        case "topics": topics = try Subscription(reading: value, members)
        case "member":
            let name = try MemberName.check(try members.string(value))
            try Self.agree("member", options.has(.member), name == self.member)
            self.member = name
        case "max":
            let max = try members.integer(value, in: 1...Limits.readMessagesMax)
            try Self.agree("max", options.has(.max), max == messagesMax)
            messagesMax = max
        case "max_bytes":
            let max = try members.integer(value, in: 1...Limits.readBytesMax)
            try Self.agree("max_bytes", options.has(.maxBytes), max == bytesMax)
            bytesMax = max
        case "wait":
            let wait = try members.duration("wait", value, atMost: Limits.waitMax)
            try Self.agree("wait", options.has(.wait), wait == self.wait)
            self.wait = wait
        case "after": if !value.isNull { after = try .after(try members.contents(value)) }
        case "epoch": epoch = try members.epoch(value)
        case "filter":
            try Self.agree("filter", options.has(.filter), false)
            filter = try Self.filter(value.raw)
        default: throw members.unknown(member)
        }
    }

    private static func agree(_ name: String, _ isGiven: Bool, _ isSame: Bool) throws(Problem) {
        guard isGiven, !isSame else { return }
        throw Problem(
            .repeatedOption, "\(name) is given in the body and outside it, and differs.",
            fix: "Give \(name) once.")
    }

    static func filter(_ text: ByteView) throws(Problem) -> Pattern {
        do throws(JSONError) { return try Pattern(compiling: text, fields: MessageFilter.names) } catch {
            throw Problem(filter: error)
        }
    }

    private static func form(_ call: Call, _ options: borrowing OptionReader) throws(Problem)
        -> BatchWriter.Form
    {
        if let place = try options.choice(.format, of: ["json", "ndjson"]) {
            return place == 0 ? .json : .lines
        }
        guard let accept = call.exchange.known(.accept), !(accept == "*/*") else { return .json }
        switch AcceptedTypes(accept).preferred([.json, .ndjson]) {
        case .json: return .json
        case .ndjson: return .lines
        default:
            throw Problem(
                .notAcceptable, "This path answers application/json and application/x-ndjson.",
                fix: "Accept one of them, or use format=json or ndjson.")
        }
    }
}

/// The name of a member, which is a name like any other.
enum MemberName {
    static func check(_ name: String) throws(Problem) -> String {
        try name.withByteView { bytes throws(Problem) in
            do throws(TextError) { try NameText.validate(bytes) } catch {
                throw Problem(name: bytes, of: "member", error)
            }
        }
        return name
    }
}

extension GroupToken {
    /// Reads what a request gives back, or refuses what was never a token.
    static func after(_ text: ByteView) throws(Problem) -> GroupToken {
        if let token = GroupToken(text) { return token }
        if Cursor.isLike(text) {
            throw Problem(
                .invalidToken, "This is a cursor of a topic; a group goes on by the next of its own answers.",
                fix: "Give after as next of this group's last answer had it, or leave it out.")
        }
        throw Problem(
            .invalidToken, "It is no token of a group, or a damaged one.",
            fix: "Give after whole, as next of the last answer had it, or leave it out.")
    }
}

extension BodyReader {
    /// An epoch of a member, as an answer told it.
    func epoch(_ value: JSONValue) throws(Problem) -> UInt64 {
        UInt64(try integer(value, in: 0...Limits.offsetMax))
    }
}
