internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// Where a message would go, and why, without sending it.
extension Interface {
    /// The request is that of a publish; its body may be left out.
    func explainRoute(_ call: Call, _ options: inout OptionReader) async throws(Problem) {
        try call.acceptJSON()
        let exchange = try messageExchange(call)
        let most = try options.integer(.max, in: 1...Limits.bindingsListedMax) ?? Limits.bindingsListedDefault
        let text = try RoutingText(exchange, options)
        let wish = try PublishWish(options, partitions: nil)
        let suffix: ByteBuffer
        if call.exchange.hasBody {
            var repeating: RepeatWish?
            suffix = try await composeRaw(
                call, &options, wish, &repeating, requiresJSON: false, routing: text.routing)
        } else {
            suffix = try composeEmpty(call, options, text)
        }
        let routed = exchange.route(key: text.key, line: suffix.bytes)
        let (steps, alternates) = exchange.explain(key: text.key, line: suffix.bytes)
        call.exchange.buffers.give(suffix)
        let ordered = steps.filter { $0.verdict == .taken } + steps.filter { $0.verdict != .taken }
        call.exchange.answerJSON(gate: node.gateNow()) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("routed", routed.targets.count, into: &out)
            JSONWriter.name("targets", into: &out)
            JSONWriter.openArray(into: &out)
            for target in routed.targets.prefix(Limits.fanTargetsNamedMax) {
                JSONWriter.string(target.text, into: &out)
            }
            JSONWriter.closeArray(into: &out)
            out.appendMember("alternates", alternates)
            JSONWriter.name("bindings", into: &out)
            JSONWriter.openArray(into: &out)
            for step in ordered.prefix(most) { write(step, into: &out) }
            JSONWriter.closeArray(into: &out)
            if ordered.count > most { JSONWriter.member("more", ordered.count - most, into: &out) }
            JSONWriter.closeObject(into: &out)
        }
    }

    private func composeEmpty(
        _ call: Call, _ options: borrowing OptionReader, _ text: borrowing RoutingText
    ) throws(Problem) -> ByteBuffer {
        var parts = MessageParts(body: .text(.empty), key: options.key)
        parts.routing = text.routing
        var suffix = call.exchange.buffers.take(1024)
        do throws(LineError) {
            try LineSuffix.compose(parts, headers: options.headers, into: &suffix)
        } catch { throw Problem(error) }
        return suffix
    }

    private func write(_ step: RouteStep, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("exchange", step.exchange.name, into: &out)
        JSONWriter.member("binding", step.binding.name, into: &out)
        JSONWriter.name("to", into: &out)
        JSONWriter.openObject(into: &out)
        JSONWriter.member(step.binding.target.kind.name, step.binding.target.name, into: &out)
        JSONWriter.closeObject(into: &out)
        JSONWriter.member("takes", step.verdict == .taken, into: &out)
        JSONWriter.member("why", step.why, into: &out)
        JSONWriter.closeObject(into: &out)
    }
}

extension Routed.Target {
    fileprivate var text: String {
        switch self {
        case .queue(let queue): "queue:\(queue.name)"
        case .topic(let topic): "topic:\(topic.name)"
        }
    }
}

extension RouteStep {
    fileprivate var why: String {
        let key = binding.binding.routingKey
        return switch verdict {
        case .taken: binding.binding.filter == nil ? reason : "\(reason), and the filter takes the message"
        case .routingKey:
            exchange.settings.type == .topic
                ? "the pattern \(key) does not take the routing key" : "the routing key is not \(key)"
        case .header(""): "no header is asked for"
        case .header(let name): "the header \(name) is missing or has another value"
        case .filter: "the filter does not take the message"
        case .notChosen: "another binding gets the messages of this routing key"
        }
    }

    /// Why it takes the message, but for its filter.
    private var reason: String {
        switch exchange.settings.type {
        case .direct: "the routing key is the same"
        case .topic: "the pattern \(binding.binding.routingKey) takes the routing key"
        case .fanout: "a fanout takes everything"
        case .headers: "the headers are as asked for"
        case .consistentHash: "it gets the messages of this routing key"
        }
    }
}
