package import Base
package import LogFormat

/// Reads the value of one option or member; `name` is what the refusal calls it.
package enum OptionValue {
    /// A whole number; outside `bounds` it is 422, with the bound that was passed.
    package static func integer(
        _ name: StaticString, _ text: ByteView, in bounds: ClosedRange<Int>
    ) throws(Problem) -> Int {
        guard let value = decimal(text) else {
            throw invalid(name, text, "a whole number", fix: "Give \(name) as digits, such as \(name)=10.")
        }
        return try check(name, value, in: bounds)
    }

    /// Refuses a number outside `bounds`.
    package static func check(
        _ name: StaticString, _ value: Int, in bounds: ClosedRange<Int>
    ) throws(Problem) -> Int {
        if bounds.contains(value) { return value }
        let bound = value < bounds.lowerBound ? bounds.lowerBound : bounds.upperBound
        throw Problem(
            .outOfRange, "\(name) is \(value); \(bounds.lowerBound) to \(bounds.upperBound) is possible.",
            fix: "Give \(bound)."
        ).with("limit", bound)
    }

    /// An offset: below 2^53.
    package static func offset(_ name: StaticString, _ text: ByteView) throws(Problem) -> Offset {
        Offset(UInt64(try integer(name, text, in: 0...(1 << 53 - 1))))
    }

    /// `true` or `false`; nothing means true.
    package static func boolean(_ name: StaticString, _ text: ByteView) throws(Problem) -> Bool {
        if text.isEmpty || text == "true" || text == "1" { return true }
        if text == "false" || text == "0" { return false }
        throw invalid(name, text, "true or false", fix: "Give true or false.")
    }

    /// A duration such as `30s`.
    package static func duration(
        _ name: StaticString, _ text: ByteView, atMost longest: Interval
    ) throws(Problem) -> Interval {
        let interval: Interval
        do throws(TextError) { interval = try DurationText.parse(text) } catch {
            throw Problem(duration: "\(name)", error)
        }
        return try check(name, interval, atMost: longest)
    }

    /// Refuses a duration over `longest`.
    package static func check(
        _ name: StaticString, _ interval: Interval, atMost longest: Interval
    ) throws(Problem) -> Interval {
        if interval <= longest { return interval }
        let most = DurationText.string(longest)
        throw Problem(
            .outOfRange, "\(name) is \(DurationText.string(interval)); at most \(most) is possible.",
            fix: "Give \(most) or less."
        ).with("limit", Int(longest.milliseconds))
    }

    /// An RFC 3339 time.
    package static func time(_ name: StaticString, _ text: ByteView) throws(Problem) -> Instant {
        do throws(TextError) { return try TimestampText.parse(text) } catch {
            throw Problem(time: "\(name)")
        }
    }

    /// `flush` or `none`.
    package static func ack(_ name: StaticString, _ text: ByteView) throws(Problem) -> Ack {
        if text == "flush" { return .flush }
        if text == "none" { return Ack.none }
        if text == "quorum" { throw Problem.later("ack=quorum") }
        throw invalid(name, text, "flush or none", fix: "Give flush or none.")
    }

    /// `none` or `json`.
    package static func validation(_ name: StaticString, _ text: ByteView) throws(Problem) -> Validation {
        if text == "none" { return Validation.none }
        if text == "json" { return .json }
        throw invalid(name, text, "none or json", fix: "Give none or json.")
    }

    /// One of a few words, as its place among them.
    package static func choice(
        _ name: StaticString, _ text: ByteView, of words: [String]
    ) throws(Problem) -> Int {
        for (index, word) in words.enumerated() where word.withByteView({ $0 == text }) { return index }
        let hint = Nearest.among(words, to: text).map { "; did you mean \"\($0)\"?" } ?? "."
        throw Problem(
            .invalidOption, "\(name) cannot be \"\(text.string)\"\(hint)",
            fix: "Give one of \(words.joined(separator: ", ")).")
    }

    package static func invalid(
        _ name: StaticString, _ text: ByteView, _ wanted: String, fix: String
    ) -> Problem {
        let shown = text.count <= 64 ? " not \"\(text.string)\"" : ""
        return Problem(.invalidOption, "\(name) must be \(wanted),\(shown)".trimmedSentence, fix: fix)
    }

    /// Digits without sign; nil for anything else or over 18 of them.
    private static func decimal(_ text: ByteView) -> Int? {
        guard !text.isEmpty, text.count <= 18 else { return nil }
        var value = 0
        for index in 0..<text.count {
            guard let digit = text[index].decimalDigit else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}

extension String {
    /// Ends in a full stop, not in a comma.
    fileprivate var trimmedSentence: String { (hasSuffix(",") ? String(dropLast()) : self) + "." }
}

extension OptionValue {
    /// A time to wait, up to 100 years; a negative one is out of range rather than malformed.
    package static func delay(_ name: StaticString, _ text: ByteView) throws(Problem) -> Interval {
        if text.first == UInt8(ascii: "-") {
            throw Problem(.outOfRange, "\(name) is negative.", fix: "Give 0 or more.").with("limit", 0)
        }
        return try duration(name, text, atMost: Limits.delayMax)
    }

    /// Refuses a lease of no time.
    package static func lease(_ interval: Interval) throws(Problem) -> Interval {
        if interval > .zero { return interval }
        throw Problem(.outOfRange, "lease is 0; at least 1ms is needed.", fix: "Give 1ms or more.")
    }
}
