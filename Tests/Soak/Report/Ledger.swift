import Synchronization

/// What all threads of a soak share: the port, whether to go on, what was wrong, what was done.
final class Ledger: Sendable {
    struct Tally {
        var published = 0
        var received = 0
        var acked = 0
        var read = 0
        var outages = 0
        var refused = 0
    }

    private struct State {
        var port: UInt16 = 0
        var failures: [String] = []
        var tally = Tally()
    }

    private let state = Mutex(State())
    private let stopping = Atomic(false)

    var port: UInt16 {
        get { state.withLock { $0.port } }
        set { state.withLock { $0.port = newValue } }
    }

    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    func stop() { stopping.store(true, ordering: .relaxed) }

    /// Notes what is wrong; the first hundred are kept.
    func fail(_ text: String) {
        state.withLock { if $0.failures.count < 100 { $0.failures.append(text) } }
    }

    func check(_ wrong: String?) { if let wrong { fail(wrong) } }

    var failures: [String] { state.withLock { $0.failures } }

    func count(_ change: (inout Tally) -> Void) { state.withLock { change(&$0.tally) } }

    var tally: Tally { state.withLock { $0.tally } }
}
