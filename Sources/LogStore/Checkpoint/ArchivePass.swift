package import Base
package import LogFormat

/// Takes the lines before a cut out of the journal: into pieces, or to be carried in the snapshot.
///
/// Goes over the journal once for each band of logs whose builders fit into `Limits.archiveBytes` together;
/// a chunk is in memory once for all logs of a band. One caller at a time; each step does one chunk, one
/// piece or a handful of small logs. The new names in folders are the caller's to sync.
package final class ArchivePass: @unchecked Sendable {
    /// What to do next in a band.
    private enum Phase {
        case adopt(Int)
        case sweep
        case finish(Int)
    }

    /// Where the lines of small logs go: into the snapshot; the result says where they lie.
    package typealias Carry = (LogID, BlockEntry, ByteView) throws(LogStoreError) -> CarriedEntry

    /// Small logs that one step handles.
    private static let smallLogsMax = 64

    private let chunks: ChunkTable
    private let after: JournalSequence
    private let cut: JournalCut
    private let store: PieceStore
    /// Path of the last snapshot, which holds all carried blocks.
    private let snapshot: String?
    private let bands: [ArraySlice<ArchiveOrder>]
    private var deflaters: [any Deflating]

    private var band = 0
    private var phase = Phase.adopt(0)
    private var sweep: JournalSweep
    private var archives: [LogArchive] = []
    private var indices: [LogID: Int] = [:]
    private var scratch = ByteBuffer()
    private var written: [PieceEntry] = []

    /// `orders` ascend by log; the journal must be durable up to the cut. `snapshot` is the path of the last one.
    package init(
        _ orders: [ArchiveOrder], of chunks: ChunkTable, after: JournalSequence, upTo cut: JournalCut,
        snapshot: String?, into store: PieceStore, bytesMax: Int? = nil
    ) {
        self.chunks = chunks
        self.after = after
        self.cut = cut
        self.store = store
        self.snapshot = snapshot
        bands = Self.bands(of: orders, bytesMax: bytesMax ?? store.settings.archiveBytes)
        deflaters = [
            Codecs.deflater(.fast, reproducible: store.settings.isReproducible), Codecs.deflater(.stored),
        ]
        sweep = JournalSweep(chunks, after: after, upTo: cut)
        beginBand()
    }

    /// Does the next bit; false when all is done. `isHurried` leaves lines uncompressed, for a later merge.
    package func step(
        isHurried: Bool = false, carry: Carry, archived: (Archived) -> Void
    ) throws(LogStoreError) -> Bool {
        guard band < bands.count else { return false }
        let deflater = deflaters[isHurried ? 1 : 0]
        switch phase {
        case .adopt(let first): try adopt(from: first)
        case .sweep: try walkChunk(with: deflater)
        case .finish(let first): try finish(from: first, with: deflater, carry, archived)
        }
        return true
    }

    /// Removes all files it made; what cannot be removed is left for the next start to find.
    package func abandon() {
        for archive in archives { archive.abandon() }
        for piece in written { try? store.remove(piece) }
        archives = []
    }

    // MARK: bands

    private static func bands(
        of orders: [ArchiveOrder], bytesMax: Int
    ) -> [ArraySlice<ArchiveOrder>] {
        var bands: [ArraySlice<ArchiveOrder>] = []
        var start = 0
        var bytes = 0
        for (index, order) in orders.enumerated() {
            if bytes + order.builderBytes > bytesMax, index > start {
                bands.append(orders[start..<index])
                start = index
                bytes = 0
            }
            bytes += order.builderBytes
        }
        if start < orders.count { bands.append(orders[start...]) }
        return bands
    }

    private func beginBand() {
        archives = []
        indices = [:]
        guard band < bands.count else { return }
        for order in bands[band] {
            indices[order.log] = archives.count
            archives.append(LogArchive(order, in: store))
        }
        phase = .adopt(0)
        sweep = JournalSweep(chunks, after: after, upTo: cut)
    }

    // MARK: steps

    /// Brings carried blocks of the last snapshot to their builders.
    private func adopt(from first: Int) throws(LogStoreError) {
        var index = first
        var taken = 0
        while index < archives.count, taken < Self.smallLogsMax {
            let archive = archives[index]
            index += 1
            guard let snapshot, let entry = archive.order.before.carried,
                let start = archive.order.kept.first?.lowerBound, start <= entry.last
            else { continue }
            let block = CarriedBlock(log: archive.order.log, file: snapshot, entry: entry)
            try archive.adopt(try store.block(of: .carried(block), 0))
            taken += 1
        }
        phase = index < archives.count ? .adopt(index) : .sweep
    }

    private func walkChunk(with deflater: any Deflating) throws(LogStoreError) {
        var scratch = ByteBuffer()
        swap(&scratch, &self.scratch)
        let archives = archives
        let indices = indices
        let isGoingOn = try sweep.step { view throws(LogStoreError) in
            for number in 0..<view.destinationCount {
                let log = view.destination(number).log
                guard let index = indices[log], let seen = view.selecting(log) else { continue }
                try archives[index].append(seen, with: deflater, &scratch)
            }
        }
        swap(&scratch, &self.scratch)
        if !isGoingOn {
            phase = .finish(0)
        } else if archives.reduce(0, { $0 + $1.unwrittenBytes }) > store.settings.archiveUnwrittenBytes {
            for archive in archives { try archive.flush() }
        }
    }

    /// Completes one piece, or some logs without one.
    private func finish(
        from first: Int, with deflater: any Deflating, _ carry: Carry, _ archived: (Archived) -> Void
    ) throws(LogStoreError) {
        var index = first
        while index < archives.count, index - first < Self.smallLogsMax {
            let archive = archives[index]
            let hasPieces = archive.isWriting || !archive.pieces.isEmpty
            if hasPieces && index > first { break }
            if archive.isWriting { try archive.finishPiece(with: deflater, &scratch) }
            var carried: CarriedEntry?
            if archive.hasLines {
                let entry = archive.closeCarried(with: deflater, &scratch)
                carried = try carry(archive.order.log, entry, scratch.bytes)
            }
            if hasPieces { try store.syncFolder(of: archive.order.log) }
            written += archive.pieces
            archived(
                Archived(
                    log: archive.order.log, pieces: archive.pieces, carried: carried, end: archive.order.end))
            index += 1
            if hasPieces { break }
        }
        if index < archives.count {
            phase = .finish(index)
        } else {
            band += 1
            beginBand()
        }
    }
}
