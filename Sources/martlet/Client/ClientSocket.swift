internal import Glibc

/// Opens TCP connections to a server.
enum ClientSocket {
    /// A connection that could not be made.
    struct Failure: Error, CustomStringConvertible {
        let address: String
        let reason: String
        var description: String { "cannot connect to \(address): \(reason)" }
    }

    /// Longest wait for a connection, and for the other side to take more bytes.
    private static let secondsMax = 30

    /// A connected, blocking socket without Nagle's delay; names are resolved.
    static func connect(_ origin: HTTPURL.Origin) throws(Failure) -> Int32 {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(origin.host, "\(origin.port)", &hints, &list)
        guard code == 0, let first = unsafe list else {
            throw Failure(address: origin.authority, reason: unsafe String(cString: gai_strerror(code)))
        }
        defer { unsafe freeaddrinfo(first) }
        let found = unsafe first.pointee
        let socket = unsafe Glibc.socket(found.ai_family, found.ai_socktype, 0)
        guard socket >= 0 else { throw failure(origin) }
        // On Linux the limit for sending is also that for connecting.
        var limit = timeval(tv_sec: secondsMax, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard unsafe Glibc.connect(socket, found.ai_addr, found.ai_addrlen) == 0 else {
            let failure = failure(origin)
            close(socket)
            throw failure
        }
        var one: Int32 = 1
        unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        return socket
    }

    private static func failure(_ origin: HTTPURL.Origin) -> Failure {
        unsafe Failure(address: origin.authority, reason: String(cString: strerror(errno)))
    }
}
