import Base
import Broker
import LogFormat
import Node
import TestSupport

extension NodeSimulation {
    func receive(_ node: Node) {
        guard let (queue, index) = queue(node) else { return }
        var request = ReceiveRequest(max: chance(3) ? number(1...20) : 1)
        if chance(3) { request.lease = Interval(milliseconds: Int64(number(1...30_000))) }
        if chance(4) { request.attempt = "attempt \(number(1...3))" }
        if chance(4) { request.consumer = "worker \(number(1...3))" }
        if chance(4) { request.settles = settles(of: queue.id) }
        let now = node.now()
        let text = "receive up to \(request.max) of \(queue.name)"
        do throws(Refused) {
            if chance(2) {
                let received = try queue.receive(request)
                take(received, request, of: index, now: now, node)
                answer(received.gate, "\(text): \(received.value.runs.map(\.first.rawValue))")
                give(received.value, of: queue.id)
            } else {
                try receiveOrPark(queue, request, index, now: now, node, text)
            }
        } catch { refused(error, text, isExpected: false) }
    }

    private func receiveOrPark(
        _ queue: Queue, _ request: ReceiveRequest, _ index: Int, now: Instant, _ node: Node,
        _ text: String
    ) throws(Refused) {
        let place = life.parked.count
        let life = life
        let loop = number(0...(life.scheduler.loopCount - 1))
        let (received, ticket) = try queue.receiveOrPark(request, loop: loop) { [self] in
            if !life.isDead { collect(place, queue) }
        }
        take(received, request, of: index, now: now, node)
        answer(received.gate, "\(text): \(received.value.runs.map(\.first.rawValue)), parks \(ticket != nil)")
        give(received.value, of: queue.id)
        guard let ticket else { return }
        if !received.value.isEmpty { fail("\(text): parked with messages") }
        life.parked.append(
            Life.Parked(ticket: ticket, queue: queue.id, request: request))
    }

    /// Takes an answer at once into the oracle: settles first, then who waited longer, then the receiver.
    private func take(
        _ received: Gated<Received>, _ request: ReceiveRequest, of index: Int, now: Instant,
        _ node: Node
    ) {
        check(oracle.state.queues[index].settle(request.settles, received.value.outcomes, now: now))
        count(received.value.outcomes)
        observeTickets(node)
        check(take(received.value, request, of: index, now: now))
    }

    private func take(
        _ received: Received, _ request: ReceiveRequest, of index: Int, now: Instant
    ) -> String? {
        if let attempt = request.attempt {
            if oracle.state.queues[index].isRepetition(received, of: attempt) { return nil }
            if oracle.state.queues[index].mustRepeat(attempt, at: now) {
                return "\(attempt) did not get the same again"
            }
        }
        tally.leased += received.count
        let lease = request.lease ?? oracle.state.queues[index].settings.lease
        if let wrong = oracle.state.queues[index].grant(received, max: request.max, lease: lease, now: now) {
            return wrong
        }
        if let attempt = request.attempt, !received.isEmpty {
            oracle.state.queues[index].remember(attempt, received.runs)
        }
        return nil
    }

    private func give(_ received: Received, of queue: EntityID) {
        for run in received.runs {
            for index in 0..<Int(run.count) {
                leases.append(HeldLease(queue: queue, offset: run.first + index, generation: run.generation))
            }
        }
    }

    // MARK: parked receivers

    /// Takes into the oracle what parked receivers were granted since the last look, in its order.
    func observeTickets(_ node: Node) {
        var granted: [(sequence: JournalSequence, place: Int)] = []
        for place in life.parked.indices where !life.parked[place].isObserved {
            guard let outcome = life.parked[place].ticket.outcome else { continue }
            life.parked[place].isObserved = true
            switch outcome {
            case .success(let answer): granted.append((answer.gate.sequence, place))
            case .failure(let refusal):
                if refusal.reason != .stale { fail("parked receiver \(place): \(refusal.reason)") }
            }
        }
        granted.sort { $0 < $1 }
        for (_, place) in granted { observe(place, node) }
    }

    private func observe(_ place: Int, _ node: Node) {
        let parked = life.parked[place]
        guard case .success(let granted)? = parked.ticket.outcome else { return }
        guard let index = oracle.state.queue(parked.queue) else {
            return fail("a receiver was granted something of a deleted queue")
        }
        if granted.value.isEmpty {
            if parked.request.attempt == nil { fail("parked receiver \(place) was granted nothing") }
            return
        }
        check(take(granted.value, parked.request, of: index, now: node.now()))
        trace.note("parked \(place) is granted \(granted.value.runs.map(\.first.rawValue))")
        check(oracle.note(granted.gate.sequence, durable: granted.gate.mark.current))
    }

    /// What a parked receiver does when it is woken.
    private func collect(_ place: Int, _ queue: Queue) {
        tally.wakes += 1
        trace.note("wake of parked \(place)")
        if life.parked[place].isDone { return }
        life.parked[place].isDone = true
        do throws(Refused) {
            guard let granted = try queue.collect(life.parked[place].ticket) else {
                return fail("parked receiver \(place) was woken for nothing")
            }
            if !granted.gate.isOpen { fail("parked receiver \(place) was woken too early") }
            give(granted.value, of: queue.id)
        } catch {
            if let gate = error.gate, !gate.isOpen { fail("parked receiver \(place) was refused too early") }
        }
    }

