internal import Glibc

/// Writes to standard output, unbuffered and interruptibly.
enum StandardOutput {
    /// Nobody reads it any more.
    struct Closed: Error {}

    /// What a pipe takes at one go once it is writable (PIPE_BUF).
    private static let pieceBytes = 4096

    /// Writes all of `text` and a line end.
    static func line(_ text: String) throws { try write(Array((text + "\n").utf8)) }

    /// Writes all bytes; with an `interruption`, it never blocks past that.
    static func write(_ bytes: [UInt8], _ interruption: Interruption? = nil) throws {
        var written = 0
        while written < bytes.count {
            var end = bytes.count
            if let interruption {
                guard interruption.wait(for: STDOUT_FILENO, POLLOUT) else {
                    throw BlockingConnection.Trouble.interrupted
                }
                end = min(end, written + pieceBytes)
            }
            let count = unsafe bytes[written..<end].withUnsafeBytes { rest in
                unsafe Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Closed() }
            written += count
        }
    }
}
