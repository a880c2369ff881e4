internal import Glibc

/// A single request over a connection of its own: set-up of a load, and health checks.
enum OneRequest {
    struct Answer {
        let status: Int
        let body: String
    }

    /// The connection ended before a whole answer came.
    struct Broken: Error, CustomStringConvertible {
        let description = "the connection ended before a whole answer came"
    }

    static func get(_ origin: HTTPURL.Origin, _ path: String) throws -> Answer {
        try send(origin, "GET", path, body: "")
    }

    /// Sends `method path` with `body` as JSON, and reads until the server closes.
    static func send(
        _ origin: HTTPURL.Origin, _ method: String, _ path: String, body: String
    ) throws -> Answer {
        let socket = try ClientSocket.connect(origin)
        defer { close(socket) }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(origin.authority)\r\nConnection: close\r\n"
        if method != "GET" {
            head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        }
        let request = Array((head + "\r\n" + body).utf8)
        guard unsafe Glibc.send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
        else { throw Broken() }
        return try answer(readToEnd(socket))
    }

    private static func readToEnd(_ socket: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = unsafe recv(socket, &piece, piece.count, 0)
            if count <= 0 { return bytes }
            bytes += piece[..<count]
        }
    }

    private static func answer(_ bytes: [UInt8]) throws -> Answer {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("HTTP/1."), let status = Int(text.dropFirst(9).prefix(3)),
            let blank = text.firstRange(of: "\r\n\r\n")
        else { throw Broken() }
        let body = text[blank.upperBound...]
        return Answer(
            status: status, body: String(body.trimmingSuffix { $0.isWhitespace }))
    }
}

extension Substring {
    /// Without the characters at its end that fulfil `isDropped`.
    func trimmingSuffix(while isDropped: (Character) -> Bool) -> Substring {
        var end = endIndex
        while end > startIndex, isDropped(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}
