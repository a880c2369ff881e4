internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// Reading a topic: pages with a cursor, long-poll, and where its partitions begin and end.
extension Interface {
    func readTopic(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let topic = try topic(call)
        if isEventStream(call, options) { return try await streamTopic(call, options, topic) }
        let exchange = call.exchange
        let wish = try ReadWish(call, options, topic)
        if wish.wantsLatest, let key = wish.key {
            return try await answerLatest(of: key, call, wish, topic)
        }
        let wait = call.isHead ? .zero : wish.wait
        let deadline = exchange.loop.deadline(after: wait)
        var reader = TopicReader(
            topic, wish.partitions, from: try await ReadPosition.resolve(wish, topic), key: wish.key)
        var out = exchange.buffers.take(reader.pageBytes(atMost: wish.bytesMax))
        var budget = LineBudget(messages: wish.messagesMax, bytes: wish.bytesMax)
        var renderer = LineRenderer(wish.form == .json ? .array : .lines)
        while true {
            if let page = try await reader.compressedPage(wish, for: exchange) {
                exchange.buffers.give(out)
                return answer(exchange, reader, page)
            }
            if wish.form == .json { out.append("{\"messages\":[") }
            try await reader.fill(&out, &renderer, &budget)
            if budget.taken > 0 || wait == .zero || (wish.key != nil && !reader.isUpToDate) { break }
            // Whoever waits holds no buffer.
            exchange.buffers.give(out)
            let wake = await reader.wait(on: exchange, until: deadline)
            if wake == .signalled {
                if reader.isClosed { throw Problem(.notFound(.topic, topic.name)) }
                reader.takeInNewPartitions()
            }
            out = exchange.buffers.take(reader.pageBytes(atMost: wish.bytesMax))
            if wake != .signalled {
                if wish.form == .json { out.append("{\"messages\":[") }
                break
            }
        }
        answer(exchange, wish.form, reader, taking: out)
    }

    private func answer(_ exchange: Exchange, _ reader: TopicReader, _ page: StoredPage) {
        var scratch = exchange.buffers.take(4096)
        exchange.answer(
            .ok, .ndjson, length: page.byteCount,
            fields: { fields in
                if page.isCompressed { fields.append("Content-Encoding: gzip\r\n") }
                fields.writePosition(reader, scratch: &scratch)
            },
            body: { body in
                for part in page.parts { body.append(SharedBytes(part.bytes, of: part.owner)) }
            })
        exchange.buffers.give(scratch)
    }

    func answer(
        _ exchange: Exchange, _ form: ReadWish.Form, _ reader: TopicReader, taking page: consuming ByteBuffer
    ) {
        var out = page
        var scratch = exchange.buffers.take(4096)
        if form == .json {
            out.append("],\"next\":\"")
            reader.cursor.write(into: &out, scratch: &scratch)
            out.append(reader.isUpToDate ? "\",\"up_to_date\":true}\n" : "\",\"up_to_date\":false}\n")
            exchange.answer(.ok, .json, fields: { $0.noStore() }, taking: out)
        } else {
            exchange.answer(
                .ok, .ndjson,
                fields: { $0.writePosition(reader, scratch: &scratch) }, taking: out)
        }
        exchange.buffers.give(scratch)
    }

    func showOffsets(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        try call.acceptJSON()
        let topic = try topic(call)
        let time = try options.time(.at)
        var found: [Offset] = []
        if let time {
            for log in topic.logs {
                do throws(Refused) { found.append(try await log.offset(at: time)) } catch {
                    throw Problem(error)
                }
            }
        }
        call.exchange.answerJSON { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.name("partitions", into: &out)
            JSONWriter.openArray(into: &out)
            for (partition, log) in topic.logs.enumerated() {
                JSONWriter.openObject(into: &out)
                JSONWriter.member("partition", partition, into: &out)
                JSONWriter.member("earliest", log.earliest.rawValue, into: &out)
                JSONWriter.member("latest", log.visibleEnd.rawValue, into: &out)
                JSONWriter.member("bytes", log.bytes, into: &out)
                JSONWriter.member("stored_bytes", log.storedBytes, into: &out)
                if time != nil { JSONWriter.member("at", found[partition].rawValue, into: &out) }
                JSONWriter.closeObject(into: &out)
            }
            JSONWriter.closeArray(into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }
}

extension ByteBuffer {
    /// The fields of a page of lines: where to go on, and that nobody may keep it.
    fileprivate mutating func writePosition(_ reader: TopicReader, scratch: inout ByteBuffer) {
        append("Martlet-Next: ")
        reader.cursor.write(into: &self, scratch: &scratch)
        append(
            reader.isUpToDate
                ? "\r\nMartlet-Up-To-Date: true\r\n" : "\r\nMartlet-Up-To-Date: false\r\n")
        append("Vary: Accept, Accept-Encoding\r\n")
        noStore()
    }
}
