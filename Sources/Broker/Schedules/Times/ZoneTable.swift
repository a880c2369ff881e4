package import Base

/// What the clocks of a time zone show: a list of changes, and a rule for what comes behind it (RFC 9636).
///
/// Made from the bytes of a TZif file that somebody else read. Leap seconds are left out, as POSIX does.
package struct ZoneTable: Sendable {
    /// A stretch of time in which the clocks keep one distance from UTC.
    package struct Stretch: Equatable, Sendable {
        /// Seconds east of UTC.
        package var offset: Int64
        /// Its first second, since 1970 in UTC; the lowest number without end.
        package var start: Int64
        /// The first second behind it.
        package var end: Int64

        package init(offset: Int64, start: Int64, end: Int64) {
            self.offset = offset
            self.start = start
            self.end = end
        }
    }

    /// The changes of each second, ascending, and the distance from then on.
    private var changes: [ZoneChange] = []
    /// The distance before all changes.
    private var firstOffset: Int64 = 0
    private var rule: ZoneRule?

    /// UTC itself.
    package static let utc = ZoneTable()

    private init() {}

    /// Reads a whole file; nil when it is none.
    package init?(parsing file: ByteView) {
        guard let short = ZoneHeader(file) else { return nil }
        if short.version == 0 {
            guard read(short, file, wide: 4) else { return nil }
            return
        }
        let rest = file.dropping(Swift.min(file.count, short.fileBytes(wide: 4)))
        guard let long = ZoneHeader(rest), read(long, rest, wide: 8) else { return nil }
        let footer = rest.dropping(long.fileBytes(wide: 8))
        guard footer.count >= 2, footer.first == 0x0A else { return nil }
        let line = footer.dropping(1)
        guard let end = line.firstIndex(of: 0x0A) else { return nil }
        if end > 0 {
            guard let rule = ZoneRule(line[0..<end]) else { return nil }
            self.rule = rule
        }
    }

    private mutating func read(_ header: ZoneHeader, _ file: ByteView, wide: Int) -> Bool {
        guard header.isSound, file.count >= header.fileBytes(wide: wide) else { return false }
        let times = ZoneHeader.encodedBytes
        let indexes = times + header.times * wide
        let types = indexes + header.times
        func offset(ofType type: Int) -> Int64 {
            Int64(Int32(bigEndian: file.load(types + 6 * type, as: Int32.self)))
        }
        firstOffset = offset(ofType: 0)
        for index in 0..<header.times {
            let type = Int(file[indexes + index])
            guard type < header.types else { return false }
            let at =
                wide == 4
                ? Int64(Int32(bigEndian: file.load(times + 4 * index, as: Int32.self)))
                : Int64(bigEndian: file.load(times + 8 * index, as: Int64.self))
            if let last = changes.last, at <= last.at { return false }
            changes.append(ZoneChange(at: at, offset: offset(ofType: type)))
        }
        return true
    }

    /// The stretch that a second since 1970 in UTC lies in.
    package func stretch(at second: Int64) -> Stretch {
        let index = changes.lowerBound { $0.at <= second }
        if index < changes.count {
            let offset = index == 0 ? firstOffset : changes[index - 1].offset
            return Stretch(
                offset: offset, start: index == 0 ? .min : changes[index - 1].at, end: changes[index].at)
        }
        let last = changes.last
        guard let rule else {
            return Stretch(offset: last?.offset ?? firstOffset, start: last?.at ?? .min, end: .max)
        }
        var found = Stretch(offset: last?.offset ?? rule.standard, start: last?.at ?? .min, end: .max)
        if rule.summer == nil { found.offset = rule.standard }
        for change in rule.changes(around: second) where change.at > found.start {
            if change.at <= second {
                found.start = change.at
                found.offset = change.offset
            } else {
                found.end = change.at
                break
            }
        }
        return found
    }

    /// The first second at which the clocks show `local`.
    ///
    /// A time that clocks set forward pass over is the second at which they are set; of two that clocks set
    /// back show twice it is the first.
    package func second(of local: Int64) -> Int64 {
        var stretch = stretch(at: local - 86_400)
        while true {
            if local - stretch.offset < stretch.end {
                return Swift.max(local - stretch.offset, stretch.start)
            }
            stretch = self.stretch(at: stretch.end)
        }
    }
}

/// A moment from which on the clocks of a zone keep another distance from UTC.
struct ZoneChange: Sendable {
    /// Seconds since 1970 in UTC.
    var at: Int64
    /// Seconds east of UTC.
    var offset: Int64
}

/// The head of a TZif file, or of its second part.
///
/// ```
///  0  4  "TZif"
///  4  1  version: 0, or the digit 2 or above
/// 20  4  × 6 counts: UTC marks, standard marks, leap seconds, changes, types, bytes of names
/// ```
private struct ZoneHeader {
    static let encodedBytes = 44

    let version: UInt8
    let times: Int
    let types: Int
    private let leaps: Int
    private let rest: Int

    init?(_ bytes: ByteView) {
        guard bytes.count >= Self.encodedBytes, bytes.hasPrefix("TZif") else { return nil }
        func count(_ index: Int) -> Int {
            Int(UInt32(bigEndian: bytes.load(20 + 4 * index, as: UInt32.self)))
        }
        version = bytes[4]
        (leaps, times, types) = (count(2), count(3), count(4))
        rest = count(0) + count(1) + count(5)
    }

    /// Whether the counts are those that a zone can have.
    var isSound: Bool { 1...256 ~= types && times < 1 << 16 }

    /// Bytes of this part.
    func fileBytes(wide: Int) -> Int {
        Self.encodedBytes + times * (wide + 1) + types * 6 + leaps * (wide + 4) + rest
    }
}
