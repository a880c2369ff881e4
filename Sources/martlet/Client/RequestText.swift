/// Spells HTTP requests.
enum RequestText {
    /// A whole request; one with a `type` has a body, even an empty one.
    static func make(
        _ method: String, _ path: String, _ origin: HTTPURL.Origin, type: String? = nil, body: String = "",
        fields: [String] = []
    ) -> [UInt8] {
        make(method, path, origin, type: type, bytes: Array(body.utf8), fields: fields)
    }

    /// A whole request whose body may be any bytes.
    static func make(
        _ method: String, _ path: String, _ origin: HTTPURL.Origin, type: String?, bytes: [UInt8],
        fields: [String]
    ) -> [UInt8] {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(origin.authority)\r\n"
        for field in fields { head += field + "\r\n" }
        if let type { head += "Content-Type: \(type)\r\nContent-Length: \(bytes.count)\r\n" }
        return Array((head + "\r\n").utf8) + bytes
    }
}
