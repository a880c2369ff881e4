internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import LogFormat
internal import Node
internal import Reactor

/// One message of a topic, as JSON or exactly as it was sent.
extension Interface {
    func readMessage(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let exchange = call.exchange
        let topic = try topic(call)
        let isRaw = try options.boolean(.raw)
        let form = isRaw ? Form.raw : try Form(call)
        let count = topic.partitionCount
        let partition = try OptionValue.integer(
            "partition", call.path[call.parameters.second], in: 0...Limits.partitionsMax - 1)
        guard partition < count else { throw Problem(partition: partition, of: count) }
        let offset = try OptionValue.offset("offset", call.path[call.parameters.third])
        let log = topic.log(partition)
        guard offset >= log.earliest else { throw Problem(.belowRetention(earliest: log.earliest)) }
        guard offset < log.visibleEnd else { throw Problem(.pastEnd(latest: log.visibleEnd)) }
        let tag = "\"\(topic.id.rawValue)-\(partition)-\(offset.rawValue)\(form.rawValue)\""
        if let known = exchange.known(.ifNoneMatch), tag.withByteView({ ETag.matches(known, $0) }) {
            return exchange.answer(.notModified, nil, fields: { $0.oneMessage(tag) }, body: .empty)
        }
        var isAnswered = false
        do throws(Refused) {
            _ = try await log.read(from: offset, upTo: offset + 1, bytesMax: 1) { run in
                guard run.message(at: offset) != nil else { return false }
                isRaw
                    ? RawMessage.answer(exchange, run, offset, tag: tag)
                    : answer(exchange, run, offset, form, of: topic, tag: tag)
                isAnswered = true
                return false
            }
        } catch { throw Problem(error) }
        guard isAnswered else {
            guard offset >= log.earliest else { throw Problem(.belowRetention(earliest: log.earliest)) }
            throw Problem(
                .messageGone, "The message at offset \(offset.rawValue) was removed by clean-up.",
                fix: "Read the messages behind it: from=offset:\(offset.rawValue).")
        }
    }

    /// How one message is answered; the raw value marks its entity tag.
    private enum Form: String {
        case json = ""
        case raw = "-raw"
        case cloudEvent = "-ce"

        /// By Accept.
        init(_ call: Call) throws(Problem) {
            guard let accept = call.exchange.known(.accept), !(accept == "*/*") else {
                self = .json
                return
            }
            switch AcceptedTypes(accept).preferred([.json, .cloudEvent]) {
            case .json: self = .json
            case .cloudEvent: self = .cloudEvent
            default:
                throw Problem(
                    .notAcceptable, "This path answers application/json and application/cloudevents+json.",
                    fix: "Accept one of them, or use raw=true.")
            }
        }
    }

    private func answer(
        _ exchange: Exchange, _ run: MessageRun, _ offset: Offset, _ form: Form, of topic: Topic, tag: String
    ) {
        var out = exchange.buffers.take((run.message(at: offset)?.suffix.count ?? 0) + 128)
        let isEvent = form == .cloudEvent
        var renderer = isEvent ? LineRenderer(cloudEventsOf: topic) : LineRenderer(.lines)
        var budget = LineBudget(messages: 1)
        _ = renderer.render(run, from: offset, budget: &budget, into: &out)
        if isEvent { out.append(UInt8(ascii: "\n")) }
        exchange.answer(
            .ok, isEvent ? .cloudEvent : .json, fields: { $0.oneMessage(tag) }, taking: out)
    }
}

extension ByteBuffer {
    /// A message never changes, but may be deleted.
    mutating func oneMessage(_ tag: String) {
        append("Cache-Control: private, no-cache\r\nVary: Accept\r\n")
        field("ETag", tag)
    }
}
