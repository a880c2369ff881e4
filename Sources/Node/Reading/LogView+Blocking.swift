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
        var walk = LogWalk(
            next: max(from, earliest), limit: min(end, visibleEnd), budget: bytesMax)
        while walk.isGoingOn {
            if walk.next < tail.start {
                try readHistoryBlocking(&walk, visit)
            } else {
                try readTailBlocking(&walk, visit)
            }
        }
        return walk.next
    }

    private func readHistoryBlocking(
        _ walk: inout LogWalk, _ visit: (MessageRun) -> Bool
    ) throws(LogStoreError) {
        let from = walk.next
        let result = try history.read(
            from: from, upTo: walk.limit, bytesMax: walk.budget, loaded: walk.blocks, in: shard.files
        ) { lines in walk.visited(lines.bytes.count, visit(.stored(lines))) }
        switch result {
        case .done(let next):
            walk.next = next > from || walk.isOver ? next : min(walk.limit, max(from, tail.start))
        case .cold(let next, let stretch):
            walk.next = next
            walk.blocks = try history.load(stretch, in: shard.files)
        }
    }

    private func readTailBlocking(
        _ walk: inout LogWalk, _ visit: (MessageRun) -> Bool
    ) throws(LogStoreError) {
        let result = try tail.read(
            from: walk.next, upTo: walk.limit, bytesMax: walk.budget, loaded: walk.chunks
        ) { view in walk.visited(view.body.count, visit(.appended(view))) }
        switch result {
        case .done(let next):
            walk.next = next
            walk.isOver = true
        case .forgotten(let next): walk.next = next
        case .cold(let next, let stretch):
            walk.next = next
            walk.chunks = try tail.load(stretch)
        }
    }
}
