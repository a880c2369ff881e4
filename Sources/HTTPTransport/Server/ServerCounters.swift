internal import Synchronization

/// What the transport has done and holds, summed over its loops at one moment.
package struct ServerCounters: Sendable, Equatable {
    /// Connections open now.
    package var connections = 0
    /// Those of them that are idle and have given everything back.
    package var asleep = 0
    /// Connections taken since the start.
    package var accepted = 0
    /// Connections turned away because too many were open.
    package var turnedAway = 0
    package var requests = 0
    /// Requests that the transport itself refused.
    package var refusals = 0
    package var bytesIn = 0
    package var bytesOut = 0
    /// Bytes of bodies on their way in now.
    package var bodyBytesInFlight = 0
}

/// A number that one thread adds to and any thread reads, without a locked instruction.
struct Tally: ~Copyable, Sendable {
    private let value = Atomic<Int>(0)

    var current: Int { value.load(ordering: .relaxed) }

    /// Only the one thread that owns it.
    @inline(__always)
    func add(_ amount: Int) { value.store(current &+ amount, ordering: .relaxed) }
}

/// The counters of one loop, written on its thread.
final class LaneCounters: Sendable {
    let asleep = Tally()
    let accepted = Tally()
    let turnedAway = Tally()
    let requests = Tally()
    let refusals = Tally()
    let bytesIn = Tally()
    let bytesOut = Tally()

    func add(to sum: inout ServerCounters) {
        sum.asleep += asleep.current
        sum.accepted += accepted.current
        sum.turnedAway += turnedAway.current
        sum.requests += requests.current
        sum.refusals += refusals.current
        sum.bytesIn += bytesIn.current
        sum.bytesOut += bytesOut.current
    }
}
