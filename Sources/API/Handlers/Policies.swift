internal import Base
internal import Broker
internal import HTTPTransport
internal import JSONText
internal import LogFormat
internal import Node

/// Settings that are given by the names of queues and topics.
extension Interface {
    func runPolicies(_ call: Call) async throws(Problem) {
        switch call.operation {
        case .listPolicies: try listPolicies(call)
        case .declarePolicy: try await declarePolicy(call)
        case .getPolicy: try showPolicy(call)
        default: try deletePolicy(call)
        }
    }

    private func listPolicies(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        answerList(call, "policies", namespace.policies()) { $0.write(into: &$1) }
    }

    private func showPolicy(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let policy = try policy(call)
        call.exchange.answerJSON(gate: node.gateNow()) { policy.write(users: policy.usersCount, into: &$0) }
    }

    private func declarePolicy(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let name = try call.name(call.parameters.first, of: "policy")
        let createOnly = call.isCreateOnly
        let known = namespace.policy(call.path[call.parameters.first])
        let wish = try PolicyWish(
            reading: try await call.exchange.readControlBody(), before: known?.settings.rules.kind)
        let declared: Gated<Declared<Policy>>
        do throws(Refused) {
            declared = try namespace.declarePolicy(name, wish, createOnly: createOnly)
        } catch { throw Problem(error) }
        let policy = declared.value.value
        answerDeclared(call, declared, at: "\(namespace.path)/policies/\(name)") { changed, out in
            policy.write(users: policy.usersCount, changed: changed, into: &out)
        }
    }

    private func deletePolicy(_ call: Call) throws(Problem) {
        let policy = try policy(call)
        do throws(Refused) {
            call.exchange.answerNothing(gate: try policy.namespace.deletePolicy(policy))
        } catch { throw Problem(error) }
    }

    private func policy(_ call: Call) throws(Problem) -> Policy {
        let namespace = try namespace(call)
        if let policy = namespace.policy(call.path[call.parameters.first]) { return policy }
        let name = try call.name(call.parameters.first, of: "policy")
        throw Problem(
            .policyNotFound, "There is no policy \"\(name)\" in the namespace \"\(namespace.name)\".",
            fix: "GET \(namespace.path)/policies lists them."
        ).held(by: node.gateNow())
    }
}

extension Policy {
    /// Appends it as an object; `users` is how many queues or topics are under it.
    func write(users: Int? = nil, changed: [String]? = nil, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("namespace", namespace.name, into: &out)
        JSONWriter.member("name", name, into: &out)
        JSONWriter.member("applies_to", ByteView(settings.rules.kind.name), into: &out)
        JSONWriter.member("pattern", settings.pattern, into: &out)
        JSONWriter.member("priority", settings.priority, into: &out)
        JSONWriter.name("settings", into: &out)
        switch settings.rules {
        case .queues(let rules): rules.write(into: &out)
        case .topics(let rules): rules.write(into: &out)
        }
        if let users { JSONWriter.member("in_force", users, into: &out) }
        JSONWriter.member("declared_at", declaredAt, into: &out)
        out.appendMember("changed", changed)
        JSONWriter.closeObject(into: &out)
    }
}
