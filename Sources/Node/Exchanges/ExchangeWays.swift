internal import Base
internal import Broker
internal import LogFormat
internal import Synchronization

/// The bindings of one exchange: compiled to route by, and as views; read by any thread.
///
/// Changed under the shard lock, behind a short lock of its own.
final class ExchangeWays: Sendable {
    private struct State: Sendable {
        var table: RoutingTable
        var views: [UInt32: BindingView] = [:]
        var names = NameIndex<BindingView>()
        /// Numbers that a message was found to be taken by; kept for its memory.
        var taken: [UInt32] = []
    }

    private let state: Mutex<State>

    init(_ type: ExchangeType) { state = Mutex(State(table: RoutingTable(type))) }

    /// All by name.
    var sorted: [BindingView] { state.withLock { $0.names.sorted } }

    var count: Int { state.withLock { $0.names.count } }

    func find(_ name: ByteView) -> BindingView? { state.withLock { $0.names.find(name) } }

    func set(_ binding: Binding, to target: BindingTarget) {
        state.withLock { state in
            let old = state.views[binding.number]
            let view = BindingView(
                binding, to: target, counters: old?.counters ?? ExchangeCounters())
            state.table.set(binding)
            state.views[binding.number] = view
            state.names.set(binding.name, view)
        }
    }

    func remove(_ number: UInt32) { state.withLock { Self.remove(number, from: &$0) } }

    /// Drops the bindings that lead to what is gone.
    func removeAll(to target: EntityID) {
        state.withLock { state in
            for view in state.names.sorted where view.binding.target == target {
                Self.remove(view.binding.number, from: &state)
            }
        }
    }

    /// Appends the bindings that take a message, in the order in which they were made.
    func route(_ message: inout RoutedMessage, into found: inout [BindingView]) {
        state.withLock { state in
            state.taken.removeAll(keepingCapacity: true)
            state.table.route(&message, into: &state.taken)
            for number in state.taken {
                if let view = state.views[number] { found.append(view) }
            }
        }
    }

    /// Says of each binding, in the order in which they were made, whether it takes a message, and why.
    func explain(_ message: inout RoutedMessage, into found: inout [(BindingView, RoutingVerdict)]) {
        state.withLock { state in
            state.table.explain(&message) { number, verdict in
                if let view = state.views[number] { found.append((view, verdict)) }
            }
        }
    }

    private static func remove(_ number: UInt32, from state: inout State) {
        guard let gone = state.views.removeValue(forKey: number) else { return }
        state.table.remove(number)
        state.names.remove(gone.name)
    }
}
