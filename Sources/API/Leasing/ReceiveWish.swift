internal import Base
internal import Broker
internal import HTTPTransport
internal import JSONText
internal import LogFormat
internal import Node

/// What a receive asks for, by its options and its body together.
struct ReceiveWish {
    var request = ReceiveRequest()
    var wait = Interval.zero
    /// What to settle in the same breath; nil when that was not asked.
    var settles: SettleBody?

    /// Whether it asks for messages by name.
    private(set) var namesMessages = false

    private static let known = ["max", "wait", "lease", "consumer", "attempt", "settle", "prefetch", "ids"]

    /// Reads options and members; what both give must be the same.
    init(_ options: borrowing OptionReader, _ body: ByteView, _ queue: Queue) throws(Problem) {
        try self.init(options)
        guard !body.isEmpty else { return }
        var members = try BodyReader(body, known: Self.known)
        while let member = try members.next() {
            try read(member, &members, options, queue)
        }
    }

    /// Reads the options alone.
    init(_ options: borrowing OptionReader) throws(Problem) {
        request.max = try options.integer(.max, in: 1...Limits.receiveMessagesMax) ?? 1
        wait = try options.duration(.wait, atMost: Limits.waitMax) ?? .zero
        if let lease = try options.duration(.lease, atMost: Limits.leaseMax) {
            request.lease = try OptionValue.lease(lease)
        }
        if let text = options.value(.consumer) {
            request.consumer = try Self.label("consumer", text, atMost: Limits.consumerBytesMax)
        }
        request.prefetch = try options.integer(.prefetch, in: 1...Limits.prefetchMax)
        if let text = options.value(.attempt) {
            request.attempt = try Self.label("attempt", text, atMost: Limits.attemptBytesMax)
        }
    }

    /// Reads the ids of messages that were set aside; one of another queue names none of this one's.
    private mutating func readNames(
        _ value: JSONValue, _ members: BodyReader, _ queue: Queue
    ) throws(Problem) {
        var elements = try members.array(value)
        var count = 0
        while let element = try members.next(of: &elements) {
            count += 1
            if let id = MessageID(try members.contents(element)), id.queue == queue.id {
                request.named.append(id.place)
            }
        }
        guard (1...Limits.receiveMessagesMax).contains(count) else {
            let most = Limits.receiveMessagesMax
            throw Problem(
                .outOfRange, "ids has \(count) messages; 1 to \(most) are possible.",
                fix: "Name 1 to \(most) messages."
            ).with("limit", most)
        }
        namesMessages = true
    }

    private mutating func read(
        _ member: JSONObjectReader.Member, _ members: inout BodyReader, _ options: borrowing OptionReader,
        _ queue: Queue
    ) throws(Problem) {
        let value = member.value
        switch member.name {
        case "max":
            let max = try members.integer(value, in: 1...Limits.receiveMessagesMax)
            try Self.agree("max", options.has(.max), max == request.max)
            request.max = max
        case "wait":
            let wait = try members.duration("wait", value, atMost: Limits.waitMax)
            try Self.agree("wait", options.has(.wait), wait == self.wait)
            self.wait = wait
        case "lease":
            let lease = try OptionValue.lease(members.duration("lease", value, atMost: Limits.leaseMax))
            try Self.agree("lease", options.has(.lease), lease == request.lease)
            request.lease = lease
        case "consumer":
            let text = try members.string(value)
            try Self.agree("consumer", options.has(.consumer), text == request.consumer)
            request.consumer = try Self.label("consumer", text, atMost: Limits.consumerBytesMax)
        case "attempt":
            let text = try members.string(value)
            try Self.agree("attempt", options.has(.attempt), text == request.attempt)
            request.attempt = try Self.label("attempt", text, atMost: Limits.attemptBytesMax)
        case "prefetch":
            let most = try members.integer(value, in: 1...Limits.prefetchMax)
            try Self.agree("prefetch", options.has(.prefetch), most == request.prefetch)
            request.prefetch = most
        case "ids": try readNames(value, members, queue)
        case "settle":
            var settles = SettleBody()
            var inner = try SettleBody.members(of: value)
            try settles.read(&inner, of: queue)
            request.settles = settles.items
            self.settles = settles
        default: throw members.unknown(member)
        }
    }

    private static func agree(_ name: String, _ isGiven: Bool, _ isSame: Bool) throws(Problem) {
        guard isGiven, !isSame else { return }
        throw Problem(
            .repeatedOption, "\(name) is given in the body and outside it, and differs.",
            fix: "Give \(name) once.")
    }

    private static func label(
        _ name: StaticString, _ text: ByteView, atMost most: Int
    ) throws(Problem) -> String {
        guard let string = text.validString else {
            throw OptionValue.invalid(name, .empty, "UTF-8 text", fix: "Send UTF-8.")
        }
        return try label(name, string, atMost: most)
    }

    private static func label(
        _ name: StaticString, _ text: String, atMost most: Int
    ) throws(Problem) -> String {
        guard !text.isEmpty, text.utf8.count <= most else {
            throw Problem(
                .outOfRange, "\(name) has \(text.utf8.count) bytes; 1 to \(most) are possible.",
                fix: "Give 1 to \(most) bytes."
            ).with("limit", most)
        }
        return text
    }
}
