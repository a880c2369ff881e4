internal import Base
package import Broker
package import LogFormat

/// A binding as it stands: immutable, replaced when it changes; its count goes on.
package final class BindingView: Sendable {
    package let binding: Binding
    /// What it leads to, which keeps its name as long as it is there.
    package let target: BindingTarget
    package let counters: ExchangeCounters

    package var name: String { binding.name }

    init(_ binding: Binding, to target: BindingTarget, counters: ExchangeCounters) {
        self.binding = binding
        self.target = target
        self.counters = counters
    }
}
