internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node

/// Declaring consumer groups; how members poll stands in `Groups/`.
extension Interface {
    func listGroups(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        answerList(call, "groups", namespace.groups()) { write($0, into: &$1) }
    }

    func showGroup(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let group = try group(call)
        let look: Gated<GroupLook>
        do throws(Refused) { look = try group.look() } catch { throw Problem(error) }
        let status = look.value.status
        call.exchange.answerJSON(gate: look.gate) { out in
            write(group, into: &out) { out in
                JSONWriter.member("generation", status.generation, into: &out)
                JSONWriter.member("members", status.members.count, into: &out)
                JSONWriter.member("partitions", status.ownerships.count, into: &out)
                if let since = status.emptySince { JSONWriter.member("empty_since", since, into: &out) }
            }
        }
    }

    func declareGroup(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let name = try call.name(call.parameters.first, of: "group")
        let createOnly = call.isCreateOnly
        let wish = try GroupWish(reading: try await call.exchange.readControlBody())
        if case .at(let topics) = wish.topics { try require(topics, in: namespace) }
        do throws(Refused) {
            answer(call, try namespace.declareGroup(name, wish, createOnly: createOnly))
        } catch { throw Problem(error) }
    }

    func changeGroup(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let group = try group(call)
        let wish = try GroupWish(reading: try await call.exchange.readControlBody())
        if case .at(let topics) = wish.topics { try require(topics, in: group.namespace) }
        do throws(Refused) {
            answer(call, try group.namespace.changeGroup(group, wish))
        } catch { throw Problem(error) }
    }

    func deleteGroup(_ call: Call) throws(Problem) {
        let group = try group(call)
        do throws(Refused) {
            call.exchange.answerNothing(gate: try group.namespace.deleteGroup(group))
        } catch { throw Problem(error) }
    }

    /// Stops handing out messages, or goes on with it.
    func pauseGroup(_ call: Call, _ isPaused: Bool) throws(Problem) {
        try call.acceptJSON()
        let group = try group(call)
        let changed: Gated<Group>
        do throws(Refused) { changed = try group.namespace.pauseGroup(group, isPaused) } catch {
            throw Problem(error)
        }
        call.exchange.answerJSON(gate: changed.gate) { write(changed.value, into: &$0) }
    }

    private func answer(_ call: Call, _ declared: Gated<Declared<Group>>) {
        let group = declared.value.value
        answerDeclared(call, declared, at: "\(group.namespace.path)/groups/\(group.name)") { changed, out in
            write(group, into: &out) { $0.appendMember("changed", changed) }
        }
    }

    func write(
        _ group: Group, into out: inout ByteBuffer, more: (inout ByteBuffer) -> Void = { _ in }
    ) {
        let settings = group.settings
        JSONWriter.openObject(into: &out)
        JSONWriter.member("namespace", group.namespace.name, into: &out)
        JSONWriter.member("name", group.name, into: &out)
        out.appendMember("topics", settings.topics?.entries)
        JSONWriter.member("assignor", ByteView(settings.assignor.name), into: &out)
        JSONWriter.member("start", ByteView(settings.start.name), into: &out)
        JSONWriter.member("ephemeral", settings.isEphemeral, into: &out)
        JSONWriter.member("session_timeout", settings.sessionTimeout, into: &out)
        JSONWriter.member("processing_timeout", settings.processingTimeout, into: &out)
        if let expire = settings.offsetsExpire { JSONWriter.member("offsets_expire", expire, into: &out) }
        JSONWriter.member("paused", group.isPaused, into: &out)
        JSONWriter.member("declared_at", group.declaredAt, into: &out)
        more(&out)
        JSONWriter.closeObject(into: &out)
    }
}
