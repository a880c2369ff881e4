internal import Base
internal import Broker
internal import JSONText
internal import LogFormat

extension ChoosingWish {
    /// The members of a declaration that say who gets which message.
    static let known = ["single_active", "prefetch", "dedupe", "ordered_by", "fair"]

    /// Reads a member if it is one of them, where `null` means the default.
    mutating func read(_ member: JSONObjectReader.Member, _ members: BodyReader) throws(Problem) -> Bool {
        let value = member.value
        switch member.name {
        case "single_active": isSingleActive = value.isNull ? false : try members.boolean(value)
        case "prefetch":
            prefetch = value.isNull ? .none : .at(try members.integer(value, in: 1...Limits.prefetchMax))
        case "dedupe":
            dedupe = value.isNull ? .none : .at(try Self.window(value, members))
        case "ordered_by": order = value.isNull ? MessageOrder.none : try Self.order(value, members)
        case "fair": isFair = value.isNull ? false : try members.boolean(value)
        default: return false
        }
        return true
    }
}

extension ChoosingWish {
    private static func order(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> MessageOrder {
        let orders: [MessageOrder] = [.queue, .group, .key]
        let words = orders.map { "\($0.name)" }
        return orders[try OptionValue.choice("ordered_by", try members.contents(value), of: words)]
    }

    private static func window(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> Interval {
        let window = try members.duration("dedupe", value, atMost: Limits.dedupeTimeMax)
        if window > .zero { return window }
        throw Problem(.outOfRange, "dedupe is 0; at least 1ms is needed.", fix: "Give null for not at all.")
    }
}

extension Choosing {
    /// Appends the members that are not as no mention means.
    func write(into out: inout ByteBuffer) {
        if isSingleActive { JSONWriter.member("single_active", true, into: &out) }
        if let prefetch { JSONWriter.member("prefetch", prefetch, into: &out) }
        if let dedupe { JSONWriter.member("dedupe", dedupe, into: &out) }
        if order != .none { JSONWriter.member("ordered_by", ByteView(order.name), into: &out) }
        if isFair { JSONWriter.member("fair", true, into: &out) }
    }
}
