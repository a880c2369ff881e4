internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// Looking into a queue without touching what is in it.
extension Interface {
    func lookIntoQueue(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let exchange = call.exchange
        let queue = try queue(call)
        let wish = try LookWish(call, options, queue)
        var reader = QueueReader(queue, from: wish.start, wish.states, wish.pattern, gate: node.gateNow())
        var out = exchange.buffers.take(64 * 1024)
        if !wish.isLines { out.append("{\"messages\":[") }
        var renderer = LineRenderer(wish.isLines ? .lines : .array)
        var budget = LineBudget(messages: wish.messagesMax, bytes: wish.bytesMax)
        let writer = StandingWriter(queue: queue)
        do throws(Problem) {
            try await reader.forEach { run, message, standing in
                if budget.isSpent { return false }
                return renderer.render(
                    message, partition: run.partition, budget: &budget, into: &out,
                    splice: { offset, out in writer.write(offset, standing, into: &out) })
            }
        } catch {
            exchange.buffers.give(out)
            throw error
        }
        answer(call, wish, reader, taking: out)
    }

    private func answer(
        _ call: Call, _ wish: LookWish, _ reader: QueueReader, taking page: consuming ByteBuffer
    ) {
        var scratch = ByteBuffer()
        var next = ByteBuffer()
        if let place = reader.next {
            PlaceInQueue(queue: reader.queue.id, place: place).write(into: &next, scratch: &scratch)
        }
        if !wish.isLines {
            page.append("]")
            if !next.isEmpty { JSONWriter.member("next", next.bytes, into: &page) }
            page.append("}\n")
        }
        call.exchange.answer(
            .ok, wish.isLines ? .ndjson : .json, gate: reader.gate,
            fields: { fields in
                if wish.isLines, !next.isEmpty {
                    fields.append("Martlet-Next: ")
                    fields.append(next.bytes)
                    fields.append("\r\n")
                }
                fields.append("Vary: Accept, Accept-Encoding\r\n")
                fields.noStore()
            }, taking: page)
    }

    func showQueueMessage(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let exchange = call.exchange
        let queue = try queue(call)
        let isRaw = try options.boolean(.raw)
        if !isRaw { try call.acceptJSON() }
        let text = call.path[call.parameters.second].string
        let place = try queue.place(ofMessage: text)
        let found = queue.look(at: place)
        guard let standing = found.value, let log = queue.log(of: place.lane) else {
            throw Problem(noMessage: text, in: queue).held(by: found.gate)
        }
        let writer = StandingWriter(queue: queue)
        var isAnswered = false
        do throws(Refused) {
            _ = try await log.read(from: place.offset, upTo: place.offset + 1, bytesMax: 1) { run in
                guard let message = run.message(at: place.offset) else { return false }
                isAnswered = true
                if isRaw {
                    RawMessage.answer(exchange, run, place.offset, gate: found.gate) { fields in
                        fields.noStore()
                        writer.writeFields(standing, into: &fields)
                    }
                    return false
                }
                var renderer = LineRenderer(.lines)
                var budget = LineBudget(messages: 1)
                var out = exchange.buffers.take(message.suffix.count + 256)
                _ = renderer.render(
                    message, partition: run.partition, budget: &budget, into: &out,
                    splice: { offset, out in writer.write(offset, standing, into: &out) })
                exchange.answer(.ok, .json, gate: found.gate, fields: { $0.noStore() }, taking: out)
                return false
            }
        } catch { throw Problem(error) }
        if !isAnswered { throw Problem(noMessage: text, in: queue).held(by: found.gate) }
    }
}

extension Queue {
    /// Where the message with this id stands.
    func place(ofMessage text: String) throws(Problem) -> LaneOffset {
        guard let id = text.withByteView({ MessageID($0) }) else {
            throw Problem(
                .invalidOption, "This is no id of a message.", fix: "Give it as id had it, such as 5-17.")
        }
        guard id.queue == self.id else { throw Problem(noMessage: text, in: self) }
        return id.place
    }
}

extension Problem {
    /// A message that is not in a queue, or not any more.
    init(noMessage id: String, in queue: Queue) {
        self.init(
            .messageNotFound,
            "There is no message \"\(id)\" in the queue \"\(queue.name)\", or not any more.",
            fix: "List what is there: GET \(queue.namespace.path)/queues/\(queue.name)/messages")
    }
}
