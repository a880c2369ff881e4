import Base

extension SlotRun {
    /// Bytes of a run in the journal: lane and first offset u64, count u32, generation u24, end u8 (0 in `leased`).
    static let encodedBytes = 16

    func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: LaneOffset(lane: lane, first).packed)
        output.append(littleEndian: count)
        output.append(littleEndian: generation | UInt32(end?.rawValue ?? 0) << 24)
    }

    /// Reads `count` runs that fill `bytes` and puts them into the arena; returns where they stand there.
    ///
    /// They are disjoint and ascending, lane by lane, or refused; each has an end or none, as `ended` says. Where
    /// some were never handed out, `least` is 0.
    static func decode(
        _ count: UInt32, from bytes: ByteView, ended: Bool, least: UInt32 = 1, into runs: inout [SlotRun]
    ) throws(FormatError) -> Range<Int> {
        guard bytes.count == Int(count) * encodedBytes else { throw .badField("runs") }
        let known = runs.count
        var floor: UInt64 = 0
        for index in 0..<Int(count) {
            let at = index * encodedBytes
            let packed = bytes.load(at, as: UInt64.self)
            let start = LaneOffset(packed: packed)
            let length = bytes.load(at + 8, as: UInt32.self)
            let word = bytes.load(at + 12, as: UInt32.self)
            let end = LeaseEnd(rawValue: UInt8(word >> 24))
            let generation = word & 0xFF_FFFF
            guard packed >= floor, start.lane < LaneOffset.lanesMax, length > 0,
                (least...generationMax).contains(generation),
                (end != nil) == ended, ended || word >> 24 == 0
            else {
                runs.removeLast(runs.count - known)
                throw .badField("runs")
            }
            floor = packed + UInt64(length)
            runs.append(
                SlotRun(
                    first: start.offset, count: length, generation: generation, end: end, lane: start.lane))
        }
        return known..<runs.count
    }
}
