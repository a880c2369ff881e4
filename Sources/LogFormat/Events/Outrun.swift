package import Base

/// Messages of a queue's source went before they were handed out or settled: retention wins.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  lanes n
/// 16  8  time, ms
/// 24  4  length of the tagged fields: none yet
/// 28  8 × n  lane and first offset that is still there, ascending
/// ```
package struct Outrun: Equatable, Sendable {
    package var queue: EntityID
    package var at: Instant
    /// For each lane the first offset that is still there.
    package var cuts: [LaneOffset]

    package init(queue: EntityID, at: Instant, cuts: [LaneOffset]) {
        self.queue = queue
        self.at = at
        self.cuts = cuts
    }
}

extension Outrun {
    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        let count = try fields.next(UInt32.self)
        at = try fields.instant()
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        guard (1...UInt32(LaneOffset.lanesMax)).contains(count) else { throw .badField("lanes") }
        cuts = []
        for _ in 0..<count {
            let cut = try fields.laneOffset()
            if let last = cuts.last, last.lane >= cut.lane { throw .badField("lanes") }
            cuts.append(cut)
        }
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.outrun)
        output.append(queue)
        output.append(littleEndian: UInt32(cuts.count))
        output.append(at)
        output.appendNoTagged()
        for cut in cuts { output.append(littleEndian: cut.packed) }
        output.endEvent(start)
    }
}
