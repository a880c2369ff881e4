package import Base
package import LogFormat

/// What the last snapshot names, and what has been made since: what may be deleted after the next one.
package struct Manifest: Sendable {
    /// Where the last snapshot cut the journal; `none` before the first.
    package var cut: JournalSequence
    /// Path of the last snapshot; nil before the first.
    package var path: String?
    /// The logs it names, by id.
    package var logs: [LogRecord]
    /// Pieces that joined a history since: the next snapshot names them, or they go.
    var made: [PieceEntry] = []

    package init(cut: JournalSequence = .none, path: String? = nil, logs: [LogRecord] = []) {
        self.cut = cut
        self.path = path
        self.logs = logs
    }

    /// Pieces that this manifest or its time made, and that `next` does not name.
    func outdated(by next: [LogRecord]) -> [PieceEntry] {
        var outdated: [PieceEntry] = []
        var index = 0
        for record in logs {
            while index < next.count, next[index].log < record.log { index += 1 }
            let kept = index < next.count && next[index].log == record.log ? next[index].pieces : []
            outdated += record.pieces.filter { !kept.names($0) }
        }
        for piece in made {
            let record = next.first(holding: piece.log)
            if record?.pieces.names(piece) != true, !outdated.names(piece) { outdated.append(piece) }
        }
        return outdated
    }

    /// Logs that had files and are not named by `next`.
    func goneLogs(after next: [LogRecord]) -> [LogID] {
        var gone: [LogID] = []
        for log in logs.filter({ !$0.pieces.isEmpty }).map(\.log) + made.map(\.log)
        where next.first(holding: log) == nil && gone.last != log && !gone.contains(log) {
            gone.append(log)
        }
        return gone
    }
}

extension [PieceEntry] {
    /// Whether a piece of this name is among them.
    fileprivate func names(_ piece: PieceEntry) -> Bool {
        contains { $0.name == piece.name && $0.log == piece.log }
    }
}

extension [LogRecord] {
    /// The record of a log; they ascend by log.
    func first(holding log: LogID) -> LogRecord? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].log < log { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].log == log ? self[low] : nil
    }
}
