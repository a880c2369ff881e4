internal import Base
internal import Broker
internal import HTTPTransport
internal import JSONText
internal import LogFormat
internal import Node

/// Declaring exchanges; what is published to them stands in `Exchanges/`.
extension Interface {
    func runExchanges(_ call: Call, _ options: inout OptionReader) async throws(Problem) {
        switch call.operation {
        case .listExchanges: try listExchanges(call)
        case .declareExchange: try await declareExchange(call)
        case .getExchange: try showExchange(call)
        case .changeExchange: try await changeExchange(call)
        case .deleteExchange: try deleteExchange(call)
        case .listBindings: try listBindings(call, options)
        case .bind: try await bind(call)
        case .getBinding: try showBinding(call)
        case .publishToExchange: try await publishToExchange(call, &options)
        case .publishBatchToExchange: try await publishBatchToExchange(call, options)
        case .explainRoute: try await explainRoute(call, &options)
        case .tailExchange: try await tailExchange(call, options)
        default: try unbind(call)
        }
    }

    private func listExchanges(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        answerList(call, "exchanges", [namespace.defaultExchange] + namespace.exchanges()) {
            write($0, into: &$1)
        }
    }

    private func showExchange(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let exchange = try messageExchange(call)
        call.exchange.answerJSON(gate: node.gateNow()) { write(exchange, into: &$0) }
    }

    private func declareExchange(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let name = try call.name(call.parameters.first, of: "exchange")
        let createOnly = call.isCreateOnly
        let wish = try ExchangeWish(reading: try await call.exchange.readControlBody())
        do throws(Refused) {
            answer(call, try namespace.declareExchange(name, wish, createOnly: createOnly))
        } catch { throw Problem(error) }
    }

    private func changeExchange(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let exchange = try messageExchange(call)
        let wish = try ExchangeWish(reading: try await call.exchange.readControlBody())
        do throws(Refused) {
            answer(call, try exchange.namespace.changeExchange(exchange, wish))
        } catch { throw Problem(error) }
    }

    private func deleteExchange(_ call: Call) throws(Problem) {
        let exchange = try messageExchange(call)
        do throws(Refused) {
            call.exchange.answerNothing(gate: try exchange.namespace.deleteExchange(exchange))
        } catch { throw Problem(error) }
    }

    private func answer(_ call: Call, _ declared: Gated<Declared<MessageExchange>>) {
        let exchange = declared.value.value
        let path = "\(exchange.namespace.path)/exchanges/\(exchange.name)"
        answerDeclared(call, declared, at: path) { changed, out in
            write(exchange, changed: changed, into: &out)
        }
    }

    private func write(_ exchange: MessageExchange, changed: [String]? = nil, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("namespace", exchange.namespace.name, into: &out)
        JSONWriter.member("name", exchange.name, into: &out)
        JSONWriter.member("type", ByteView(exchange.settings.type.name), into: &out)
        JSONWriter.member("internal", exchange.settings.isInternal, into: &out)
        if let alternate = exchange.settings.alternate {
            JSONWriter.member("alternate", alternate, into: &out)
        }
        if !exchange.isDefault { JSONWriter.member("bindings", exchange.bindingCount, into: &out) }
        JSONWriter.member("routed", exchange.counters.messages, into: &out)
        JSONWriter.member("unroutable", exchange.counters.unroutable, into: &out)
        JSONWriter.member("declared_at", exchange.declaredAt, into: &out)
        out.appendMember("changed", changed)
        JSONWriter.closeObject(into: &out)
    }
}
