internal import Base
internal import LogFormat

/// How many bytes the messages of a lane have, by offset, where those are bounded.
///
/// Four bytes a message in pages of 4,096, each given up with the page of slots. What was published before
/// anybody asked counts nothing.
struct Weights {
    private struct Page {
        let number: UInt64
        /// From its first slot on.
        var sizes: [UInt32]
    }

    /// Ascending by number.
    private var pages: [Page] = []
    /// Bytes of the messages that are ready or wait.
    var held = 0
    /// Behind the last message that a snapshot visits: what came later is replayed.
    private var frozenEnd: UInt64 = 0

    init() {}

    /// Takes in one message behind all others.
    mutating func add(_ size: UInt32, of offset: UInt64) {
        if pages.last?.number != offset >> 12 { pages.append(Page(number: offset >> 12, sizes: [])) }
        let last = pages.count - 1
        // Those before it that nobody told of have none.
        while pages[last].sizes.count < Int(offset & 4095) { pages[last].sizes.append(0) }
        pages[last].sizes.append(size)
    }

    /// Bytes of some neighbouring messages.
    func sum(_ range: Range<UInt64>) -> Int {
        var sum = 0
        var index = pages.lowerBound { $0.number < range.lowerBound >> 12 }
        while index < pages.count, pages[index].number << 12 < range.upperBound {
            let start = pages[index].number << 12
            let first = Int(Swift.max(range.lowerBound, start) - start)
            let end = Swift.min(pages[index].sizes.count, Int(Swift.min(range.upperBound - start, 4096)))
            if first < end { for size in pages[index].sizes[first..<end] { sum += Int(size) } }
            index += 1
        }
        return sum
    }

    /// Forgets a page whose messages are all settled.
    mutating func remove(page number: UInt64) {
        let index = pages.lowerBound { $0.number < number }
        if index < pages.count, pages[index].number == number { pages.remove(at: index) }
    }

    mutating func removeAll() {
        pages = []
        held = 0
    }

    /// Visits those that have bytes and come from an offset on.
    func forEach(from start: UInt64, _ body: (UInt64, UInt32) -> Void) {
        for page in pages[pages.lowerBound(where: { $0.number < start >> 12 })...] {
            for (index, size) in page.sizes.enumerated() where size > 0 {
                let offset = page.number << 12 + UInt64(index)
                if offset >= start { body(offset, size) }
            }
        }
    }

    // MARK: snapshot

    private static let recordMax = 1024

    /// Says which ones a snapshot visits: those of now.
    ///
    /// What is forgotten before it is visited is left out; replay would forget it as well.
    mutating func freeze() {
        frozenEnd = pages.last.map { $0.number << 12 + UInt64($0.sizes.count) } ?? 0
    }

    /// Writes some from an offset on, and tells where to go on; nil when there is no more.
    ///
    /// ```
    ///  0  8  record header
    ///  8  2  lane
    /// 10  6  zero
    /// 16  8  first offset
    /// 24  4 × n  bytes of each message
    /// ```
    func encode(of lane: UInt16, from offset: UInt64, into output: inout ByteBuffer) -> UInt64? {
        let index = pages.lowerBound { $0.number < offset >> 12 }
        guard offset < frozenEnd, index < pages.count else { return nil }
        let page = pages[index]
        let pageStart = page.number << 12
        guard pageStart < frozenEnd else { return nil }
        let first = Int(Swift.max(offset, pageStart) - pageStart)
        let known = Swift.min(page.sizes.count, Int(Swift.min(frozenEnd - pageStart, 4096)))
        guard first < known else { return pageStart + 4096 }
        let end = Swift.min(known, first + Self.recordMax)
        let start = output.beginRecord(.weights)
        output.append(littleEndian: UInt64(lane))
        output.append(littleEndian: pageStart + UInt64(first))
        for size in page.sizes[first..<end] { output.append(littleEndian: size) }
        output.endRecord(start)
        return pageStart + UInt64(end)
    }
}
