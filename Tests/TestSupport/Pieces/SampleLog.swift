package import Base
import LogFormat

/// Lines of a log as a history stores them, made by a seed: offsets ascend, times never fall.
package struct SampleLog: Sendable {
    package struct Line: Equatable, Sendable {
        package let offset: Offset
        package let timestamp: Instant
        package let bytes: [UInt8]

        package init(offset: Offset, timestamp: Instant, bytes: [UInt8]) {
            self.offset = offset
            self.timestamp = timestamp
            self.bytes = bytes
        }
    }

    package let log: LogID
    package let partition: UInt32?
    package private(set) var lines: [Line] = []

    /// `count` lines from `first` on with bodies of up to `bodyBytesMax` bytes; `sparse` leaves offsets out.
    package init(
        seed: UInt64, count: Int, first: Offset = .zero, log: LogID = LogID(3), partition: UInt32? = 0,
        since: Instant = Instant(milliseconds: 1_795_341_600_123), bodyBytesMax: Int = 200,
        isSparse: Bool = false
    ) {
        self.log = log
        self.partition = partition
        var random = SplitMix64(seed: seed)
        var offset = first
        var time = since
        for _ in 0..<count {
            if isSparse { offset = offset + Int.random(in: 0...3, using: &random) }
            time = time + Interval(milliseconds: Int64.random(in: 0...2, using: &random) * 700)
            let body = Self.body(Int.random(in: 1...bodyBytesMax, using: &random), &random)
            lines.append(Self.line(partition, offset, time, body))
            offset = offset + 1
        }
    }

    /// One line with a body of exactly `bodyBytes` bytes that hardly compresses.
    package mutating func appendLarge(bodyBytes: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let last = lines.last
        let offset = last.map { $0.offset + 1 } ?? .zero
        let time = last?.timestamp ?? Instant(milliseconds: 0)
        // Noise that repeats beyond the window of deflate.
        let noise = (0..<40_000).map { _ in UInt8(97 + random.next() % 26) ^ 0x20 }
        var body: [UInt8] = []
        while body.count < bodyBytes { body += noise.prefix(bodyBytes - body.count) }
        lines.append(Self.line(partition, offset, time, body))
    }

    /// Adds a line made elsewhere.
    package mutating func append(_ line: Line) { lines.append(line) }

    package var end: Offset { lines.last.map { $0.offset + 1 } ?? .zero }

    /// All lines one behind the other.
    package var bytes: [UInt8] { lines.flatMap(\.bytes) }

    private static func line(
        _ partition: UInt32?, _ offset: Offset, _ time: Instant, _ body: [UInt8]
    ) -> Line {
        var out = ByteBuffer()
        out.append("{")
        if let partition { out.append("\"partition\":\(partition),") }
        out.append("\"offset\":\(offset.rawValue),\"timestamp\":\"\(TimestampText.string(time))\",")
        out.append("\"key\":\"\(offset.rawValue % 7)\",\"text\":\"")
        out.append(body)
        out.append("\"}\n")
        return Line(offset: offset, timestamp: time, bytes: out.bytes.array)
    }

    /// Text that compresses about as well as what people send.
    private static func body(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
        let words = ["order", "created", "customer", "EUR", "true", "7411", "paid", "{", "}", "é"]
        var body: [UInt8] = []
        while body.count < count {
            body += Array(words[Int(random.next() % UInt64(words.count))].utf8)
            if random.next() % 3 == 0 { body += Array(String(random.next() % 100_000).utf8) }
        }
        return body
    }
}
