/// Turns the texts of each setting into values, and notes what it took from where.
struct SettingReader {
    private let sources: SettingSources
    private(set) var report = ConfigurationReport()

    init(_ sources: SettingSources) { self.sources = sources }

    /// One value, read by `parse`; nil from it means that the text will not do.
    mutating func value<Value>(
        _ name: SettingName, _ fallback: String, _ wanted: String, _ parse: (String) -> Value?
    ) throws(ConfigurationError) -> Value {
        let (texts, origin) = sources.pick(name) ?? ([fallback], .fallback)
        let text = texts.last ?? ""
        guard texts.count == 1, let value = parse(text) else {
            let given = texts.joined(separator: ",")
            throw .badValue(name, from: origin, text: given, wanted: wanted)
        }
        report.add(name, [text], origin)
        return value
    }

    /// Any number of texts that all fulfil `isFine`; none unless given.
    mutating func list(
        _ name: SettingName, _ wanted: String, _ isFine: (String) -> Bool
    ) throws(ConfigurationError) -> [String] {
        let (texts, origin) = sources.pick(name) ?? ([], .fallback)
        for text in texts where text.isEmpty || !isFine(text) {
            throw .badValue(name, from: origin, text: text, wanted: wanted)
        }
        report.add(name, texts, origin)
        return texts
    }

    /// A count within `range`.
    mutating func number(
        _ name: SettingName, _ fallback: Int, _ range: ClosedRange<Int>
    ) throws(ConfigurationError) -> Int {
        let wanted = "a number from \(range.lowerBound) to \(range.upperBound)"
        return try value(name, "\(fallback)", wanted) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A number of bytes within `range`, or `none`, which is the default.
    mutating func bytesOrNone(
        _ name: SettingName, _ range: ClosedRange<Int>
    ) throws(ConfigurationError) -> Int? {
        let (least, most) = (ByteCount.text(of: range.lowerBound), ByteCount.text(of: range.upperBound))
        let wanted = "none, or a number of bytes such as 20GiB, from \(least) to \(most)"
        return try value(name, "none", wanted) { text -> Int?? in
            if text == "none" { return .some(nil) }
            return ByteCount.parse(text).flatMap { range.contains($0) ? .some($0) : nil }
        }
    }

    /// A number of bytes within `range`.
    mutating func bytes(
        _ name: SettingName, _ fallback: Int, _ range: ClosedRange<Int>
    ) throws(ConfigurationError) -> Int {
        let (least, most) = (ByteCount.text(of: range.lowerBound), ByteCount.text(of: range.upperBound))
        let wanted = "a number of bytes such as 64MiB, from \(least) to \(most)"
        return try value(name, ByteCount.text(of: fallback), wanted) { text in
            ByteCount.parse(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}
