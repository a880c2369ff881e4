internal import Base
internal import LogFormat

/// The messages of a queue in a snapshot, a page or a part of one in each record.
///
/// ```
///  0  8  record header
///  8  8  number of the page
/// 16  1  kind: 1 live, 2 settled alike, 3 settled
/// 17  1  1 when a purge dropped what was not settled
/// 18  2  first slot
/// 20  2  slots n; none when all were settled alike
/// 22  2  lane
/// 24  8  when its last message was settled, ms; 0 while it is live
/// 32  4  generation that settled all alike, else 0
/// 36     stretches of alike slots, n slots in all
/// ```
/// A stretch is `u16` slots, `u8` state, `u24` generation, `u16` failures. In a live page there follows: where it
/// is leased, the run of leases that it belongs to, as `RunFields` has it; where it waits, until when (u64 ms);
/// where it is due, its ordinal in line (u64), and the offset that it comes before (u64); where it is to be
/// moved, why (`Doom`, u8).
extension Queue {
    /// Slots of a page that takes its full memory which one slice writes: each may have a lease of its own.
    private static let sliceSlots = 1024

    /// Writes a frozen page, or a part of it, from an offset on, and tells where to go on; nil at the end.
    func encodeSlots(
        of number: UInt16, from offset: UInt64, work: inout Int, into output: inout ByteBuffer
    ) -> UInt64? {
        let lane = self[number]
        guard let page = lane.slots.frozenPage(from: offset >> 12) else { return nil }
        let first = page.number == offset >> 12 ? Int(offset & 4095) : 0
        let limit =
            page.isSpread ? Swift.min(SlotPage.slotCount, first + Self.sliceSlots) : SlotPage.slotCount
        work += page.isSpread ? 4096 : 64
        let start = output.beginRecord(.slots)
        output.append(littleEndian: page.number)
        output.append(page.kind.rawValue)
        output.append(page.isPurged ? 1 : 0)
        output.append(littleEndian: UInt16(first))
        output.append(littleEndian: UInt16(page.hasSlots ? limit - first : 0))
        output.append(littleEndian: number)
        output.append(page.kind == .live ? Instant(milliseconds: 0) : page.since)
        output.append(littleEndian: page.generation)
        if page.hasSlots { encode(page, first..<limit, of: lane, into: &output) }
        output.endRecord(start)
        guard limit == SlotPage.slotCount else { return page.start + UInt64(limit) }
        lane.slots.release(below: page.number + 1)
        return page.start + 4096
    }

    private func encode(
        _ page: SlotPage, _ range: Range<Int>, of lane: Lane, into output: inout ByteBuffer
    ) {
        var last = RunFields()
        var index = range.lowerBound
        while index < range.upperBound {
            let (slot, end) = page.stretch(at: index, limit: range.upperBound)
            output.append(littleEndian: UInt16(end - index))
            output.append(littleEndian: UInt32(slot.state.rawValue) | slot.generation << 8)
            output.append(littleEndian: slot.failures)
            if slot.state == .leased, page.kind == .live {
                let run = leases.frozenRun(slot.run)
                let fields = RunFields(
                    run, isIntact: leases.isIntact(run), consumer: leases.consumers.name(run.consumer))
                fields.encode(after: last, at: page.start + UInt64(index), into: &output)
                last = fields
            }
            if page.kind == .live { lane.slots.encodeWait(slot, into: &output) }
            index = end
        }
    }
}

extension SlotTable {
    /// What follows a message that waits, or waited, or is to be moved.
    fileprivate func encodeWait(_ slot: Slot, into output: inout ByteBuffer) {
        if slot.isWaiting {
            output.append(waits.due(of: slot.run))
        } else if slot.isDue {
            let ordinal = dueLine.ordinal(at: slot.run)
            output.append(littleEndian: ordinal)
            output.append(littleEndian: dueLine[ordinal].position)
        } else if slot.isDoomed {
            output.append(UInt8(truncatingIfNeeded: slot.run))
        }
    }

    /// Reads that; returns what the slot is to name.
    fileprivate mutating func restoreWait(
        _ slot: Slot, at offset: UInt64, _ fields: inout FieldReader, into dues: inout [RestoredDue]
    ) throws(FormatError) -> UInt32 {
        if slot.isWaiting { return waits.add(offset, until: try fields.instant()) }
        if slot.isDoomed {
            let reason = UInt32(try fields.next(UInt8.self))
            guard Doom(rawValue: reason) != nil else { throw .badField("reason") }
            return reason
        }
        guard slot.isDue else { return 0 }
        let ordinal = try fields.next(UInt64.self)
        let position = try fields.next(UInt64.self)
        dues.append(
            RestoredDue(ordinal: ordinal, entry: DueLine.Entry(position: position, offset: offset)))
        return 0
    }
}

