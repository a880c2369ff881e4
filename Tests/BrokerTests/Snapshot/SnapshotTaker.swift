import Base
import Broker
import LogFormat

/// A snapshot of a stage's broker, taken slice by slice between its commands.
struct SnapshotTaker {
    /// Replay starts behind this many commands.
    let cut: Int
    private(set) var reach: Int
    /// Each slice's records.
    private(set) var slices: [[UInt8]] = []
    private(set) var cursor: SnapshotCursor? = .start

    init(_ stage: Stage) {
        cut = stage.journal.count
        reach = cut
    }

    var isDone: Bool { cursor == nil }

    mutating func takeSlice(of stage: Stage, bytesMax: Int) {
        guard let cursor else { return }
        reach = stage.journal.count
        var bytes = ByteBuffer()
        self.cursor = stage.broker.snapshot(
            from: cursor, at: JournalSequence(UInt64(reach)), bytesMax: bytesMax, into: &bytes)
        slices.append(bytes.bytes.array)
    }

    /// What the snapshot and the journal behind its cut make.
    func restored(_ stage: Stage) throws -> Broker {
        var broker = Broker(shard: 0, repeats: stage.repeats)
        for slice in slices {
            try slice.withByteView { bytes throws(FormatError) in try broker.restore(bytes) }
        }
        broker.finishRestore()
        try stage.replay(into: &broker, from: cut)
        return broker
    }
}
