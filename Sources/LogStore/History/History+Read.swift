package import Base
package import LogFormat

/// Reading, analogous to that of a tail.
extension History {
    /// Visits, in order, the lines of `from ..< end` block by block; never blocks.
    ///
    /// Lines are valid during their visit only. Ends when `visit` returns false or once `bytesMax` bytes were
    /// visited. Offsets may be missing anywhere.
    package func read(
        from: Offset, upTo end: Offset, bytesMax: Int, loaded: LoadedBlocks = .none, in files: HistoryFiles,
        visit: (StoredLines) -> Bool
    ) throws(LogStoreError) -> HistoryRead {
        let state = state
        let limit = min(end, state.end)
        var next = from
        var budget = bytesMax
        while next < limit, budget > 0 {
            guard let source = state.source(holding: next, of: log, in: files) else {
                return .done(next: limit)
            }
            let block: Block
            switch find(next, in: source, loaded, files.pieces) {
            case .cold:
                let bytes = min(budget, Limits.historyReadBytes)
                return .cold(next: next, HistoryStretch(source: source, wanted: .offset(next, bytes: bytes)))
            case .none(let behind):
                next = behind
                continue
            case .block(let found): block = found
            }
            guard let lines = block.lines.lines(from: next)?.lines(upTo: limit) else {
                return .done(next: limit)
            }
            budget -= lines.bytes.count
            let isGoingOn = visit(lines)
            next = lines.end
            if !isGoingOn { return .done(next: next) }
        }
        return .done(next: min(next, max(from, limit)))
    }

    /// The first message that was appended at `time` or later; never blocks.
    package func offset(
        at time: Instant, loaded: LoadedBlocks = .none, in files: HistoryFiles
    ) -> HistorySearch {
        guard let source = state.source(since: time, of: log, in: files) else { return .behind }
        var number = 0
        if case .piece(let piece) = source {
            guard let index = loaded.index(of: piece) ?? files.pieces.cachedIndex(of: piece) else {
                return .cold(HistoryStretch(source: source, wanted: .time(time)))
            }
            guard let found = index.block(since: time) else { return .found(piece.end) }
            number = found
        }
        guard let block = loaded.block(of: source, number) ?? files.pieces.cachedBlock(of: source, number)
        else { return .cold(HistoryStretch(source: source, wanted: .time(time))) }
        return .found(block.lines.offset(since: time) ?? block.entry.last + 1)
    }

    /// Brings blocks for one reader, and into the cache. Blocks; for a worker.
    ///
    /// Gives none when the history has changed meanwhile and no longer names their file: look again.
    package func load(
        _ stretch: HistoryStretch, in files: HistoryFiles
    ) throws(LogStoreError) -> LoadedBlocks {
        do throws(LogStoreError) { return try read(stretch, files.pieces) } catch {
            if state.names(stretch.source, in: files) { throw error }
            return .none
        }
    }

    // MARK: one source

    private enum Finding {
        case block(Block)
        /// There are no lines from there on in this source; what follows it begins here.
        case none(Offset)
        case cold
    }

    private func find(
        _ offset: Offset, in source: BlockSource, _ loaded: LoadedBlocks, _ pieces: PieceStore
    ) -> Finding {
        var number = 0
        if case .piece(let piece) = source {
            guard let index = loaded.index(of: piece) ?? pieces.cachedIndex(of: piece) else { return .cold }
            guard let found = index.block(holding: offset) else { return .none(piece.end) }
            number = found
        }
        guard let block = loaded.block(of: source, number) ?? pieces.cachedBlock(of: source, number) else {
            return .cold
        }
        return .block(block)
    }

    private func read(
        _ stretch: HistoryStretch, _ pieces: PieceStore
    ) throws(LogStoreError) -> LoadedBlocks {
        guard case .piece(let piece) = stretch.source else {
            let block = try pieces.block(of: stretch.source, 0)
            return LoadedBlocks(piece: nil, index: nil, firstNumber: 0, blocks: [block])
        }
        let index = try pieces.index(of: piece)
        let range: Range<Int>
        switch stretch.wanted {
        case .time(let time):
            let number = index.block(since: time) ?? 0
            range = number..<number + 1
        case .offset(let offset, let bytes):
            range = index.block(holding: offset).map { index.blocks(from: $0, bytes: bytes) } ?? 0..<0
        }
        let blocks = try pieces.blocksCached(of: stretch.source, range)
        return LoadedBlocks(piece: piece, index: index, firstNumber: range.lowerBound, blocks: blocks)
    }
}

extension PieceIndex {
    /// Neighbouring blocks from number `first` on that have at least `bytes` bytes of lines, if there are so many.
    func blocks(from first: Int, bytes: Int) -> Range<Int> {
        var end = first
        var sum = 0
        while end < blocks.count, end == first || sum < bytes {
            sum += blocks[end].plainBytes
            end += 1
        }
        return first..<end
    }
}

extension PieceStore {
    /// Neighbouring blocks, those that are missing with one read.
    func blocksCached(of source: BlockSource, _ numbers: Range<Int>) throws(LogStoreError) -> [Block] {
        var found: [Block] = []
        found.reserveCapacity(numbers.count)
        for number in numbers {
            guard let block = cachedBlock(of: source, number) else { break }
            found.append(block)
        }
        let missing = numbers.dropFirst(found.count)
        if !missing.isEmpty { found += try blocks(of: source, missing) }
        return found
    }
}
