internal import Base
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import Node

extension Interface {
    func listNamespaces(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        answerList(call, "namespaces", node.namespaces()) { namespace, out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("name", namespace.name, into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    func declareNamespace(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let name = try call.name(call.parameters.first, of: "namespace")
        let createOnly = call.isCreateOnly
        var members = try BodyReader(try await call.exchange.readControlBody(), known: [])
        if let member = try members.next() { throw members.unknown(member) }
        let declared: Gated<Declared<Namespace>>
        do throws(Refused) {
            declared = try node.declareNamespace(name, createOnly: createOnly)
        } catch { throw Problem(error) }
        answerDeclared(call, declared, at: "/v1/ns/\(name)") { _, out in
            write(declared.value.value, into: &out)
        }
    }

    func showNamespace(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call, at: call.parameters.first)
        call.exchange.answerJSON(gate: node.gateNow()) { write(namespace, into: &$0) }
    }

    func deleteNamespace(_ call: Call) async throws(Problem) {
        let namespace = try namespace(call, at: call.parameters.first)
        do throws(Refused) {
            call.exchange.answerNothing(gate: try node.deleteNamespace(namespace))
        } catch { throw Problem(error) }
    }

    private func write(_ namespace: Namespace, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("name", namespace.name, into: &out)
        JSONWriter.member("topics", namespace.topics().count, into: &out)
        JSONWriter.member("queues", namespace.queues().count, into: &out)
        JSONWriter.closeObject(into: &out)
    }
}
