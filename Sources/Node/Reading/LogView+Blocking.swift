internal import Base
internal import LogFormat
internal import LogStore

extension LogView {
    /// As `read`, for housekeeping: reads from the disk at once what is not in memory.
    ///
    /// What is trimmed already is passed over. Returns where to go on.
    func readBlocking(
        from: Offset, upTo end: Offset, bytesMax: Int, visit: (MessageRun) -> Bool
    ) throws(LogStoreError) -> Offset {
        let limit = min(end, visibleEnd)
        var loaded = LoadedChunks.none
        var next = max(from, earliest)
        var budget = bytesMax
        while true {
            let result = try tail.read(from: next, upTo: limit, bytesMax: budget, loaded: loaded) { view in
                budget -= view.body.count
                return visit(.appended(view))
            }
            switch result {
            case .done(let behind): return behind
            case .forgotten: return next
            case .cold(let behind, let stretch):
                next = behind
                loaded = try tail.load(stretch)
            }
        }
    }
}
