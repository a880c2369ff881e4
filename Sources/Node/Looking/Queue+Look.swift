internal import Base
package import Broker
package import LogFormat

extension Queue {
    /// How messages stand from `place` on, those that are durable; nothing changes.
    ///
    /// At most `max` of one lane, fewer when the work is much: `next` says where to go on.
    package func look(
        from place: LaneOffset, _ states: MessageStates = .all, max: Int
    ) throws(Refused) -> Gated<QueueLook> {
        let shard = namespace.shard
        return try shard.locked(flush: false) { (state) throws(Refused) -> Gated<QueueLook> in
            let gate = shard.gate(state.applied)
            guard
                let look = state.broker.look(
                    into: id, from: place, upTo: visibleEnds, states, max: max)
            else {
                throw Refused(.stale, gate: gate)
            }
            return Gated(look, gate: gate)
        }
    }

    /// How one message stands; nil when it is done with, or not there yet.
    package func look(at place: LaneOffset) -> Gated<Standing?> {
        let shard = namespace.shard
        return shard.locked(flush: false) { state in
            let gate = shard.gate(state.applied)
            guard self.log(of: place.lane).map({ place.offset < $0.visibleEnd }) ?? false else {
                return Gated(nil, gate: gate)
            }
            return Gated(state.broker.look(at: place, of: id), gate: gate)
        }
    }

    /// Offset behind the last durable message of each lane.
    private var visibleEnds: [Offset] { [log.visibleEnd] + others.map(\.visibleEnd) }

    /// The log that a lane's messages lie in; nil when there is no such lane.
    package func log(of lane: UInt16) -> LogView? { lane <= others.count ? self[lane] : nil }
}