extension Broker {
    mutating func restoreSlots(_ fields: inout FieldReader) throws(FormatError) {
        guard let queue = restoring.queue else { throw .badField("queue") }
        let number = try fields.next(UInt64.self)
        guard let kind = SlotPage.Kind(rawValue: try fields.next(UInt8.self)), kind != .gone else {
            throw .badField("kind")
        }
        let flags = try fields.next(UInt8.self)
        let first = Int(try fields.next(UInt16.self))
        let count = Int(try fields.next(UInt16.self))
        let laneNumber = try fields.next(UInt16.self)
        guard restoring.slot == 0 || laneNumber == restoring.lane, laneNumber >= restoring.lane,
            laneNumber < queue.laneCount
        else { throw .badField("lane") }
        if laneNumber > restoring.lane { beginLane(laneNumber, of: queue) }
        restoring.hasSlots = true
        let lane = queue[laneNumber]
        let since = try fields.instant()
        let generation = try fields.next(UInt32.self)
        guard number < 1 << 41, flags <= 1, first == restoring.slot, first + count <= SlotPage.slotCount,
            (count == 0) == (kind == .uniform), first == 0 || lane.slots.pages.last?.number == number
        else { throw .badField("slots") }
        if first == 0 {
            let page =
                kind == .uniform
                ? SlotPage.uniform(number, generation: generation, since: since) : SlotPage(number)
            guard lane.slots.restore(page) else { throw .badField("page") }
        }
        try restoreStretches(first..<first + count, of: queue, lane, isLive: kind == .live, &fields)
        restoring.slot = (first + count) % SlotPage.slotCount
        if restoring.slot == 0 {
            lane.slots.restoreLastEnded(retired: kind == .live ? nil : since, purged: flags == 1)
        }
    }

    /// Goes on with the messages of another lane.
    mutating func beginLane(_ lane: UInt16, of queue: Queue) {
        queue[restoring.lane].slots.restoreDue(restoring.dues)
        restoring.dues = []
        restoring.weighed = 0
        restoring.lane = lane
    }

    private mutating func restoreStretches(
        _ range: Range<Int>, of queue: Queue, _ lane: Lane, isLive: Bool, _ fields: inout FieldReader
    ) throws(FormatError) {
        let start = (lane.slots.pages.last?.number ?? 0) << 12
        var last = RunFields()
        var index = range.lowerBound
        while index < range.upperBound {
            let count = Int(try fields.next(UInt16.self))
            let word = try fields.next(UInt32.self)
            let failures = try fields.next(UInt16.self)
            guard let state = Slot.State(rawValue: UInt8(truncatingIfNeeded: word)),
                word >> 8 <= SlotRun.generationMax, UInt64(failures) <= Slot.failuresMax, count > 0,
                index + count <= range.upperBound
            else { throw .badField("slot") }
            var handle: UInt32 = 0
            if state == .leased, isLive {
                let run = try RunFields(after: last, at: start + UInt64(index), &fields)
                handle = try self.handle(of: run, holding: count, of: queue)
                last = run
            }
            if isLive {
                let slot = Slot(state, generation: word >> 8)
                guard count == 1 || !(slot.isWaiting || slot.isDue) else { throw .badField("slot") }
                handle |= try lane.slots.restoreWait(
                    slot, at: start + UInt64(index), &fields, into: &restoring.dues)
            }
            if word != 0 || failures != 0 {
                let slot = Slot(state, generation: word >> 8, failures: failures, run: handle)
                lane.slots.restoreLast(index..<index + count, slot)
            }
            index += count
        }
    }

    /// The run that `fields` name, made where they name it first, with `count` more of its messages.
    private mutating func handle(
        of fields: RunFields, holding count: Int, of queue: Queue
    ) throws(FormatError) -> UInt32 {
        let key = Restoring.RunKey(grant: fields.grant, lane: restoring.lane, first: fields.first)
        let handle =
            restoring.handles[key]
            ?? queue.leases.restore(
                lane: restoring.lane, first: fields.first, count: fields.count, length: fields.length,
                deadline: fields.deadline, grant: fields.grant, attempt: fields.attempt,
                isIntact: fields.isIntact, consumer: fields.consumer)
        restoring.handles[key] = handle
        guard queue.leases.restoreLive(handle, count) else { throw .badField("run") }
        return handle
    }
}
