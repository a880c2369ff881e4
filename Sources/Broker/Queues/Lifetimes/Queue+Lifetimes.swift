internal import Base
internal import LogFormat

extension Queue {
    /// Whether some messages do not live for ever.
    var hasLifetimes: Bool {
        !first.slots.lifetimes.isEmpty || others.contains { !$0.slots.lifetimes.isEmpty }
    }

    /// Whether nothing is to be left of a message at a time: it outlived its own, and asked for a reply.
    func isOver(_ place: LaneOffset, at now: Instant) -> Bool {
        guard let stretch = self[place.lane].slots.lifetimes.stretch(holding: place.offset.rawValue) else {
            return false
        }
        return stretch.isFinal && stretch.end <= now
    }

    /// Until when a message lives; nil is for ever.
    func end(of place: LaneOffset) -> Instant? {
        self[place.lane].slots.lifetimes.end(of: place.offset.rawValue)
    }

    /// When the first message of a lane has outlived its time.
    var nextLifetimeEnd: Instant? {
        var next = first.slots.lifetimes.nextEnd
        for lane in others {
            guard let end = lane.slots.lifetimes.nextEnd else { continue }
            next = next.map { Swift.min($0, end) } ?? end
        }
        return next
    }
}
