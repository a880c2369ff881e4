/// A number of bytes as people write it: `1GiB`, `64 MiB`, `500MB`, `4096`.
enum ByteCount {
    /// Units and their factors; powers of 1,024 first, as `text(of:)` prefers them.
    private static let units: [(name: String, factor: Int)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("KB", 1_000),
        ("B", 1),
    ]

    /// Bytes that `text` names, or nil when it is no such number.
    static func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits) else { return nil }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        if unit.isEmpty { return count }
        guard let factor = units.first(where: { $0.name.lowercased() == unit.lowercased() })?.factor else {
            return nil
        }
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }

    /// The shortest exact spelling: `1GiB`, or plain bytes where no unit divides it.
    static func text(of count: Int) -> String {
        for unit in units.prefix(4) where count >= unit.factor && count % unit.factor == 0 {
            return "\(count / unit.factor)\(unit.name)"
        }
        return "\(count)"
    }
}
