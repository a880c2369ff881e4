import Base

extension AppendedDestination {
    /// Bytes of a prefix without the digits of its numbers; timestamps have 24 characters until the year 9999.
    private static let bareBytes = 50
    private static let partitionBytes = 13

    /// Bytes that the prefixes of `count` lines take, the first of them `shift` behind the destination's.
    ///
    /// With the bytes of the suffixes they are those of the whole lines.
    package func prefixBytes(shift: Int = 0, count: Int) -> Int {
        var each = Self.bareBytes
        if let partition { each += Self.partitionBytes + Self.digits(UInt64(partition)).count }
        var bytes = each * count
        var next = (first + shift).rawValue
        let end = next + UInt64(count)
        while next < end {
            let digits = Self.digits(next)
            let stop = min(end, digits.limit)
            bytes += digits.count * Int(stop - next)
            next = stop
        }
        return bytes
    }

    /// How many digits a number has, and the first number with more.
    private static func digits(_ number: UInt64) -> (count: Int, limit: UInt64) {
        var count = 1
        var limit: UInt64 = 10
        while number >= limit {
            count += 1
            limit *= 10
        }
        return (count, limit)
    }
}
