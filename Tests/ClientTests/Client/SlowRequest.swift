import Glibc

/// A POST whose body comes when the test wants, over a socket of its own.
final class SlowRequest {
    struct Failure: Error {}

    private let socket: Int32

    /// Sends the head, and returns when the server asks for the body: it knows the request then.
    init(to origin: String, _ target: String, field: String, bytes: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard let port = origin.split(separator: ":").last.flatMap({ UInt16($0) }) else { throw Failure() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Failure() }
        try send(
            "POST \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n\(field)\r\n"
                + "Content-Length: \(bytes)\r\nExpect: 100-continue\r\n\r\n")
        guard try answer().hasPrefix("HTTP/1.1 100") else { throw Failure() }
    }

    deinit { close(socket) }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure()
        }
    }

    /// What comes next.
    func answer() throws -> String {
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(socket, &bytes, bytes.count, 0)
        guard count > 0 else { throw Failure() }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
