internal import Base
internal import Broker
internal import Node

/// From what a reader asked for to an offset in every partition.
enum ReadPosition {
    /// Where to begin; refuses what is below retention or past the end, unless a reset was asked for.
    static func resolve(_ wish: ReadWish, _ topic: Topic) async throws(Problem) -> Cursor {
        var offsets: [Offset] = []
        offsets.reserveCapacity(topic.partitionCount)
        var turn = 0
        for partition in 0..<topic.partitionCount {
            let log = topic.log(partition)
            switch wish.start {
            case .earliest: offsets.append(log.earliest)
            case .latest: offsets.append(log.visibleEnd)
            case .offset(let offset):
                offsets.append(wish.partitions.contains(partition) ? offset : log.earliest)
            case .time(let time):
                do throws(Refused) { offsets.append(try await log.offset(at: time)) } catch {
                    throw Problem(error)
                }
            case .cursor(let cursor):
                // A partition that was added since starts at its beginning: nothing of it was read yet.
                let known = partition < cursor.offsets.count
                offsets.append(known ? cursor.offsets[partition] : log.earliest)
                turn = cursor.turn
            }
        }
        for partition in wish.partitions {
            offsets[partition] = try check(offsets[partition], wish, topic, partition)
        }
        return Cursor(topic: topic.id, nameHash: Cursor.hash(of: topic), turn: turn, offsets: offsets)
    }

    private static func check(
        _ offset: Offset, _ wish: ReadWish, _ topic: Topic, _ partition: Int
    ) throws(Problem) -> Offset {
        let log = topic.log(partition)
        let earliest = log.earliest
        let latest = log.visibleEnd
        if offset >= earliest, offset <= latest { return offset }
        switch wish.onMissing {
        case .earliest: return earliest
        case .latest: return latest
        case nil: break
        }
        let error =
            offset < earliest ? BrokerError.belowRetention(earliest: earliest) : .pastEnd(latest: latest)
        throw Problem(error).with("partition", partition)
    }
}
