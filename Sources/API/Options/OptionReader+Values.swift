package import Base
package import Broker
package import LogFormat

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
    package func traits() throws(Problem) -> MessageTraits { MessageTraits(delay: try delay()) }

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
