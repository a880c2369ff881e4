internal import Base
internal import LogFormat

/// How far a group has come in one partition, and when it said so.
struct GroupOffset {
    let log: LogID
    var offset: Offset
    var committedAt: Instant
    var metadata: String?
    /// Somebody put it here, and no commit came since.
    var isReset = false
}

/// The committed offsets of a group, ascending by log; of logs that are gone as well, until a tick says so.
struct OffsetTable {
    private(set) var all: [GroupOffset] = []
    /// Bytes of all metadata.
    private(set) var metadataBytes = 0

    var isEmpty: Bool { all.isEmpty }

    subscript(log: LogID) -> GroupOffset? {
        let index = all.lowerBound { $0.log < log }
        return index < all.count && all[index].log == log ? all[index] : nil
    }

    mutating func set(_ position: GroupOffset) {
        metadataBytes += position.metadata?.utf8.count ?? 0
        let index = all.lowerBound { $0.log < position.log }
        if index < all.count, all[index].log == position.log {
            metadataBytes -= all[index].metadata?.utf8.count ?? 0
            all[index] = position
        } else {
            all.insert(position, at: index)
        }
    }

    mutating func removeAll() { self = OffsetTable() }

    /// Drops those of `logs`, which ascend.
    mutating func remove(_ logs: [LogID]) {
        all.removeAll { position in
            let index = logs.lowerBound { $0 < position.log }
            return index < logs.count && logs[index] == position.log
        }
        metadataBytes = all.reduce(0) { $0 + ($1.metadata?.utf8.count ?? 0) }
    }
}

/// Offsets that a group keeps under a name.
struct SavedOffsets {
    let name: String
    let savedAt: Instant
    /// Ascending by log.
    let positions: [LogPosition]
}
