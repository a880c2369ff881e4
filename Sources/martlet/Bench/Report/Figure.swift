/// Spells measured numbers for people.
enum Figure {
    /// A number with `digits` after the point.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite else { return "-" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 1e18 else { return "\(value)" }
        let whole = Int(scaled)
        let sign = value < 0 && whole != 0 ? "-" : ""
        if digits == 0 { return sign + "\(whole)" }
        let fraction = "\(whole % Int(scale))"
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return sign + "\(whole / Int(scale)).\(zeros)\(fraction)"
    }

    /// A whole number with its thousands apart: `98,123`.
    static func count(_ value: Double) -> String {
        let digits = Array(fixed(value, 0))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0, digits[index - 1] != "-" { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// Nanoseconds as milliseconds with what digits matter.
    static func milliseconds(_ nanoseconds: UInt64) -> String {
        let value = Double(nanoseconds) / 1e6
        return fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0)
    }
}
