import Base
package import LogFormat

/// What a repair does about one piece.
package struct PieceRepair: Sendable {
    package enum Action: Equatable, Sendable {
        /// Its messages are gone: no manifest names it any more.
        case drop
        /// Written anew as the next generation, without the blocks that cannot be read.
        case thin(without: [Int])
        /// Only its index is written anew.
        case index
    }

    package let piece: PieceEntry
    let index: PieceIndex?
    package let action: Action

    /// What to do about a piece in which something is wrong.
    init(_ verification: PieceVerification) {
        piece = verification.piece
        index = verification.index
        let blocks = verification.index?.blocks.count ?? 0
        let isMissing = verification.findings.contains {
            $0.file == verification.path && $0.fault == .missing
        }
        let isGone = isMissing || verification.index == nil || verification.badBlocks.count == blocks
        if isGone {
            action = .drop
        } else if !verification.badBlocks.isEmpty || !verification.isFrameSound {
            action = .thin(without: verification.badBlocks)
        } else {
            action = .index
        }
    }

    /// Messages that nobody can read any more, as far as blocks tell: neighbours joined.
    var lost: [Range<Offset>] {
        switch action {
        case .index: return []
        case .drop: return [piece.first..<piece.end]
        case .thin(let bad):
            guard let index else { return [piece.first..<piece.end] }
            var lost = bad.map { index.blocks[$0].first..<index.blocks[$0].last + 1 }
            // Without the right index the blocks behind the damage are unknown.
            if let last = index.blocks.last, index.blocks.count < piece.blocks {
                lost.append(last.last + 1..<piece.end)
            }
            return lost
        }
    }

    var text: String {
        switch action {
        case .drop: "leave out \(piece.fileName) of log \(piece.log.rawValue), which cannot be read"
        case .thin(let bad):
            "write \(piece.fileName) of log \(piece.log.rawValue) anew without \(bad.count) of its \(piece.blocks) blocks"
        case .index: "write the index of \(piece.fileName) of log \(piece.log.rawValue) anew"
        }
    }

    /// Writes the files; the piece that takes the place of the old one, nil where none does.
    func perform(
        in store: PieceStore, generation: UInt32, fileSystem: any FileSystem
    ) throws(LogStoreError) -> PieceEntry? {
        guard let index else { return nil }
        switch action {
        case .drop: return nil
        case .index:
            let entry = try store.write(index)
            try store.syncFolder(of: piece.log)
            return entry
        case .thin(let bad):
            let file = try fileSystem.open(store.path(of: piece), .existing)
            var writer = PieceWriter(
                log: piece.log, first: piece.first, generation: generation, in: store)
            for (number, block) in index.blocks.enumerated() where !bad.contains(number) {
                var stored = ByteBuffer(capacity: block.storedBytes)
                try stored.read(block.storedBytes, from: file, at: block.position)
                try writer.append(stored.bytes, block)
            }
            let entry = try writer.finish(covering: piece.end)
            try store.syncFolder(of: piece.log)
            return entry
        }
    }
}
