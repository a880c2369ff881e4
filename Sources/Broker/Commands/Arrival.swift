internal import Base

/// How messages come to where they belong: to one queue or topic, or to all that an exchange chose.
package enum Arrival: Sendable {
    case append(AppendCommand)
    case fan(FanCommand)
}

extension Broker {
    /// Yields that messages arrive, or refuses.
    func decideArrival(_ arrival: Arrival, now: Instant, _ decision: inout Decision) {
        switch arrival {
        case .append(let command): decideAppend(command, now: now, &decision)
        case .fan(let command): decideFan(command, now: now, &decision)
        }
    }
}
