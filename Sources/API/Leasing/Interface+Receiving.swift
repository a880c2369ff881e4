internal import Base
internal import Broker
internal import HTTPTransport
internal import LogFormat
internal import Node
internal import Reactor

/// Taking messages from a queue, at once or after a wait.
extension Interface {
    /// Leases what is there, or parks until there is something.
    ///
    /// A waiter whose client left leases nothing: what it was granted in that moment goes back without blame.
    /// What came of the settles that ride along is told beside.
    func take(
        _ wish: ReceiveWish, from queue: Queue, on exchange: Exchange
    ) async throws(Problem) -> (taken: Gated<Received>, outcomes: [SettleOutcome]) {
        let deadline = exchange.loop.deadline(after: wish.wait)
        if wish.namesMessages, wish.request.named.isEmpty, wish.settles == nil {
            return (Gated(Received.nothing, gate: node.gateNow()), [])
        }
        let atOnce: Gated<Received>
        do throws(Refused) { atOnce = try queue.receive(wish.request) } catch { throw Problem(error) }
        let outcomes = atOnce.value.outcomes
        if !atOnce.value.isEmpty || wish.wait == .zero || wish.namesMessages { return (atOnce, outcomes) }
        var request = wish.request
        request.settles = []
        return (
            try await park(request, at: queue, until: deadline, on: exchange).received ?? atOnce, outcomes
        )
    }

    /// Waits for messages; nil when there were none, and of a client that left.
    func park(
        _ request: ReceiveRequest, at queue: Queue, until deadline: Deadline, on exchange: Exchange
    ) async throws(Problem) -> (wake: Wake, received: Gated<Received>?) {
        var parked: (received: Gated<Received>, ticket: ReceiveTicket?)?
        var refusal: Refused?
        let wake = await exchange.park(until: deadline) { waiter in
            do throws(Refused) {
                let result = try queue.receiveOrPark(request, loop: exchange.loop.index) { waiter.signal() }
                if result.ticket == nil { waiter.signal() }
                parked = result
            } catch {
                refusal = error
                waiter.signal()
            }
        }
        if let refusal { throw Problem(refusal) }
        guard let parked else { return (wake, nil) }
        guard let ticket = parked.ticket else { return (wake, parked.received) }
        return (wake, try end(ticket, wake, queue))
    }

    private func end(
        _ ticket: ReceiveTicket, _ wake: Wake, _ queue: Queue
    ) throws(Problem) -> Gated<Received>? {
        do throws(Refused) {
            switch wake {
            case .signalled: return try queue.collect(ticket)
            case .deadline, .stopping: return try queue.stopWaiting(ticket)
            case .clientGone:
                queue.abandon(ticket)
                return nil
            }
        } catch { throw Problem(error) }
    }

    /// Shows each leased message, in the run it stands in; those not durable yet are waited for.
    func visit(
        _ received: Received, of queue: Queue, _ body: (MessageRun, _ leased: SlotRun) -> Void
    ) async throws(Problem) {
        for leased in received.runs.reversed() {
            // The last of a lane stands furthest, so that there is one wait for each.
            let log = queue[leased.lane]
            if log.visibleEnd < leased.limit { await log.visible(upTo: leased.limit) }
        }
        for leased in received.runs {
            let log = queue[leased.lane]
            do throws(Refused) {
                _ = try await log.read(from: leased.first, upTo: leased.limit, bytesMax: .max) { run in
                    body(run, leased)
                    return true
                }
            } catch { throw Problem(error) }
        }
    }
}
