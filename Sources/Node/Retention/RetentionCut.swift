internal import Base
internal import LogFormat
internal import LogStore

/// Finds where a log must begin so that it keeps no more than its topic's retention says.
///
/// For the thread of housekeeping: it reads blocks and chunks that memory does not hold. The answer is never
/// beyond what is visible, since only what is durable may go.
struct RetentionCut {
    let retention: Retention
    let now: Instant
    let files: HistoryFiles

    /// The first offset that stays; nil when that is the one that is the first already.
    func start(of log: LogView) throws(LogStoreError) -> Offset? {
        let earliest = log.earliest
        let visible = log.visibleEnd
        guard earliest < visible else { return nil }
        var start = earliest
        if let count = retention.count, visible - start > count { start = visible + -count }
        if let bytes = retention.bytes, let cut = try cut(of: log, keeping: bytes) {
            start = max(start, cut)
        }
        if let time = retention.time, let oldest = Self.oldest(of: log, from: start) {
            let bound = now + Interval(milliseconds: -time.milliseconds)
            if oldest < bound { start = max(start, try offset(of: log, since: bound)) }
        }
        start = min(start, visible)
        return start > earliest ? start : nil
    }

    // MARK: by bytes

    /// The last place from which on at least `bytes` bytes are kept; nil when there are fewer in all.
    func cut(of log: LogView, keeping bytes: Int) throws(LogStoreError) -> Offset? {
        if let cut = log.tail.cut(keeping: bytes) { return cut }
        var left = bytes - log.tail.bytes(from: log.tail.start)
        let state = log.history.state
        if let carried = state.carried {
            if carried.plainBytes >= left { return carried.first }
            left -= carried.plainBytes
        }
        for piece in state.pieces.reversed() {
            if piece.plainBytes >= left { return try cut(of: piece, keeping: left) }
            left -= piece.plainBytes
        }
        return nil
    }

    private func cut(of piece: PieceEntry, keeping bytes: Int) throws(LogStoreError) -> Offset {
        var left = bytes
        for block in try files.pieces.index(of: piece).blocks.reversed() {
            if block.plainBytes >= left { return block.first }
            left -= block.plainBytes
        }
        return piece.first
    }

    // MARK: by time

    /// A time that no message at `start` or behind it is older than, without reading anything.
    ///
    /// Nil when there is nothing to be old.
    private static func oldest(of log: LogView, from start: Offset) -> Instant? {
        let state = log.history.state
        for piece in state.pieces where piece.end > start && piece.lines > 0 { return piece.timeFirst }
        if let carried = state.carried, carried.last >= start { return carried.timeFirst }
        return log.tail.timeFirst
    }

    /// The first message of `time` or later, or the end.
    private func offset(of log: LogView, since time: Instant) throws(LogStoreError) -> Offset {
        var blocks = LoadedBlocks.none
        search: while log.history.end > .zero {
            switch log.history.offset(at: time, loaded: blocks, in: files) {
            case .found(let offset): return offset
            case .behind: break search
            case .cold(let stretch): blocks = try log.history.load(stretch, in: files)
            }
        }
        var chunks = LoadedChunks.none
        while true {
            switch try log.tail.offset(at: time, loaded: chunks) {
            case .found(let offset): return offset
            case .cold(let stretch): chunks = try log.tail.load(stretch)
            }
        }
    }
}
