internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import LogFormat
internal import Node
internal import Reactor

/// What goes through an exchange as server-sent events, for as long as somebody listens.
///
/// A queue of its own gets it, by a binding like any other; both go with the connection. Events have no id: what
/// came while nobody listened is lost, as it is for every temporary queue.
extension Interface {
    func tailExchange(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let source = try messageExchange(call)
        let wish = try BindingWish(tailing: options)
        if wish.routingKey == nil, source.settings.type == .direct, !source.isDefault {
            throw Problem(
                .invalidOption, "A direct exchange looks at routing keys, and binding names none.",
                fix: "Give binding=KEY.")
        }
        let exchange = call.exchange
        if call.isHead {
            begin(exchange)
            return exchange.endStream()
        }
        let opened: Gated<Queue>
        do throws(Refused) { opened = try source.openTail(wish) } catch { throw Problem(error) }
        begin(exchange)
        await node.durable(opened.gate, loop: exchange.loop.index)
        do throws(ClientGone) { try await send(opened.value, on: exchange) } catch {}
        source.closeTail(opened.value)
    }

    private func send(_ queue: Queue, on exchange: Exchange) async throws(ClientGone) {
        var out = exchange.buffers.take(4096)
        // From here on nothing is missed.
        out.append("retry: 2000\n: listening\n\n")
        while true {
            try await exchange.send(taking: out)
            out = exchange.buffers.take(4096)
            var wake = Wake.signalled
            do throws(Problem) {
                let (woken, received) = try await take(from: queue, on: exchange)
                wake = woken
                if let received { try await render(received, of: queue, into: &out) }
            } catch {
                exchange.buffers.give(out)
                return await end(exchange, with: error)
            }
            guard out.isEmpty else { continue }
            switch wake {
            case .clientGone: throw ClientGone()
            case .stopping: return exchange.endStream()
            case .signalled, .deadline: out.append(": still here\n\n")
            }
        }
    }

    /// Takes messages out, at once or after a wait; nil when none came.
    private func take(
        from queue: Queue, on exchange: Exchange
    ) async throws(Problem) -> (wake: Wake, received: Received?) {
        let request = ReceiveRequest(max: Limits.receiveMessagesMax)
        let deadline = exchange.loop.deadline(after: Limits.heartbeatTime)
        var (wake, received) = (Wake.signalled, Received.nothing)
        do throws(Refused) { received = try queue.receive(request).value } catch { throw Problem(error) }
        if received.isEmpty {
            let parked = try await park(request, at: queue, until: deadline, on: exchange)
            wake = parked.wake
            received = parked.received?.value ?? .nothing
        }
        if received.isEmpty { return (wake, nil) }
        do throws(Refused) { try queue.takeOut(received) } catch { throw Problem(error) }
        return (wake, received)
    }

    private func render(
        _ received: Received, of queue: Queue, into out: inout ByteBuffer
    ) async throws(Problem) {
        var renderer = LineRenderer(.events)
        var events = ByteBuffer()
        swap(&events, &out)
        try await visit(received, of: queue) { run, leased in
            var budget = LineBudget(messages: leased.limit - max(leased.first, run.first))
            _ = renderer.render(run, from: leased.first, budget: &budget, into: &events)
        }
        swap(&events, &out)
    }
}
