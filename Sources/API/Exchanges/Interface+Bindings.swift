internal import Base
internal import Broker
internal import HTTPTransport
internal import JSONText
internal import LogFormat
internal import Node

/// The ways out of an exchange.
extension Interface {
    func messageExchange(_ call: Call) throws(Problem) -> MessageExchange {
        let namespace = try namespace(call)
        let text = call.path[call.parameters.first]
        if text == "default" { return namespace.defaultExchange }
        if let exchange = namespace.exchange(text) { return exchange }
        let name = try call.name(call.parameters.first, of: "exchange")
        throw Problem(
            .exchangeNotFound, "There is no exchange \"\(name)\" in the namespace \"\(namespace.name)\".",
            fix: "curl -X PUT \(call.origin)\(call.scope)/exchanges/\(name) -d '{\"type\":\"topic\"}'"
        ).held(by: node.gateNow())
    }

    private func binding(_ call: Call, of exchange: MessageExchange) throws(Problem) -> BindingView {
        if let binding = exchange.binding(call.path[call.parameters.second]) { return binding }
        let name = try call.name(call.parameters.second, of: "binding")
        throw Problem(
            .bindingNotFound, "The exchange \"\(exchange.name)\" has no binding \"\(name)\".",
            fix: "GET \(exchange.namespace.path)/exchanges/\(exchange.name)/bindings lists them."
        ).held(by: node.gateNow())
    }

    func listBindings(_ call: Call, _ options: borrowing OptionReader) throws(Problem) {
        try call.acceptJSON()
        let exchange = try messageExchange(call)
        let most = try options.integer(.max, in: 1...Limits.bindingsListedMax) ?? Limits.bindingsListedDefault
        let from = options.value(.from)?.string ?? ""
        let rest = exchange.bindings().drop { $0.name.utf8.lexicographicallyPrecedes(from.utf8) }
        let next = rest.dropFirst(most).first?.name
        answerList(call, "bindings", rest.prefix(most), next: next) { write($0, of: exchange, into: &$1) }
    }

    func showBinding(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let exchange = try messageExchange(call)
        let binding = try binding(call, of: exchange)
        call.exchange.answerJSON(gate: node.gateNow()) { write(binding, of: exchange, into: &$0) }
    }

    func bind(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let exchange = try messageExchange(call)
        let name = try call.name(call.parameters.second, of: "binding")
        let createOnly = call.isCreateOnly
        let wish = try BindingWish(reading: try await call.exchange.readControlBody())
        let declared: Gated<Declared<BindingView>>
        do throws(Refused) { declared = try exchange.bind(name, wish, createOnly: createOnly) } catch {
            throw Problem(error)
        }
        let path = "\(exchange.namespace.path)/exchanges/\(exchange.name)/bindings/\(name)"
        answerDeclared(call, declared, at: path) { changed, out in
            write(declared.value.value, of: exchange, changed: changed, into: &out)
        }
    }

    func unbind(_ call: Call) throws(Problem) {
        let exchange = try messageExchange(call)
        let binding = try binding(call, of: exchange)
        do throws(Refused) {
            call.exchange.answerNothing(gate: try exchange.unbind(binding.name))
        } catch { throw Problem(error) }
    }

    func write(
        _ view: BindingView, of exchange: MessageExchange, changed: [String]? = nil,
        into out: inout ByteBuffer
    ) {
        let binding = view.binding
        JSONWriter.openObject(into: &out)
        JSONWriter.member("exchange", exchange.name, into: &out)
        JSONWriter.member("name", binding.name, into: &out)
        JSONWriter.name("to", into: &out)
        JSONWriter.openObject(into: &out)
        JSONWriter.member(view.target.kind.name, view.target.name, into: &out)
        JSONWriter.closeObject(into: &out)
        switch exchange.settings.type {
        case .direct, .topic: JSONWriter.member("routing_key", binding.routingKey, into: &out)
        case .headers: out.appendHeaders(of: binding)
        case .consistentHash: JSONWriter.member("weight", Int(binding.weight), into: &out)
        case .fanout: break
        }
        if let filter = binding.filter {
            JSONWriter.name("filter", into: &out)
            out.append(filter)
        }
        JSONWriter.member("ephemeral", binding.isEphemeral, into: &out)
        JSONWriter.member("messages", view.counters.messages, into: &out)
        JSONWriter.member("declared_at", binding.declaredAt, into: &out)
        out.appendMember("changed", changed)
        JSONWriter.closeObject(into: &out)
    }
}

extension ByteBuffer {
    fileprivate mutating func appendHeaders(of binding: Binding) {
        JSONWriter.member("match", ByteView((binding.match ?? .all).name), into: &self)
        JSONWriter.name("headers", into: &self)
        JSONWriter.openObject(into: &self)
        for header in binding.headers {
            header.name.withByteView { JSONWriter.name($0, into: &self) }
            if let value = header.value { JSONWriter.string(value, into: &self) } else { append("null") }
        }
        JSONWriter.closeObject(into: &self)
    }
}
