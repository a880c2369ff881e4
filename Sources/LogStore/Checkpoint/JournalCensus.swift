package import Base
import LogFormat

/// Counts what each log got before a cut, so that the archive pass can share out its memory.
///
/// Steps through the journal once without copying a line. Belongs to one worker.
package struct JournalCensus: ~Copyable {
    /// What one log got.
    package struct Count: Sendable {
        package let log: LogID
        package let first: Offset
        /// Behind the last message.
        package fileprivate(set) var end: Offset
        /// Bytes of its lines, as they will be stored, about.
        package fileprivate(set) var bytes: Int
    }

    /// Bytes that the prefix of a line takes, about.
    private static let prefixBytes = 72

    private var sweep: JournalSweep
    private var counts: [Count] = []
    private var indices: [LogID: Int] = [:]

    package init(_ chunks: ChunkTable, after sequence: JournalSequence, upTo cut: JournalCut) {
        sweep = JournalSweep(chunks, after: sequence, upTo: cut)
    }

    /// Counts the next chunk; false when all are counted. Blocks where a chunk has left memory.
    package mutating func step() throws(LogStoreError) -> Bool {
        var counts = counts
        self.counts = []
        var indices = indices
        self.indices = [:]
        defer {
            self.counts = counts
            self.indices = indices
        }
        return try sweep.step { view in
            for index in 0..<view.destinationCount {
                let destination = view.destination(index)
                let end = destination.first + view.count
                let bytes = view.body.count + view.count * Self.prefixBytes
                if let known = indices[destination.log] {
                    counts[known].end = end
                    counts[known].bytes += bytes
                } else {
                    indices[destination.log] = counts.count
                    counts.append(
                        Count(log: destination.log, first: destination.first, end: end, bytes: bytes))
                }
            }
        }
    }

    /// What was counted, by log.
    package var sorted: [Count] { counts.sorted { $0.log < $1.log } }
}
