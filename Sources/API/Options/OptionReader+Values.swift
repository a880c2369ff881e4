package import Base
package import Broker
package import LogFormat
package import Node

/// The options by type; nil when not given.
extension OptionReader {
    package func integer(_ option: Option, in bounds: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = value(option) else { return nil }
        return try OptionValue.integer(option.name, text, in: bounds)
    }

    package func offset(_ option: Option) throws(Problem) -> Offset? {
        guard let text = value(option) else { return nil }
        return try OptionValue.offset(option.name, text)
    }

    /// False when not given.
    package func boolean(_ option: Option) throws(Problem) -> Bool {
        guard let text = value(option) else { return false }
        return try OptionValue.boolean(option.name, text)
    }

    package func duration(_ option: Option, atMost longest: Interval) throws(Problem) -> Interval? {
        guard let text = value(option) else { return nil }
        return try OptionValue.duration(option.name, text, atMost: longest)
    }

    /// When what is published is to be ready; `delay` and `at` are two ways to say it.
    package func delay() throws(Problem) -> MessageDelay? {
        guard let text = value(.delay) else { return try time(.at).map { .until($0) } }
        guard !has(.at) else {
            throw Problem(.repeatedOption, "delay and at are both given.", fix: "Give one of them.")
        }
        return .by(try OptionValue.delay(Option.delay.name, text))
    }

    /// What a queue is told of each message that is published.
    package func traits(_ hasher: IdentityHasher) throws(Problem) -> MessageTraits {
        MessageTraits(
            delay: try delay(), ttl: try ttl(), group: try nameHash(.group, hasher),
            dedupe: try nameHash(.dedupeID, hasher),
            priority: UInt8(try integer(.priority, in: 0...Limits.prioritiesMax - 1) ?? 0))
    }

    /// How long what is published lives.
    private func ttl() throws(Problem) -> Interval? {
        guard let text = value(.ttl) else { return nil }
        return try OptionValue.delay(Option.ttl.name, text)
    }

    /// The hash of a short name; 0 when it is not given.
    private func nameHash(_ option: Option, _ hasher: IdentityHasher) throws(Problem) -> UInt64 {
        guard let text = value(option) else { return 0 }
        guard (1...Limits.messageNameBytesMax).contains(text.count) else {
            throw Problem(
                .outOfRange,
                "\(option.name) has \(text.count) bytes; 1 to \(Limits.messageNameBytesMax) are possible.",
                fix: "Give a shorter one."
            ).with("limit", Limits.messageNameBytesMax)
        }
        return hasher.nonZero(text)
    }

    package func time(_ option: Option) throws(Problem) -> Instant? {
        guard let text = value(option) else { return nil }
        return try OptionValue.time(option.name, text)
    }

    /// What `expected_key_offset` says: an offset, or `none`, also written -1.
    package func expectedKey() throws(Problem) -> ExpectedKey? {
        guard let text = value(.expectedKeyOffset) else { return nil }
        if text == "none" || text == "-1" { return ExpectedKey.none }
        return .offset(try OptionValue.offset(Option.expectedKeyOffset.name, text))
    }

    package func ack() throws(Problem) -> Ack? {
        guard let text = value(.ack) else { return nil }
        return try OptionValue.ack(Option.ack.name, text)
    }

    package func choice(_ option: Option, of words: [String]) throws(Problem) -> Int? {
        guard let text = value(option) else { return nil }
        return try OptionValue.choice(option.name, text, of: words)
    }
}
