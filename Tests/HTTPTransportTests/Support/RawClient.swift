import Base
import CLinux
import Glibc

/// A blocking client that sends what it is told, byte for byte, and reads answers as a strict client would.
final class RawClient {
    struct Answer {
        var status = 0
        var fields: [(name: String, value: String)] = []
        var body = ""

        func field(_ name: String) -> String? { fields.first { $0.name.lowercased() == name }?.value }
    }

    let descriptor: Int32
    private var held: [UInt8] = []

    /// Reads fail after five seconds, so that a test ends instead of hanging.
    init(_ port: UInt16, address: String = "127.0.0.1") {
        descriptor = martlet_connect(address, port)
        precondition(descriptor >= 0, "cannot connect: \(errno)")
        var timeout = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    /// A GET of `path`, with further field lines.
    func get(_ path: String, _ fields: String = "") {
        send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n")
    }

    func post(_ path: String, _ body: String, _ fields: String = "") {
        send(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
        )
    }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Bytes that are here without waiting.
    func arrived() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 { held += buffer[..<count] }
        return held
    }

    /// Whether the server ends the connection without a further byte.
    func isEnded() -> Bool {
        var byte: UInt8 = 0
        return held.isEmpty && recv(descriptor, &byte, 1, 0) == 0
    }

    private func fill() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { held += buffer[..<count] }
        return count > 0
    }

    private func take(_ count: Int) -> String? {
        while held.count < count { guard fill() else { return nil } }
        defer { held.removeFirst(count) }
        return String(decoding: held[..<count], as: UTF8.self)
    }

    func line() -> String? {
        while true {
            if let end = held.firstIndex(of: 10) {
                let text = String(decoding: held[..<end], as: UTF8.self)
                held.removeFirst(end + 1)
                return text.hasSuffix("\r") ? String(text.dropLast()) : text
            }
            guard fill() else { return nil }
        }
    }

    /// The head of the next answer; nil when the connection ends first.
    func head() -> Answer? {
        guard let first = line(), first.hasPrefix("HTTP/1.1 ") else { return nil }
        var answer = Answer()
        answer.status = Int(first.split(separator: " ")[1]) ?? 0
        while let next = line(), !next.isEmpty {
            let colon = next.firstIndex(of: ":") ?? next.endIndex
            let value = next[colon...].dropFirst().drop { $0 == " " }
            answer.fields.append((String(next[..<colon]), String(value)))
        }
        return answer
    }

    /// The next answer with its body; `bodiless` for those to HEAD.
    func answer(bodiless: Bool = false) -> Answer? {
        guard var answer = head() else { return nil }
        if bodiless || answer.status == 100 || answer.status == 204 { return answer }
        if let length = answer.field("content-length").flatMap({ Int($0) }) {
            guard let body = take(length) else { return nil }
            answer.body = body
        } else if answer.field("transfer-encoding") == "chunked" {
            while let piece = chunk() { answer.body += piece }
        } else {
            while fill() {}
            answer.body = String(decoding: held, as: UTF8.self)
            held = []
        }
        return answer
    }

    /// The next chunk; nil at the last one.
    func chunk() -> String? {
        guard let size = line().flatMap({ Int($0, radix: 16) }) else { return nil }
        let text = take(size)
        _ = line()
        return size == 0 ? nil : text
    }
}
