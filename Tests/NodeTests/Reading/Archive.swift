import Base
import LogFormat
import LogStore
import Simulation

@testable import Node

extension Desk {
    /// Takes what lies in a log's tail into a piece of its history, as a checkpoint does, in small blocks.
    ///
    /// Messages for which `isGone` holds are left out.
    @discardableResult
    func archive(
        _ log: LogView, blockBytes: Int = 400, isGone: (Offset) -> Bool = { _ in false }
    ) throws -> PieceEntry {
        let cut = log.shard.locked { $0.frames.turnChunk() }
        try rig.settle()
        let piece = try write(log, from: log.history.end, blockBytes, isGone)
        log.history.change {
            $0.pieces.append(piece)
            $0.end = piece.end
        }
        log.tail.forget(beforeChunk: cut.chunk)
        return piece
    }

    private func write(
        _ log: LogView, from: Offset, _ blockBytes: Int, _ isGone: (Offset) -> Bool
    ) throws -> PieceEntry {
        let pieces = log.shard.files.pieces
        try pieces.makeFolder(of: log.id, name: "a test's")
        var builder = BlockBuilder(log: log.id, blockBytes: blockBytes)
        var writer = PieceWriter(log: log.id, first: from, generation: 0, in: pieces)
        let deflater = Codecs.deflater(.fast)
        var stored = ByteBuffer()
        var loaded = LoadedChunks.none
        var next = from
        var failure: LogStoreError?
        func close() throws(LogStoreError) {
            if builder.isEmpty { return }
            stored.removeAll()
            let entry = builder.take(with: deflater, into: &stored)
            try writer.append(stored.bytes, entry)
        }
        func add(_ view: AppendedView) throws(LogStoreError) {
            var offset = max(view.first, next)
            while offset < view.end {
                if isGone(offset) {
                    offset = offset + 1
                } else {
                    let reached = builder.append(view, offset..<offset + 1)
                    if reached == offset { try close() }
                    offset = reached
                }
            }
        }
        while next < log.visibleEnd {
            let result = try log.tail.read(
                from: next, upTo: log.visibleEnd, bytesMax: .max, loaded: loaded
            ) { view in
                do throws(LogStoreError) { try add(view) } catch { failure = error }
                next = view.end
                return failure == nil
            }
            if let failure { throw failure }
            if case .cold(_, let stretch) = result { loaded = try log.tail.load(stretch) }
        }
        try close()
        return try writer.finish(covering: next)
    }

    /// What a reader gets of a log, line by line.
    func text(_ log: LogView, from: Offset = .zero, upTo end: Offset? = nil) throws -> String {
        try rig.result {
            var out = ByteBuffer()
            var renderer = LineRenderer(.lines)
            var next = from
            _ = try await log.read(from: from, upTo: end, bytesMax: .max) { run in
                var budget = LineBudget(messages: end.map { max(0, $0 - max(next, run.first)) } ?? .max)
                next = renderer.render(run, from: next, budget: &budget, into: &out)
                return true
            }
            return out.bytes.string
        }
    }
}
