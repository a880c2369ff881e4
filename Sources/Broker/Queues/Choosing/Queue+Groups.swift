internal import Base
internal import LogFormat

/// Queues that mind to which groups messages belong.
extension Queue {
    /// Begins, goes on or ends to mind groups, as the settings say.
    func followSettings() {
        let choosing = settings.choosing
        forEachLane { _, lane in
            guard choosing.mindsGroups else {
                lane.groups = nil
                return
            }
            if lane.groups?.isOrdered == (choosing.order != .none), lane.reads == choosing.order { return }
            lane.reads = choosing.order
            lane.groups = GroupLines(isOrdered: choosing.order != .none, from: lane.slots.floor)
        }
    }

    /// Takes in that neighbouring messages stand otherwise.
    func follow(_ range: Range<UInt64>, of lane: Lane) {
        guard lane.groups != nil else { return }
        for offset in range {
            lane.groups?.follow(offset, lane.slots[offset], position: lane.position(of: offset))
        }
    }

    func follow(_ run: SlotRun) {
        follow(run.first.rawValue..<run.limit.rawValue, of: self[run.lane])
    }

    /// Takes in that everything below an offset is gone, whatever its group was.
    func forgetGroups(of lane: Lane, below offset: UInt64) {
        guard let groups = lane.groups else { return }
        lane.groups = GroupLines(isOrdered: groups.isOrdered, from: offset)
    }
}

extension Lane {
    /// What a due message comes before.
    func position(of offset: UInt64) -> UInt64 {
        let slot = slots[offset]
        return slot.isDue ? slots.dueLine[slots.dueLine.ordinal(at: slot.run)].position : 0
    }
}
