package import Base
package import Broker

/// An answer computed from a shard's state, and what holds it back until that state is durable.
package struct Gated<Value: Sendable>: Sendable {
    package let value: Value
    package let gate: Gate

    package init(_ value: Value, gate: Gate) {
        self.value = value
        self.gate = gate
    }
}

/// A refusal by the broker or the node around it.
///
/// One that was computed from state carries a gate as every other answer does: a reader must not learn of
/// something that a crash can still take back.
package struct Refused: Error, Sendable {
    package let reason: BrokerError
    package let gate: Gate?

    package init(_ reason: BrokerError, gate: Gate? = nil) {
        self.reason = reason
        self.gate = gate
    }
}

/// What a declaration came to.
package struct Declared<Value: Sendable>: Sendable {
    package let value: Value
    package let created: Bool
    /// Names of the members that were set anew.
    package let changed: [String]
}
