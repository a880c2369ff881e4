internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// Deleting and moving messages of a queue by hand.
extension Interface {
    func deleteQueueMessage(_ call: Call) throws(Problem) {
        let queue = try queue(call)
        let text = call.path[call.parameters.second].string
        let place = try queue.place(ofMessage: text)
        let found = queue.look(at: place)
        guard let standing = found.value else {
            throw Problem(noMessage: text, in: queue).held(by: found.gate)
        }
        let removed: Gated<Int>
        do throws(Refused) { removed = try queue.remove([place]) } catch { throw Problem(error) }
        guard removed.value == 1 else {
            guard standing.state == .leased else {
                throw Problem(BrokerError.stale).held(by: removed.gate)
            }
            throw Problem(
                .messageLeased, "The message \"\(text)\" is in somebody's hands.",
                fix: "Settle its lease, or wait until it ends."
            ).held(by: removed.gate)
        }
        call.exchange.answerNothing(gate: removed.gate)
    }

    func deleteQueueMessages(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let wish = try SelectionWish(
            reading: try await call.exchange.readControlBody(), of: queue, moves: false)
        var selection = Selection(queue, wish, gate: node.gateNow())
        try await selection.run { lines throws(Problem) in
            do throws(Refused) { return try queue.remove(lines.places) } catch { throw Problem(error) }
        }
        answer(call, selection, "deleted")
    }

    func moveQueueMessages(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let wish = try SelectionWish(
            reading: try await call.exchange.readControlBody(), of: queue, moves: true)
        guard let target = wish.target else { throw MoveTarget.missing }
        try check(target, from: queue)
        var selection = Selection(queue, wish, gate: node.gateNow())
        try await selection.run { lines throws(Problem) in
            do throws(Refused) { return try await queue.move(lines, to: target) } catch {
                throw Problem(error)
            }
        }
        answer(call, selection, "moved")
    }

    /// Refuses a target that is not there, or is the queue itself.
    func check(_ target: MoveTarget, from queue: Queue) throws(Problem) {
        switch target {
        case .queue(let name):
            guard let found = name.withByteView({ queue.namespace.queue($0) }) else {
                throw Problem(.notFound(.queue, name)).held(by: node.gateNow())
            }
            if found.id == queue.id { throw Problem(BrokerError.sameQueue) }
        case .topic(let name):
            if name.withByteView({ queue.namespace.topic($0) }) != nil { return }
            throw Problem(.notFound(.topic, name)).held(by: node.gateNow())
        }
    }

    private func answer(_ call: Call, _ selection: Selection, _ done: StaticString) {
        var scratch = ByteBuffer()
        call.exchange.answerJSON(gate: selection.gate) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("matched", selection.matched, into: &out)
            JSONWriter.member(done, selection.done, into: &out)
            JSONWriter.member("leased", selection.leased, into: &out)
            if case .places = selection.wish.choice {
                JSONWriter.member("missing", selection.missing, into: &out)
            }
            JSONWriter.member("scanned", selection.scanned, into: &out)
            if selection.wish.isDryRun { JSONWriter.member("dry_run", true, into: &out) }
            if let next = selection.next {
                var text = ByteBuffer()
                PlaceInQueue(queue: selection.queue.id, place: next).write(into: &text, scratch: &scratch)
                JSONWriter.member("next", text.bytes, into: &out)
            }
            JSONWriter.closeObject(into: &out)
        }
    }
}
