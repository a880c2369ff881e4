internal import Base
internal import Glibc

/// Lines of a file or a pipe, in batches that end where reading on would have to wait.
///
/// Lines end with LF or CR LF; blank ones are passed over, and the last needs no end.
struct LineSource: ~Copyable {
    /// Something that cannot be read, or a line without an end in sight.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let lineBytesMax = 64 << 20

    private let descriptor: Int32
    private let name: String
    private var pending = ByteBuffer(capacity: 64 * 1024)
    private var start = 0
    private var searched = 0
    private var isEnded = false
    /// Bytes read so far.
    private(set) var bytesRead = 0
    /// Bytes there are, where that is known.
    let bytesInAll: Int?

    /// Opens a file; `-` is standard input.
    init(_ path: String) throws(Failure) {
        name = path == "-" ? "standard input" : path
        descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        let isKnown = unsafe descriptor >= 0 && fstat(descriptor, &status) == 0
        let isFile = isKnown && status.st_mode & S_IFMT == S_IFREG
        bytesInAll = isFile ? Int(status.st_size) : nil
        guard isKnown else { throw Self.failed(name) }
    }

    deinit { if descriptor > STDIN_FILENO { close(descriptor) } }

    /// Fills a batch with what is there; false when there is nothing any more.
    mutating func fill(_ batch: inout RecordBatch) throws(Failure) -> Bool {
        while true {
            while !batch.isFull, let line = nextLine() { batch.add(pending.bytes[line]) }
            if batch.isFull { return true }
            if isEnded || (batch.count > 0 && !isReady) { return batch.count > 0 }
            try readMore()
        }
    }

    /// All that is left, as one message.
    mutating func rest() throws(Failure) -> [UInt8] {
        while !isEnded { try readMore() }
        return pending.bytes.dropping(start).array
    }

    /// Where the next line that is not blank stands, without its end.
    private mutating func nextLine() -> Range<Int>? {
        while start < pending.count {
            let found = pending.bytes.dropping(searched).firstIndex(of: UInt8(ascii: "\n"))
            guard found != nil || isEnded else { break }
            let end = found.map { searched + $0 } ?? pending.count
            var line = start..<end
            start = min(end + 1, pending.count)
            searched = start
            if let last = line.last, pending.bytes[last] == UInt8(ascii: "\r") {
                line = line.lowerBound..<last
            }
            if !line.isEmpty { return line }
        }
        searched = pending.count
        return nil
    }

    /// Whether reading would not wait.
    private var isReady: Bool {
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&wait, 1, 0) > 0
    }

    private mutating func readMore() throws(Failure) {
        pending.removeFirst(start)
        searched -= start
        start = 0
        guard pending.count <= Self.lineBytesMax else {
            throw Failure(description: "\(name): more than 64 MiB for one message")
        }
        pending.reserve(64 * 1024)
        let count = unsafe read(descriptor, pending.tail, pending.room)
        if count < 0 && errno == EINTR { return }
        guard count >= 0 else { throw Self.failed(name) }
        pending.didWrite(count)
        bytesRead += count
        isEnded = count == 0
    }

    private static func failed(_ name: String) -> Failure {
        unsafe Failure(description: "\(name): \(String(cString: strerror(errno)))")
    }
}
