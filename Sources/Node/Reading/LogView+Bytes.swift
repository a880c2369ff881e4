internal import Base
internal import LogFormat
internal import LogStore

extension LogView {
    /// Bytes of the lines that are kept, near enough: a piece or run of frames that begins before counts in part.
    package var bytes: Int {
        let start = earliest
        let state = history.state
        let tailStart = tail.start
        var bytes = tail.end > tailStart ? tail.bytes(from: max(start, tailStart)) : 0
        for piece in state.pieces where piece.end > start {
            bytes += Self.share(of: piece.plainBytes, piece.first, piece.end, from: start)
        }
        if let carried = state.carried, carried.last >= start {
            bytes += Self.share(of: carried.plainBytes, carried.first, carried.last + 1, from: start)
        }
        return bytes
    }

    /// Bytes of its files; what still lies in the journal is not among them.
    package var storedBytes: Int { history.state.storedBytes }

    /// As many of `bytes` as belong to offsets from `start` on, taking all lines for equally long.
    private static func share(of bytes: Int, _ first: Offset, _ end: Offset, from start: Offset) -> Int {
        guard start > first else { return bytes }
        let (high, low) = UInt64(bytes).multipliedFullWidth(by: UInt64(end - start))
        return Int(UInt64(end - first).dividingFullWidth((high, low)).quotient)
    }
}