    /// A parked receiver's time is up, or it has gone away.
    func endWait(_ node: Node) {
        let waiting = life.parked.indices.filter { !life.parked[$0].isDone }
        guard let place = pick(waiting), let (queue, index) = queue(of: life.parked[place].queue, node) else {
            return
        }
        let ticket = life.parked[place].ticket
        var isSure = true
        if case .success(let granted)? = ticket.outcome { isSure = granted.value.leasedUntil > node.now() }
        if chance(2), isSure {
            trace.note("parked \(place) is gone")
            life.parked[place].isDone = true
            return abandon(ticket, queue, index, node)
        }
        stopWaiting(place, queue, node)
    }

    /// Lets every parked receiver's time be up.
    func endAllWaits(_ node: Node) {
        for place in life.parked.indices where !life.parked[place].isDone {
            if let (queue, _) = queue(of: life.parked[place].queue, node) { stopWaiting(place, queue, node) }
        }
    }

    private func stopWaiting(_ place: Int, _ queue: Queue, _ node: Node) {
        life.parked[place].isDone = true
        do throws(Refused) {
            let granted = try queue.stopWaiting(life.parked[place].ticket)
            trace.note("parked \(place) stops with \(granted?.value.count ?? 0)")
            if let granted {
                life.answers.append(Life.Answer(gate: granted.gate))
                give(granted.value, of: queue.id)
            }
        } catch { refused(error, "stopping \(place)", isExpected: false) }
        observeTickets(node)
    }

    private func abandon(_ ticket: ReceiveTicket, _ queue: Queue, _ index: Int, _ node: Node) {
        var items: [SettleItem] = []
        if case .success(let granted)? = ticket.outcome {
            for run in granted.value.runs {
                for step in 0..<Int(run.count) {
                    items.append(
                        SettleItem(
                            offset: run.first + step, generation: run.generation, verb: .nack(failed: false)))
                }
            }
        }
        // What was acked, purged or taken away since can only be lost.
        let outcomes = items.map { item in
            let message = oracle.state.queues[index].messages[Int(item.offset.rawValue)]
            if message.generation != item.generation { return SettleOutcome.lost }
            return message.isPerhapsLeased ? .nacked : message.stand == .nacked ? .alreadyNacked : .lost
        }
        queue.abandon(ticket)
        check(oracle.state.queues[index].settle(items, outcomes, now: node.now()))
        check(oracle.note(node.gateNow().sequence, durable: node.gateNow().mark.current))
        observeTickets(node)
    }

    /// The queue with this id as it stands.
    private func queue(of id: EntityID, _ node: Node) -> (Queue, Int)? {
        guard let index = oracle.state.queue(id),
            let queue = worlds(node).flatMap({ $0.queues() }).first(where: { $0.id == id })
        else { return nil }
        return (queue, index)
    }

    // MARK: settling

    /// Leases to end: mostly fresh ones, sometimes old, foreign, or named twice.
    private func settles(of queue: EntityID) -> [SettleItem] {
        let held = leases.indices.filter { leases[$0].queue == queue }
        var items: [SettleItem] = []
        for _ in 0..<number(1...6) {
            let isRecent = !chance(4)
            guard let index = isRecent ? held.suffix(10).randomElement(using: &random) : pick(held) else {
                break
            }
            let lease = leases[index]
            let verb = chance(3) ? SettleVerb.nack(failed: chance(2)) : .ack
            let generation = chance(20) ? lease.generation &+ 1 : lease.generation
            items.append(SettleItem(offset: lease.offset, generation: generation, verb: verb))
        }
        if chance(30) { items.append(SettleItem(offset: Offset(1_000_000), generation: 1, verb: .ack)) }
        return items
    }

    func settle(_ node: Node) {
        guard let (queue, index) = queue(node) else { return }
        let items = settles(of: queue.id)
        let now = node.now()
        do throws(Refused) {
            let outcomes = try queue.settle(items)
            check(oracle.state.queues[index].settle(items, outcomes.value, now: now))
            count(outcomes.value)
            observeTickets(node)
            let text = zip(items, outcomes.value).map { "\($0.offset.rawValue) \($1)" }
            answer(outcomes.gate, "settle \(text) of \(queue.name)")
        } catch { refused(error, "settle", isExpected: false) }
    }

    private func count(_ outcomes: [SettleOutcome]) { tally.acked += outcomes.count { $0 == .acked } }

    // MARK: counts

    func count(_ node: Node) {
        guard let (queue, index) = queue(node) else { return }
        do throws(Refused) {
            let counts = try queue.counts()
            check(oracle.state.queues[index].mismatch(counts.value, now: node.now()))
            answer(counts.gate, "\(queue.name) has \(counts.value)", changed: false)
        } catch { refused(error, "counts", isExpected: false) }
    }

    func purge(_ node: Node) {
        guard let (queue, index) = queue(node) else { return }
        do throws(Refused) {
            let purged = try queue.purge()
            check(oracle.state.queues[index].purge(count: purged.value))
            answer(purged.gate, "purge \(purged.value) of \(queue.name)")
        } catch { refused(error, "purge", isExpected: false) }
    }
}
