package import Base

/// How many of something there are a second, on an average that forgets: what is a minute old weighs 1/e.
///
/// Counts in integers; starts with nothing known, and corrects for the time it has not seen.
package struct Rate: Equatable, Sendable {
    /// Counts in 1/65,536, each weighed by its age.
    private var weighed: UInt64 = 0
    private var updated: Instant
    /// Since when it counts.
    private let began: Instant

    /// Counts from `now` on.
    package init(at now: Instant) {
        began = now
        updated = now
    }

    /// Adds what came since the last time; times before that count as that.
    package mutating func add(_ count: Int, at now: Instant) {
        if now > updated {
            weighed = Self.weigh(weighed, now - updated)
            updated = now
        }
        weighed = weighed.addingReportingOverflow(UInt64(max(0, count)) << 16).partialValue
    }

    /// Thousandths a second as of `now`.
    package func thousandths(at now: Instant) -> Int {
        let age = Swift.max(now - began, Self.ageMin)
        let rest = Swift.max(now - updated, .zero)
        let seen = UInt64(Self.memory) * ((1 << 32) - Self.factor(age))
        return Int(
            clamping: UInt128(Self.weigh(weighed, rest)) << 16 * 1_000_000 / UInt128(seen))
    }

    /// Milliseconds in which the past loses all but 1/e of its weight.
    private static let memory = 60_000
    /// Milliseconds in which it loses half.
    private static let halving: Int64 = 41_589
    /// What counts as seen at least, so that the first of all is no burst.
    private static let ageMin = Interval.seconds(1)

    private static func weigh(_ value: UInt64, _ time: Interval) -> UInt64 {
        UInt64((UInt128(value) * UInt128(factor(time))) >> 32)
    }

    /// 2 to the power of minus `time` over the halving time, in 2^-32.
    static func factor(_ time: Interval) -> UInt64 {
        let (halvings, rest) = time.milliseconds.quotientAndRemainder(dividingBy: halving)
        if halvings >= 32 { return 0 }
        var factor: UInt64 = 1 << 32
        let fraction = UInt64(rest) << 24 / UInt64(halving)
        for (index, root) in roots.enumerated() where fraction & 1 << (23 - UInt64(index)) != 0 {
            factor = (factor * root) >> 32
        }
        return factor >> UInt64(halvings)
    }

    /// The second, fourth, eighth … root of one half, in 2^-32.
    private static let roots: [UInt64] = [
        3_037_000_500, 3_611_622_603, 3_938_502_376, 4_112_874_773, 4_202_935_003, 4_248_701_965,
        4_271_771_996, 4_283_353_945, 4_289_156_690, 4_292_061_010, 4_293_513_907, 4_294_240_540,
        4_294_603_903, 4_294_785_595, 4_294_876_445, 4_294_921_870, 4_294_944_583, 4_294_955_939,
        4_294_961_618, 4_294_964_457, 4_294_965_876, 4_294_966_586, 4_294_966_941, 4_294_967_119,
    ]
}
