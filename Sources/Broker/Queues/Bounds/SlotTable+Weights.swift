internal import Base
internal import LogFormat

/// Keeps count of the bytes that a lane holds.
extension SlotTable {
    /// Changes slots of a page that are alike, and the count of bytes with them.
    @inline(__always)
    mutating func change(_ range: Range<Int>, of index: Int, to slot: Slot, from old: Slot) {
        pages[index].set(range, to: slot, from: old)
        if weights != nil, slot.isHeld != old.isHeld { weigh(range, of: index, isHeld: slot.isHeld) }
    }

    private mutating func weigh(_ range: Range<Int>, of index: Int, isHeld: Bool) {
        let start = pages[index].start
        let sum = weights?.sum(start + UInt64(range.lowerBound)..<start + UInt64(range.upperBound)) ?? 0
        weights?.held += isHeld ? sum : -sum
    }

    /// Takes in how many bytes a message has that was never handed out, or that a snapshot tells of.
    mutating func weigh(_ size: UInt32, of offset: UInt64) {
        weights?.add(size, of: offset)
        if self[offset].isHeld { weights?.held += Int(size) }
    }
}

extension Queue {
    /// Begins, goes on or ends to count bytes, as the settings say.
    func followBounds() {
        forEachLane { _, lane in
            if settings.bytesMax == nil || !ownsLogs {
                lane.slots.weights = nil
            } else if lane.slots.weights == nil {
                lane.slots.weights = Weights()
            }
        }
    }

    /// Bytes of the messages that are ready or wait; nil when nobody counts them.
    var heldBytes: Int? {
        settings.bytesMax == nil || !ownsLogs ? nil : sum { $0.slots.weights?.held ?? 0 }
    }
}

extension Broker {
    /// Yields how many bytes the messages of a block have that joins a queue.
    func weigh(
        _ block: AppendCommand.Block, at first: Offset, in queue: Queue, _ decision: inout Decision
    ) {
        let count = Int(block.count)
        let share = UInt32(clamping: (block.bytes + count - 1) / count)
        let sizes = block.sizes.count == count ? block.sizes : [share]
        let isAlike = sizes.allSatisfy { $0 == sizes[0] }
        decision.events.append(
            .weighed(
                Weighed(
                    queue: queue.id, log: block.log, first: first, count: count,
                    sizes: isAlike ? [sizes[0]] : sizes)))
    }

    mutating func evolve(_ event: Weighed, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence),
            let number = queue.lane(of: event.log), queue[number].slots.weights != nil
        else { return }
        for index in 0..<event.count {
            queue[number].slots.weigh(event[index], of: event.first.rawValue + UInt64(index))
        }
    }

    /// As `Weights.encode` wrote it.
    mutating func restoreWeights(_ fields: inout FieldReader) throws(FormatError) {
        guard let queue = restoring.queue else { throw .badField("queue") }
        let number = try fields.next(UInt64.self)
        guard restoring.slot == 0, number >= UInt64(restoring.lane), number < UInt64(queue.laneCount) else {
            throw .badField("lane")
        }
        if number > UInt64(restoring.lane) { beginLane(UInt16(number), of: queue) }
        restoring.hasSlots = true
        queue.followBounds()
        var offset = try fields.next(UInt64.self)
        guard offset < 1 << 53, offset >= restoring.weighed else { throw .badField("offset") }
        while !fields.isAtEnd {
            queue[restoring.lane].slots.weigh(try fields.next(UInt32.self), of: offset)
            offset += 1
        }
        restoring.weighed = offset
    }
}
