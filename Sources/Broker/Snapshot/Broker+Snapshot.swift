package import Base
internal import LogFormat

extension Broker {
    /// Appends whole records of what lies behind `cursor` until `bytesMax` is reached; nil when all is visited.
    ///
    /// One slice of a fuzzy snapshot: called under the lock between two commands, from `SnapshotCursor.start`
    /// on. `applied` is the sequence of the last command. Each entity is written with the sequence of its last
    /// event; those with lower ids are visited first, and all logs behind all entities. Work that writes
    /// little counts as bytes, so that `bytesMax` bounds the time as well.
    package borrowing func snapshot(
        from cursor: SnapshotCursor, at applied: JournalSequence, bytesMax: Int,
        into output: inout ByteBuffer
    ) -> SnapshotCursor? {
        let start = output.count
        var work = 0
        var place = cursor.place
        repeat {
            guard let next = visit(place, at: applied, work: &work, into: &output) else { return nil }
            place = next
        } while output.count - start + work < bytesMax
        return SnapshotCursor(place: place)
    }

    /// Writes what stands at `place`, and tells what comes next.
    private borrowing func visit(
        _ place: SnapshotCursor.Place, at applied: JournalSequence, work: inout Int,
        into output: inout ByteBuffer
    ) -> SnapshotCursor.Place? {
        work += 16
        switch place {
        case .shard:
            encodeShard(at: applied, into: &output)
            if keys.mark.last == .none { return .producers(0) }
            return .keys(keys.dropped, end: keys.added, mark: keys.mark.last)
        case .keys(let ordinal, let end, let mark):
            if let next = keys.encode(from: ordinal, to: end, mark: mark, into: &output) {
                return .keys(next, end: end, mark: mark)
            }
            return .producers(0)
        case .producers(let place):
            if !producers.isEmpty, let next = producers.encode(from: place, into: &output) {
                return .producers(next)
            }
            return .prepared(0)
        case .prepared(let number):
            if prepared.next > 1, let next = prepared.encode(from: number, into: &output) {
                return .prepared(next)
            }
            return schedules.isUntouched ? .entity(0) : .schedules(0)
        case .schedules(let slot):
            if let next = schedules.encode(from: slot, into: &output) { return .schedules(next) }
            return .entity(0)
        case .entity(let id):
            guard id < entities.nextEntity.rawValue else { return .log(0) }
            switch entities[EntityID(id)] {
            case .vacant: break
            case .namespace(let namespace): namespace.encode(into: &output)
            case .topic(let topic): topic.encode(into: &output)
            case .group(let group): group.encode(into: &output)
            case .policy(let policy): policy.encode(into: &output)
            case .exchange(let exchange):
                exchange.beginSnapshot(into: &output)
                return .bindings(id, 0)
            case .queue(let queue):
                queue.beginSnapshot(into: &output)
                return .slots(id, 0, 0)
            }
            return .entity(id + 1)
        case .bindings(let id, let number):
            let next = entities.exchange(EntityID(id))?.encodeBindings(from: number, into: &output)
            return next.map { .bindings(id, $0) } ?? .entity(id + 1)
        case .slots(let id, _, _), .lifetimes(let id, _, _), .weights(let id, _, _), .reasons(let id, _, _),
            .handedBack(let id, _), .recognised(let id, _):
            guard let queue = entities.queue(EntityID(id)) else { return .entity(id + 1) }
            return visit(queue, place, work: &work, into: &output)
        case .log(let id):
            guard id < entities.nextLog.rawValue else { return nil }
            entities.log(LogID(id))?.encode(into: &output)
            return .log(id + 1)
        }
    }

    /// Writes what stands at `place` of a queue.
    private borrowing func visit(
        _ queue: Queue, _ place: SnapshotCursor.Place, work: inout Int, into output: inout ByteBuffer
    ) -> SnapshotCursor.Place {
        switch place {
        case .slots(let id, let lane, let offset):
            if let next = queue.encodeSlots(of: lane, from: offset, work: &work, into: &output) {
                return .slots(id, lane, next)
            }
            return .lifetimes(id, lane, queue[lane].slots.lifetimes.firstOrdinal)
        case .lifetimes(let id, let lane, let ordinal):
            if let next = queue[lane].slots.lifetimes.encode(of: lane, from: ordinal, into: &output) {
                return .lifetimes(id, lane, next)
            }
            return .weights(id, lane, 0)
        case .weights(let id, let lane, let offset):
            if let next = queue[lane].slots.weights?.encode(of: lane, from: offset, into: &output) {
                return .weights(id, lane, next)
            }
            return .reasons(id, lane, 0)
        case .reasons(let id, let lane, let offset):
            if let next = queue[lane].slots.encodeReasons(of: lane, from: offset, into: &output) {
                return .reasons(id, lane, next)
            }
            if lane + 1 < queue.laneCount { return .slots(id, lane + 1, 0) }
            return .handedBack(id, queue.receipts.firstOrdinal)
        case .handedBack(let id, let ordinal):
            if let next = queue.receipts.encode(from: ordinal, into: &output) { return .handedBack(id, next) }
            return .recognised(id, queue.recognised.dropped)
        case .recognised(let id, let ordinal):
            if let next = queue.recognised.encode(from: ordinal, into: &output) {
                return .recognised(id, next)
            }
            queue.endSnapshot(into: &output)
            return .entity(id + 1)
        default: return place
        }
    }

    /// Lets go of what is kept for a snapshot that will not be finished.
    package borrowing func abandonSnapshot(at cursor: SnapshotCursor) {
        switch cursor.place {
        case .slots(let id, _, _), .lifetimes(let id, _, _), .weights(let id, _, _), .reasons(let id, _, _),
            .handedBack(let id, _), .recognised(let id, _):
            entities.queue(EntityID(id))?.abandonSnapshot()
        case .shard, .keys, .producers, .schedules, .prepared, .entity, .bindings, .log: break
        }
    }

    /// ```
    ///  0  8  record header
    ///  8  4  epoch
    /// 12  4  entity ids given
    /// 16  4  log ids given
    /// 20  4  zero
    /// 24  8  sequence at which it was visited
    /// 32  4  length of the tagged fields; 1: 16 bytes, the key of lease tokens
    /// ```
    private borrowing func encodeShard(at applied: JournalSequence, into output: inout ByteBuffer) {
        let start = output.beginRecord(.shard)
        output.append(littleEndian: epoch)
        output.append(littleEndian: entities.nextEntity.rawValue)
        output.append(littleEndian: entities.nextLog.rawValue)
        output.append(littleEndian: UInt32(0))
        output.append(littleEndian: applied.rawValue)
        if let tokenKey {
            output.append(littleEndian: UInt32(20))
            output.append(tag: 1, length: 16)
            output.append(littleEndian: tokenKey.low)
            output.append(littleEndian: tokenKey.high)
        } else {
            output.appendNoTagged()
        }
        output.endRecord(start)
    }
}
