package import Base
package import LogFormat
internal import Synchronization

/// A requester that waits until whoever takes its message answers.
///
/// Its state changes under the shard lock; the reply is collected on the requester's loop after its wake, when
/// it is durable that the message is done with. Nothing of it outlives the process.
package final class RequestTicket: Sendable {
    /// What a worker answered: the stored form of a message that is never stored.
    package struct Reply: Sendable {
        package let suffix: [UInt8]
        package let gate: Gate
    }

    /// The message that asks.
    package let place: LaneOffset
    let loop: Int
    let wake: @Sendable () -> Void
    private let reply = Mutex<Reply?>(nil)

    init(place: LaneOffset, loop: Int, wake: @escaping @Sendable () -> Void) {
        self.place = place
        self.loop = loop
        self.wake = wake
    }

    func end(_ reply: Reply) { self.reply.withLock { $0 = reply } }

    /// The reply, once; nil while there is none.
    package func take() -> Reply? {
        reply.withLock { reply in
            defer { reply = nil }
            return reply
        }
    }
}

/// Names the message of a requester.
struct RequestKey: Hashable {
    let queue: EntityID
    let place: LaneOffset
}
