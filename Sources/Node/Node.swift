package import Base
internal import Broker
internal import Logging
internal import Synchronization

/// Everything one process serves: its shards, and the names that lead into them.
///
/// A namespace lives wholly in one shard; today there is one shard.
package final class Node: Sendable {
    package let settings: NodeSettings
    let shard: Shard
    let catalog: Catalog
    let housekeeping: Housekeeping
    private let state = Mutex(Readiness.ready)

    init(settings: NodeSettings, shard: Shard, catalog: Catalog, housekeeping: Housekeeping) {
        self.settings = settings
        self.shard = shard
        self.catalog = catalog
        self.housekeeping = housekeeping
    }

    package var readiness: Readiness { state.withLock { $0 } }

    /// Says that the process is stopping: load balancers look elsewhere.
    package func beginStopping() { state.withLock { $0 = .stopping } }

    /// Lets everything go that a node holds in circles; whoever waits for room is refused.
    ///
    /// The journal must have stopped, and nothing may be asked of the node any more.
    package func end() {
        housekeeping.end()
        shard.end()
    }

    /// The shard's time.
    package func now() -> Instant {
        shard.locked(flush: false) { shard.readClock(&$0) }
    }

    /// The namespace of this name.
    package func namespace(_ name: ByteView) -> Namespace? { catalog.find(name) }

    /// All namespaces by name.
    package func namespaces() -> [Namespace] { catalog.sorted }

    /// Declares a namespace.
    package func declareNamespace(
        _ name: String, createOnly: Bool = false
    ) throws(Refused) -> Gated<Declared<Namespace>> {
        try shard.declare(.declareNamespace(name: name, createOnly: createOnly)) { state, id in
            state.entities.namespace(id)
        }
    }

    /// Deletes a namespace, which must be empty.
    package func deleteNamespace(_ namespace: Namespace) throws(Refused) -> Gate {
        try shard.carryOut(.deleteNamespace(namespace.id))
    }

    /// Moves the virtual clock of a development server forward, and does what became due.
    package func advanceClock(by interval: Interval) -> Instant {
        shard.locked { state in
            _ = shard.readClock(&state)
            state.clock.advance(by: interval)
        }
        shard.keyedLogs.clockMoved()
        shard.tickThrough()
        shard.retained.clockMoved()
        return now()
    }

    /// What an answer without a command of its own waits for: everything applied so far.
    package func gateNow() -> Gate { shard.gate(shard.appliedNow()) }

    /// Writes the broker's state as lines of text: the same state gives the same bytes.
    ///
    /// For simulations, which compare what a restart made with what was there before.
    package func writeTrace(into output: inout ByteBuffer) {
        var trace = ByteBuffer()
        swap(&trace, &output)
        shard.state.withLock { $0.broker.trace(into: &trace) }
        swap(&trace, &output)
    }
}
