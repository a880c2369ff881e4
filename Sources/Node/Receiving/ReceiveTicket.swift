internal import Base
internal import Broker
internal import Synchronization

/// A parked receiver's claim: granted messages by some later command, or taken back.
///
/// Its state changes under the shard lock; the granted answer is collected on the receiver's loop after its
/// wake, when it is durable.
package final class ReceiveTicket: Sendable {
    enum State: Sendable {
        case waiting
        /// What it was granted, or why there will be nothing.
        case ended(Result<Gated<Received>, Refused>)
        case collected
    }

    let waiter: WaiterID
    let consumer: String?
    let loop: Int
    let wake: @Sendable () -> Void
    private let state = Mutex(State.waiting)

    init(waiter: WaiterID, consumer: String?, loop: Int, wake: @escaping @Sendable () -> Void) {
        self.waiter = waiter
        self.consumer = consumer
        self.loop = loop
        self.wake = wake
    }

    func end(_ result: Result<Gated<Received>, Refused>) { state.withLock { $0 = .ended(result) } }

    /// What it ended with, durable or not, as long as it was not collected; for simulations.
    package var outcome: Result<Gated<Received>, Refused>? {
        state.withLock { state in
            guard case .ended(let result) = state else { return nil }
            return result
        }
    }

    /// What it ended with, once; nil while it waits and after it was collected.
    func take() -> Result<Gated<Received>, Refused>? {
        state.withLock { state in
            guard case .ended(let result) = state else { return nil }
            state = .collected
            return result
        }
    }
}
