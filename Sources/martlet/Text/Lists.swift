extension [String] {
    /// The texts separated by commas.
    var listed: String { joined(separator: ", ") }
}

extension [UInt8] {
    /// The bytes with one line end behind them.
    var lineEnded: [UInt8] { last == UInt8(ascii: "\n") ? self : self + [UInt8(ascii: "\n")] }
}
