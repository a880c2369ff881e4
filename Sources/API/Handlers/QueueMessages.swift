internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// Publishing to a queue.
extension Interface {
    func publishToQueue(_ call: Call, _ options: inout OptionReader) async throws(Problem) {
        let exchange = call.exchange
        let queue = try queue(call)
        let wish = try PublishWish(options, partitions: nil, hasher: queue.identityHasher)
        var repeating = try RepeatWish(options, queue.identityHasher)
        let held = try queue.hold(repeating)
        defer { queue.letGo(held) }
        let suffix = try await composeRaw(
            call, &options, wish, &repeating, requiresJSON: queue.settings.validate == .json)
        if let time = try options.preparing() {
            try await prepare(suffix.bytes, call, wish, for: time, repeating, in: queue)
            return exchange.buffers.give(suffix)
        }
        let stored = try await store(
            suffix.bytes, count: 1, wish.ack, wish.traits, repeating, in: queue)
        exchange.buffers.give(suffix)
        exchange.answerJSON(
            stored.status, gate: stored.answerGate,
            fields: {
                $0.noStore()
                $0.replayed(stored.value)
            }
        ) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("queue", queue.name, into: &out)
            if let known = stored.value.duplicates.first {
                out.append(duplicate: known, of: queue)
            } else {
                out.appendPlace(stored.value.first.first, lane: stored.value.first.partition, of: queue)
            }
            out.appendReceipt(stored.value)
            if let until = stored.value.delayedUntil { JSONWriter.member("due_at", until, into: &out) }
            JSONWriter.closeObject(into: &out)
        }
    }

    func publishBatchToQueue(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let exchange = call.exchange
        let queue = try queue(call)
        let ack = try options.ack()
        let traits = try options.traits(queue.identityHasher)
        let listsEach = try options.choice(.results, of: ["summary", "each"]) == 1
        let form = try BatchForm(call, options)
        var repeating = try RepeatWish(options, queue.identityHasher)
        let held = try queue.hold(repeating)
        defer { queue.letGo(held) }
        let body = try await exchange.readWhole(max: bodyBytesMax)
        repeating?.take(body)
        var batch = Batch(from: exchange.buffers)
        batch.traits = BatchTraits(traits, queue.identityHasher)
        try batch.compose(
            body, form, single: 0, partitions: nil, requiresJSON: queue.settings.validate == .json)
        guard batch.count > 0 else {
            batch.giveBack(to: exchange.buffers)
            return exchange.answerJSON { $0.append("{\"stored\":0}") }
        }
        let stored = try await store(
            batch.bytes, count: batch.count, ack, traits, each: batch.eachTraits, repeating, in: queue)
        batch.giveBack(to: exchange.buffers)
        answer(exchange, stored, queue, listsEach: listsEach)
    }

    private func answer(
        _ exchange: Exchange, _ stored: Gated<Published>, _ queue: Queue, listsEach: Bool
    ) {
        let range = stored.value.first
        var out = exchange.buffers.take(listsEach ? 64 * 1024 : 4096)
        JSONWriter.openObject(into: &out)
        JSONWriter.member("stored", stored.value.count, into: &out)
        out.appendReceipt(stored.value)
        if let until = stored.value.delayedUntil { JSONWriter.member("due_at", until, into: &out) }
        if stored.value.rest.isEmpty, range.count > 0 {
            JSONWriter.member("first_offset", range.first.rawValue, into: &out)
            JSONWriter.member("last_offset", (range.first + (range.count - 1)).rawValue, into: &out)
        }
        if listsEach {
            out.append(resultsOf: stored.value, in: queue)
        } else if !stored.value.duplicates.isEmpty {
            JSONWriter.name("duplicates", into: &out)
            JSONWriter.openArray(into: &out)
            for known in stored.value.duplicates {
                JSONWriter.openObject(into: &out)
                JSONWriter.member("index", known.item, into: &out)
                out.append(duplicate: known, of: queue)
                JSONWriter.closeObject(into: &out)
            }
            JSONWriter.closeArray(into: &out)
        }
        out.append("}\n")
        exchange.answer(
            stored.status, .json, gate: stored.answerGate,
            fields: {
                $0.noStore()
                $0.replayed(stored.value)
            }, taking: out)
    }
}

extension ByteBuffer {
    /// `"duplicate_of":…`: the id of the message that came before.
    mutating func append(duplicate known: Published.Duplicate, of queue: Queue) {
        append(duplicateAt: known.place, of: queue)
    }

    /// The same of the place where that message stands.
    mutating func append(duplicateAt place: LaneOffset, of queue: Queue) {
        JSONWriter.name("duplicate_of", into: &self)
        append(UInt8(ascii: "\""))
        MessageID(queue: queue.id, place: place).write(into: &self)
        append(UInt8(ascii: "\""))
    }

    /// `"results":[…]`: where each message of a publish stands, or the one that came before it.
    fileprivate mutating func append(resultsOf published: Published, in queue: Queue) {
        JSONWriter.name("results", into: &self)
        JSONWriter.openArray(into: &self)
        var duplicates = published.duplicates[...]
        var stored = 0
        let places = published.places
        for item in 0..<(published.count + published.duplicates.count) {
            JSONWriter.openObject(into: &self)
            if duplicates.first?.item == item, let known = duplicates.popFirst() {
                append(duplicate: known, of: queue)
            } else {
                let place =
                    places.isEmpty
                    ? LaneOffset(lane: UInt16(published.first.partition), published.first.first + stored)
                    : places[stored]
                appendPlace(place.offset, lane: Int(place.lane), of: queue)
                stored += 1
            }
            JSONWriter.closeObject(into: &self)
        }
        JSONWriter.closeArray(into: &self)
    }

    /// `"id":…,"offset":…`.
    mutating func appendPlace(_ offset: Offset, lane: Int = 0, of queue: Queue) {
        JSONWriter.name("id", into: &self)
        append(UInt8(ascii: "\""))
        LeaseWriter.writeID(offset, lane: UInt16(lane), of: queue, into: &self)
        append(UInt8(ascii: "\""))
        JSONWriter.member("offset", offset.rawValue, into: &self)
    }
}
