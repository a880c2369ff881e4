package import Base
internal import CIntrinsics

/// Parses request heads out of the bytes of a connection, strictly as RFC 9112 has it.
///
/// It is fed all bytes since the end of the last request, again and again as they grow, and takes each line
/// once. What it says hangs only on the bytes, never on how they were cut: a refusal may come before the head
/// is whole, but no further byte would have changed it.
package struct RequestParser: Sendable {
    package enum Outcome: Equatable, Sendable {
        /// More bytes are needed.
        case incomplete
        /// The head is whole and so many bytes long; what follows is its body or the next request.
        case head(Int)
        /// The bytes are no request that the server takes.
        case refused(Refusal)
    }

    private enum Phase { case start, requestLine, fields }

    private var phase = Phase.start
    /// Where the first line lies that was not taken yet.
    private var cursor = 0

    package init() {}

    /// Whether some of a head has been taken, so that its clock is running.
    package var isWithinHead: Bool { phase != .start }

    /// Reads on in `bytes`, all bytes since the last request's end; `head` is whole when it says so.
    ///
    /// Between the calls for one head `head` must not be touched. After a head or refusal it starts afresh.
    package mutating func parse(_ bytes: ByteView, into head: inout RequestHead) -> Outcome {
        if phase == .start { head.begin() }
        let isFull = bytes.count >= Limits.headBytesMax
        let window = isFull ? bytes[0..<Limits.headBytesMax] : bytes
        do throws(Refusal) {
            if let length = try advance(window, &head) {
                reset()
                return .head(length)
            }
            if !isFull { return .incomplete }
            throw Refusal(.headTooLarge)
        } catch {
            reset()
            return .refused(error)
        }
    }

    /// Forgets a head half read.
    package mutating func reset() {
        phase = .start
        cursor = 0
    }

    /// Length of the head, or nil when more bytes are needed.
    private mutating func advance(_ bytes: ByteView, _ head: inout RequestHead) throws(Refusal) -> Int? {
        if phase != .fields {
            if phase == .start, try !skipEmptyLine(bytes) { return nil }
            phase = .requestLine
            guard let next = try RequestLine.read(bytes, at: cursor, into: &head) else { return nil }
            cursor = next
            phase = .fields
        }
        var start = cursor
        while true {
            switch try FieldLine.read(bytes, at: start) {
            case .field(let slice, let next):
                try head.add(slice, in: bytes)
                start = next
            case .end(let next):
                try head.finish(in: bytes)
                return next
            case .incomplete:
                cursor = start
                return nil
            }
        }
    }

    /// Passes over one CRLF before the request line (RFC 9112, section 2.2); false for want of bytes.
    private mutating func skipEmptyLine(_ bytes: ByteView) throws(Refusal) -> Bool {
        guard !bytes.isEmpty else { return false }
        guard bytes[0] == 0x0d else { return true }
        guard bytes.count > 1 else { return false }
        guard bytes[1] == 0x0a else { throw Refusal(.bareCarriageReturn) }
        cursor = 2
        return true
    }
}
