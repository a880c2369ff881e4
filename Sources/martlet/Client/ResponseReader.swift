internal import Base

/// Splits what a server sends into answers, reading as little of each as a load needs.
///
/// Lines are looked at only for the status, `Content-Length` and `Transfer-Encoding`; bodies are counted, and
/// kept only when `keepsBodies` or when the status is not 2xx; other fields are kept only when `keepsFields`.
/// Trusts the server where it can.
struct ResponseReader: ~Copyable {
    /// A server that does not speak HTTP/1.1.
    struct Breach: Error, CustomStringConvertible {
        let line: String
        var description: String { "not an HTTP answer: \(line.prefix(120))" }
    }

    private enum Place {
        case statusLine, fieldLine, body, chunkSize, chunk, chunkEnd, trailer
    }

    let keepsBodies: Bool
    let keepsFields: Bool
    /// Status of the answer being read.
    private(set) var status = 0
    /// Bytes of its body so far.
    private(set) var bodyBytes = 0
    private var place = Place.statusLine
    private var left = 0
    private var isChunked = false
    private var line = ByteBuffer()
    private var kept = ByteBuffer()
    private var fields: [(name: String, value: String)] = []

    init(keepsBodies: Bool, keepsFields: Bool = false) {
        self.keepsBodies = keepsBodies
        self.keepsFields = keepsFields
    }

    /// Bytes of the body that were kept.
    var body: ByteView { kept.bytes }

    /// Forgets the first bytes of the body so far, for whoever reads one without end.
    mutating func dropBody(_ count: Int) { kept.removeFirst(count) }

    /// Value of the first field of this name, which is given in small letters.
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Reads on in `bytes` from `position`; true once an answer is complete, false when the bytes ran out.
    ///
    /// After true, `status`, `bodyBytes` and `body` tell about the answer until the next call.
    mutating func advance(_ bytes: ByteView, from position: inout Int) throws(Breach) -> Bool {
        while position < bytes.count {
            switch place {
            case .body, .chunk:
                let taken = min(left, bytes.count - position)
                take(bytes[position..<position + taken])
                position += taken
                left -= taken
                if left > 0 { return false }
                if place == .body { return finish() }
                place = .chunkEnd
            default:
                guard let isWhole = nextLine(bytes, &position), isWhole else { return false }
                if try lineEnded() { return finish() }
            }
        }
        return false
    }

    private mutating func finish() -> Bool {
        place = .statusLine
        return true
    }

    private mutating func take(_ bytes: ByteView) {
        bodyBytes += bytes.count
        if keepsBodies || status / 100 != 2 { kept.append(bytes) }
    }

    /// Moves the rest of the current line to `line`; nil when there are no bytes, false when it goes on.
    private mutating func nextLine(_ bytes: ByteView, _ position: inout Int) -> Bool? {
        let rest = bytes.dropping(position)
        if rest.isEmpty { return nil }
        let end = rest.firstIndex(of: UInt8(ascii: "\n"))
        line.append(rest[0..<(end ?? rest.count)])
        position += end.map { $0 + 1 } ?? rest.count
        return end != nil
    }

    /// Acts on a complete line; true when the answer ends with it.
    private mutating func lineEnded() throws(Breach) -> Bool {
        defer { line.removeAll() }
        if line.count > 0, line.bytes[line.count - 1] == UInt8(ascii: "\r") {
            line.truncate(to: line.count - 1)
        }
        switch place {
        case .statusLine: try readStatus()
        case .fieldLine:
            if line.isEmpty { return headEnded() }
            readField()
        case .chunkSize:
            left = hexadecimal(line.bytes)
            place = left == 0 ? .trailer : .chunk
        case .chunkEnd: place = .chunkSize
        case .trailer: return line.isEmpty
        case .body, .chunk: break
        }
        return false
    }

    private mutating func readStatus() throws(Breach) {
        guard line.count >= 12, line.bytes.hasPrefix("HTTP/1.") else { throw Breach(line: line.bytes.string) }
        status = decimal(line.bytes[9..<12])
        (left, bodyBytes, isChunked) = (0, 0, false)
        kept.removeAll()
        fields.removeAll()
        place = .fieldLine
    }

    private mutating func readField() {
        let bytes = line.bytes
        if keepsFields { keepField(bytes) }
        guard bytes.count > 15, bytes[7] == UInt8(ascii: "-") || bytes[8] == UInt8(ascii: "-") else { return }
        if bytes[0] | 0x20 == UInt8(ascii: "c"), bytes[14] == UInt8(ascii: ":"),
            bytes[8] | 0x20 == UInt8(ascii: "l")
        {
            left = decimal(bytes.dropping(15))
        } else if bytes[0] | 0x20 == UInt8(ascii: "t"), bytes.count > 17, bytes[17] == UInt8(ascii: ":") {
            isChunked = true
        }
    }

    private mutating func keepField(_ bytes: ByteView) {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return }
        var start = colon + 1
        while start < bytes.count, bytes[start] == UInt8(ascii: " ") { start += 1 }
        fields.append((bytes[0..<colon].string.lowercased(), bytes.dropping(start).string))
    }

    /// Whether the answer ends with its head; an interim answer (1xx) is passed over.
    private mutating func headEnded() -> Bool {
        if status / 100 == 1 {
            place = .statusLine
            return false
        }
        place = isChunked ? .chunkSize : .body
        return !isChunked && left == 0
    }

    private func decimal(_ bytes: ByteView) -> Int {
        var value = 0
        for index in 0..<bytes.count where bytes[index] &- 48 < 10 {
            value = value * 10 + Int(bytes[index] - 48)
        }
        return value
    }

    private func hexadecimal(_ bytes: ByteView) -> Int {
        var value = 0
        for index in 0..<bytes.count {
            let byte = bytes[index]
            switch byte {
            case 48...57: value = value << 4 | Int(byte - 48)
            case 65...70, 97...102: value = value << 4 | Int((byte | 0x20) - 87)
            default: return value
            }
        }
        return value
    }
}
