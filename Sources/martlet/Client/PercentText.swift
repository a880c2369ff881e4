/// Percent-encoding of what goes into a path or a query (RFC 3986).
enum PercentText {
    /// `text` with everything but unreserved characters encoded.
    static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `?name=value&…`, or nothing of no options.
    static func query(_ options: [(name: String, value: String)]) -> String {
        if options.isEmpty { return "" }
        return "?" + options.map { encode($0.name) + "=" + encode($0.value) }.joined(separator: "&")
    }
}
