import CLinux
import Glibc

/// The server is gone, or never answered: what became of the request is unknown.
struct Gone: Error {}

/// What a request came to.
struct Answer {
    let status: Int
    /// The value of `Martlet-Next`, if there is one.
    let next: String?
    let body: [UInt8]

    var text: String { String(decoding: body.prefix(400), as: UTF8.self) }
}

/// One blocking connection that asks one thing after the other.
final class Connection {
    private let descriptor: Int32
    private var pending: [UInt8] = []

    /// Connects to a port of this machine; an answer must come within 60 s.
    init(port: UInt16) throws(Gone) {
        descriptor = martlet_connect("127.0.0.1", port)
        if descriptor < 0 { throw Gone() }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func send(
        _ method: String, _ target: String, _ body: [UInt8] = [], type: String = "application/json",
        accept: String = "*/*"
    ) throws(Gone) -> Answer {
        let head = """
            \(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: \(accept)\r\n\
            Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n\r\n
            """
        try write(Array(head.utf8) + body)
        return try answer()
    }

    // MARK: bytes

    private func write(_ bytes: [UInt8]) throws(Gone) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.send(
                    descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { throw Gone() }
            sent += count
        }
    }

    private func fill() throws(Gone) {
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &piece, piece.count, 0)
        if count <= 0 { throw Gone() }
        pending += piece[..<count]
    }

    /// A line without its CR LF.
    private func line() throws(Gone) -> String {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<max(0, end - 1)], as: UTF8.self)
            }
            try fill()
        }
    }

    private func bytes(_ count: Int) throws(Gone) -> [UInt8] {
        while pending.count < count { try fill() }
        defer { pending.removeFirst(count) }
        return Array(pending[..<count])
    }

    private func answer() throws(Gone) -> Answer {
        let first = try line().split(separator: " ")
        guard first.count >= 2, let status = Int(first[1]) else { throw Gone() }
        var length = 0
        var isChunked = false
        var next: String?
        while true {
            let field = try line()
            guard let colon = field.firstIndex(of: ":") else { break }
            let value = field[field.index(after: colon)...].drop { $0 == " " }
            switch field[..<colon].lowercased() {
            case "content-length": length = Int(value) ?? 0
            case "transfer-encoding": isChunked = true
            case "martlet-next": next = String(value)
            default: break
            }
        }
        return Answer(status: status, next: next, body: isChunked ? try chunks() : try bytes(length))
    }

    private func chunks() throws(Gone) -> [UInt8] {
        var body: [UInt8] = []
        while true {
            guard let count = Int(try line(), radix: 16) else { throw Gone() }
            body += try bytes(count)
            _ = try line()
            if count == 0 { return body }
        }
    }
}
