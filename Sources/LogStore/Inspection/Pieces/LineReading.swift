import Base
import LogFormat

/// Reads the lines of a block as an inspection does: every one, from the first to the last.
struct LineReading {
    private(set) var lines = 0
    private(set) var first = Offset.zero
    private(set) var last = Offset.zero
    private(set) var timeFirst = Instant(milliseconds: 0)
    private(set) var timeLast = Instant(milliseconds: 0)

    /// Why some bytes are not the lines of a block, and the byte in them.
    struct Flaw: Error {
        let byte: Int
        let reason: String
    }

    /// Reads all of `plain`; offsets must ascend, and times never fall.
    init(_ plain: ByteView) throws(Flaw) {
        var rest = plain
        while !rest.isEmpty {
            let byte = plain.count - rest.count
            guard let length = rest.firstIndex(of: 0x0A) else {
                throw Flaw(byte: byte, reason: "its last line does not end")
            }
            let line: StoredLine
            do throws(FormatError) { line = try StoredLine(parsing: rest[0..<length + 1]) } catch {
                throw Flaw(byte: byte, reason: "line \(lines + 1) does not begin as a line does")
            }
            let time = line.timestamp
            if lines > 0, line.offset <= last {
                throw Flaw(byte: byte, reason: "offset \(line.offset.rawValue) comes behind \(last.rawValue)")
            }
            if lines > 0, time < timeLast {
                throw Flaw(byte: byte, reason: "the time of offset \(line.offset.rawValue) falls")
            }
            if lines == 0 { (first, timeFirst) = (line.offset, time) }
            (last, timeLast) = (line.offset, time)
            lines += 1
            rest = rest.dropping(length + 1)
        }
    }
}
