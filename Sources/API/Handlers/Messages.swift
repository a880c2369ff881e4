internal import Base
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// Publishing to a topic; how it is read stands in `Reading/`.
extension Interface {
    func publish(_ call: Call, _ options: inout OptionReader) async throws(Problem) {
        let exchange = call.exchange
        let topic = try topic(call)
        let wish = try PublishWish(options, partitions: topic.partitionCount)
        var repeating = try RepeatWish(options, topic.identityHasher)
        let held = try topic.hold(repeating)
        defer { topic.letGo(held) }
        let suffix = try await composeRaw(
            call, &options, wish, &repeating, requiresJSON: topic.settings.validate == .json)
        if let time = try options.preparing() {
            try await prepare(suffix.bytes, call, wish, for: time, repeating, in: topic)
            return exchange.buffers.give(suffix)
        }
        let stored = try await store(suffix.bytes, key: options.key, wish, repeating, in: topic)
        exchange.buffers.give(suffix)
        let first = stored.value.first
        exchange.answerJSON(
            stored.status, gate: stored.answerGate,
            fields: { fields in
                fields.append("Location: ")
                fields.append(messagePathOf: topic, partition: first.partition)
                fields.append(decimal: first.first.rawValue)
                fields.append("\r\n")
                fields.replayed(stored.value)
            }
        ) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("topic", topic.name, into: &out)
            JSONWriter.member("partition", first.partition, into: &out)
            JSONWriter.member("offset", first.first.rawValue, into: &out)
            out.appendReceipt(stored.value)
            JSONWriter.closeObject(into: &out)
        }
    }

    func publishBatch(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let exchange = call.exchange
        var topic = try topic(call)
        let wish = try PublishWish(options, partitions: topic.partitionCount)
        let listsEach = try options.choice(.results, of: ["summary", "each"]) == 1
        let form = try BatchForm(call, options)
        var repeating = try RepeatWish(options, topic.identityHasher)
        let (holder, held) = (topic, try topic.hold(repeating))
        defer { holder.letGo(held) }
        let body = try await exchange.readWhole(max: bodyBytesMax)
        repeating?.take(body)
        var batch = Batch(from: exchange.buffers)
        var left = 3
        while true {
            left -= 1
            let spreads = wish.partition == nil && topic.partitionCount > 1
            let partitions = spreads ? topic.partitionCount : nil
            let hasher = topic.isCompacted ? topic.keyHasher : nil
            try batch.compose(
                body, form, single: wish.partition ?? topic.nextRoundRobin(), partitions: partitions,
                requiresJSON: topic.settings.validate == .json, hasher: hasher)
            guard batch.count > 0 else {
                batch.giveBack(to: exchange.buffers)
                return exchange.answerJSON { $0.append("{\"stored\":0,\"partitions\":[]}") }
            }
            let stored: Gated<Published>
            do throws(Refused) {
                let (first, rest) = batch.blocks(expecting: wish.expectedOffset)
                let identity = repeating?.identity(
                    of: topic.id, partitions: partitions, single: batch.single)
                stored = try await topic.publish(first, rest, ack: wish.ack, identity: identity)
            } catch {
                topic = try topic.again(after: error, left: left)
                continue
            }
            if listsEach, let spread = stored.value.repeated {
                try batch.compose(body, form, as: spread, hasher: hasher)
            }
            answer(exchange, stored, batch, listsEach: listsEach)
            return batch.giveBack(to: exchange.buffers)
        }
    }

    private func answer(
        _ exchange: Exchange, _ stored: Gated<Published>, _ batch: borrowing Batch, listsEach: Bool
    ) {
        var out = exchange.buffers.take(listsEach ? 64 * 1024 : 4096)
        JSONWriter.openObject(into: &out)
        JSONWriter.member("stored", batch.count, into: &out)
        out.appendReceipt(stored.value)
        JSONWriter.name("partitions", into: &out)
        JSONWriter.openArray(into: &out)
        out.append(range: stored.value.first)
        for appended in stored.value.rest { out.append(range: appended) }
        JSONWriter.closeArray(into: &out)
        if listsEach {
            JSONWriter.name("results", into: &out)
            JSONWriter.openArray(into: &out)
            batch.forEachPlace(stored.value) { partition, offset in
                JSONWriter.openObject(into: &out)
                JSONWriter.member("partition", partition, into: &out)
                JSONWriter.member("offset", offset.rawValue, into: &out)
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
    /// `"timestamp":…,"durability":…`.
    mutating func appendReceipt(_ published: Published) {
        JSONWriter.member("timestamp", published.timestamp, into: &self)
        JSONWriter.member("durability", ByteView(published.ack.name), into: &self)
    }

    /// The path of a partition's messages, up to the offset.
    fileprivate mutating func append(messagePathOf topic: Topic, partition: Int) {
        if topic.namespace.name == "default" {
            append("/v1/topics/")
        } else {
            append("/v1/ns/")
            append(topic.namespace.name)
            append("/topics/")
        }
        append(topic.name)
        append("/partitions/")
        append(decimal: partition)
        append("/messages/")
    }

    fileprivate mutating func append(range appended: Appended) {
        JSONWriter.openObject(into: &self)
        JSONWriter.member("partition", appended.partition, into: &self)
        JSONWriter.member("first_offset", appended.first.rawValue, into: &self)
        JSONWriter.member("last_offset", (appended.first + (appended.count - 1)).rawValue, into: &self)
        JSONWriter.member("count", appended.count, into: &self)
        JSONWriter.closeObject(into: &self)
    }
}
