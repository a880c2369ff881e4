internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import LogFormat
internal import Node
internal import Reactor

/// Reading a topic: pages with a cursor, and long-poll.
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
            topic, wish.partitions, from: try await ReadPosition.resolve(wish, topic), filter: wish.filter)
        var out = exchange.buffers.take(reader.pageBytes(atMost: wish.bytesMax))
        var budget = LineBudget(messages: wish.messagesMax, bytes: wish.bytesMax)
        var renderer = wish.form.renderer(of: topic)
        while true {
            let takesGzip = ContentCoding.acceptsGzip(exchange.known(.acceptEncoding))
            if reader.wantsWholePage(wish, takesGzip),
                let page = try await reader.wholePage(wish, takesGzip)
            {
                exchange.buffers.give(out)
                return answer(exchange, wish.form, reader, page)
            }
            out.append(wish.form.opening)
            try await reader.fill(&out, &renderer, &budget)
            if budget.taken > 0 || wait == .zero || (wish.filter != nil && !reader.isUpToDate) { break }
            // Whoever waits holds no buffer.
            exchange.buffers.give(out)
            let wake = await reader.wait(on: exchange, until: deadline)
            if wake == .signalled {
                if reader.isClosed { throw Problem(.notFound(.topic, topic.name)) }
                reader.takeInNewPartitions()
            }
            out = exchange.buffers.take(reader.pageBytes(atMost: wish.bytesMax))
            if wake != .signalled {
                out.append(wish.form.opening)
                break
            }
        }
        let isLarge = out.count >= Limits.gzipBytesMin
        end(&out, wish.form, reader, exchange)
        if isLarge, ContentCoding.acceptsGzip(exchange.known(.acceptEncoding)) {
            answer(exchange, wish.form, reader, await node.compressed(out))
        } else {
            answer(exchange, wish.form, reader, taking: out)
        }
    }

    /// Answers with a page of rendered messages as it is.
    func answer(
        _ exchange: Exchange, _ form: ReadWish.Form, _ reader: TopicReader, taking page: consuming ByteBuffer
    ) {
        exchange.answer(.ok, form.type, fields: { reader.writeFields(form, nil, into: &$0) }, taking: page)
    }

    /// Writes what stands behind the messages of a page.
    func end(
        _ out: inout ByteBuffer, _ form: ReadWish.Form, _ reader: TopicReader, _ exchange: Exchange
    ) {
        if form == .cloudEvents { out.append("]\n") }
        guard form == .json else { return }
        var scratch = exchange.buffers.take(4096)
        out.append("],\"next\":\"")
        reader.cursor.write(into: &out, scratch: &scratch)
        out.append(reader.isUpToDate ? "\",\"up_to_date\":true}\n" : "\",\"up_to_date\":false}\n")
        exchange.buffers.give(scratch)
    }

    /// Answers with bytes that leave from where they lie.
    private func answer(
        _ exchange: Exchange, _ form: ReadWish.Form, _ reader: TopicReader, _ page: StoredPage
    ) {
        exchange.answer(
            .ok, form.type, length: page.byteCount,
            fields: { reader.writeFields(form, page.isCompressed ? "gzip" : nil, into: &$0) },
            body: { body in
                for part in page.parts { body.append(SharedBytes(part.bytes, of: part.owner)) }
            })
    }
}

extension TopicReader {
    /// The fields of a page: that nobody may keep it, what it depends on, and of lines where to go on.
    fileprivate func writeFields(
        _ form: ReadWish.Form, _ coding: StaticString?, into fields: inout ByteBuffer
    ) {
        if form != .json {
            var scratch = ByteBuffer()
            fields.append("Martlet-Next: ")
            cursor.write(into: &fields, scratch: &scratch)
            fields.append("\r\nMartlet-Up-To-Date: ")
            fields.append(isUpToDate ? "true\r\n" : "false\r\n")
        }
        if let coding {
            fields.append("Content-Encoding: ")
            fields.append(coding)
            fields.append("\r\n")
        }
        fields.append("Vary: Accept, Accept-Encoding\r\n")
        fields.noStore()
    }
}

extension ReadWish.Form {
    fileprivate var type: MediaType {
        switch self {
        case .json: .json
        case .lines, .events: .ndjson
        case .cloudEvents: .cloudEvents
        }
    }

    /// What stands before the messages of a page.
    var opening: StaticString {
        switch self {
        case .json: "{\"messages\":["
        case .cloudEvents: "["
        case .lines, .events: ""
        }
    }

    /// What renders the messages of a page.
    func renderer(of topic: Topic) -> LineRenderer {
        switch self {
        case .json: LineRenderer(.array)
        case .cloudEvents: LineRenderer(cloudEventsOf: topic)
        case .lines, .events: LineRenderer(.lines)
        }
    }
}

extension LineRenderer {
    /// Renders CloudEvents; those that are made of plain messages come from the topic's path.
    init(cloudEventsOf topic: Topic) {
        var source = ByteBuffer(capacity: 64)
        source.append("\(topic.namespace.path)/topics/\(topic.name)")
        self.init(cloudEventsFrom: source.bytes)
    }
}
