internal import Base
package import Broker
internal import LogFormat

/// Subscriptions that live as long as somebody listens.
extension MessageExchange {
    /// What the names of their queues begin with.
    private static let tailPrefix = "tail-"

    /// Makes a queue that gets what a binding takes, for one listener.
    ///
    /// `closeTail` ends it. Else its binding goes at the next start, and the queue once nobody has asked it for a
    /// while. It never refuses: where the listener is slow the oldest messages go.
    package func openTail(_ wish: BindingWish) throws(Refused) -> Gated<Queue> {
        if isDefault { throw Refused(.exchangeReserved) }
        var settings = QueueWish(deadLetter: .dropped)
        settings.expires = .at(Limits.tailExpiry)
        settings.lengthMax = .at(Limits.tailLengthMax)
        settings.overflow = .dropHead
        let name = Self.tailPrefix + String(UInt64.random(in: .min ... .max), radix: 36)
        let queue = try namespace.declareQueue(name, settings, createOnly: true).value.value
        var binding = wish
        binding.target = BindingTarget(.queue, name)
        binding.isEphemeral = true
        if binding.routingKey == nil, self.settings.type == .topic { binding.routingKey = "#" }
        do throws(Refused) {
            return Gated(queue, gate: try bind(name, binding, createOnly: true).gate)
        } catch {
            closeTail(queue)
            throw error
        }
    }

    package func closeTail(_ queue: Queue) { _ = try? namespace.deleteQueue(queue) }
}

extension Queue {
    /// Whether nobody declared it: it holds dead letters of another, or is there for a listener of an exchange.
    package var makesItself: Bool {
        settings.deadLetter == .handedBack || name.hasPrefix("tail-") && settings.expires != nil
    }

    /// Takes messages out at once: they are nobody's any more, whatever becomes of who took them.
    package func takeOut(_ received: Received) throws(Refused) {
        let items = received.runs.flatMap { run in
            (0..<Int(run.count)).map { index in
                SettleItem(
                    lane: run.lane, offset: run.first + index, generation: run.generation, verb: .ack)
            }
        }
        _ = try settle(items)
    }
}
