internal import Base
internal import Glibc

/// A kept-alive connection that waits for each answer: for commands, set-up, and the latency of single messages.
final class BlockingConnection {
    /// An answer that is not 2xx, or none at all.
    enum Trouble: Error, CustomStringConvertible {
        case refused(request: String, status: Int, body: String)
        case closed
        case interrupted
        case stranger(answer: String)

        var description: String {
            switch self {
            case .refused(let request, let status, let body): "\(request): \(status) \(body)"
            case .closed: "the server closed the connection"
            case .interrupted: "interrupted"
            case .stranger(let answer):
                "this is no Martlet; it answered a declaration with: \(answer.prefix(200))"
            }
        }
    }

    private let origin: HTTPURL.Origin
    private let socket: Int32
    private let interruption: Interruption?
    private var reader = ResponseReader(keepsBodies: true, keepsFields: true)
    private var room = ByteBuffer(capacity: 64 * 1024)
    private var position = 0

    /// Connects; with an `interruption`, waiting ends with `Trouble.interrupted` when that comes.
    init(_ origin: HTTPURL.Origin, interruption: Interruption? = nil) throws {
        self.origin = origin
        self.interruption = interruption
        socket = try ClientSocket.connect(origin)
    }

    deinit { close(socket) }

    /// Sends a request and waits for its answer; anything but 2xx is thrown. Answers the body.
    @discardableResult
    func exchange(_ method: String, _ path: String, type: String? = nil, body: String = "") throws -> String {
        try send(RequestText.make(method, path, origin, type: type, body: body))
        return try answer(to: "\(method) \(path)")
    }

    /// Declares the topic or queue at `place`; whoever does not answer with its definition is no Martlet.
    ///
    /// A port may belong to someone else, and a server that says 200 to everything would measure splendidly.
    func declare(_ place: String, _ wish: String = "{}") throws {
        let answer = try exchange("PUT", place, type: "application/json", body: wish)
        let name = place.split(separator: "/").last ?? ""
        guard answer.contains("\"name\":\"\(name)\"") else { throw Trouble.stranger(answer: answer) }
    }

    /// Sends bytes as they are.
    func send(_ request: [UInt8]) throws {
        var sent = 0
        while sent < request.count {
            let count = unsafe request[sent...].withUnsafeBytes { rest in
                unsafe Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Trouble.closed }
            sent += count
        }
    }

    /// Waits for the next answer's body; `request` names it should it be refused.
    func answer(to request: String) throws -> String {
        try takeAnswer(to: request)
        return reader.body.string
    }

    /// Waits for the next answer's body, which may be any bytes.
    func bytes(to request: String) throws -> [UInt8] {
        try takeAnswer(to: request)
        return reader.body.array
    }

    /// Whether the server has not closed it while nothing was asked.
    var isOpen: Bool {
        var byte: UInt8 = 0
        return unsafe recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) < 0
    }

    /// Waits for the next answer whatever its status.
    func whole() throws -> Answer {
        try takeWhole()
        return answer
    }

    private var answer: Answer {
        Answer(
            status: reader.status, body: reader.body.array, type: reader.field("content-type") ?? "",
            next: reader.field("martlet-next"), isUpToDate: reader.field("martlet-up-to-date") == "true")
    }

    /// Waits for an answer that may never end, and shows what of its body has come; `take` says how many bytes it
    /// has seen to, nil when it wants no more. An answer that is not 2xx is returned instead.
    func stream(_ take: (ByteView) throws -> Int?) throws -> Answer? {
        while true {
            let isWhole = try reader.advance(room.bytes, from: &position)
            if reader.status / 100 == 2 {
                guard let taken = try take(reader.body) else { return nil }
                reader.dropBody(taken)
                if isWhole { return nil }
            } else if isWhole {
                return answer
            }
            try receive()
        }
    }

    private func takeWhole() throws {
        while try !reader.advance(room.bytes, from: &position) { try receive() }
    }

    private func takeAnswer(to request: String) throws {
        try takeWhole()
        guard reader.status / 100 == 2 else {
            throw Trouble.refused(request: request, status: reader.status, body: reader.body.string)
        }
    }

    /// Waits until `mark` has come by in what the server sends, whatever its framing.
    func waitFor(_ mark: String) throws {
        var seen = ""
        while !seen.contains(mark) {
            try receive()
            seen += room.bytes.string
        }
        position = room.count
    }

    private func receive() throws {
        room.removeAll()
        position = 0
        if let interruption, !interruption.wait(for: socket, POLLIN) { throw Trouble.interrupted }
        let count = unsafe recv(socket, room.tail, room.room, 0)
        if count < 0 && errno == EINTR { return }
        guard count > 0 else { throw Trouble.closed }
        room.didWrite(count)
    }
}
