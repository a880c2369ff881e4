internal import Base
internal import Glibc

/// A single request over a connection of its own, for health checks.
enum OneRequest {
    struct Health {
        let status: Int
        let body: String
    }

    /// Asks for `path`; waits at most `seconds` for each part of the answer.
    static func get(_ origin: HTTPURL.Origin, _ path: String, seconds: Int = 3) throws -> Health {
        let socket = try ClientSocket.connect(origin)
        defer { close(socket) }
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let request = RequestText.make("GET", path, origin, fields: ["Connection: close"])
        guard unsafe send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw BlockingConnection.Trouble.closed
        }
        var reader = ResponseReader(keepsBodies: true)
        var room = ByteBuffer(capacity: 16 * 1024)
        while true {
            room.removeAll()
            let count = unsafe recv(socket, room.tail, room.room, 0)
            guard count > 0 else { throw BlockingConnection.Trouble.closed }
            room.didWrite(count)
            var position = 0
            if try reader.advance(room.bytes, from: &position) {
                return Health(status: reader.status, body: reader.body.string)
            }
        }
    }
}
