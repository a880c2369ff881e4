internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node

/// Everything that was declared, as one document: to look at, to keep, to declare elsewhere.
extension Interface {
    /// Members of what is shown that say how something is, not what it was declared as.
    private static let shownOnly = [
        "namespace", "declared_at", "changed", "paused", "generation", "members", "partitions_owned",
        "empty_since", "state", "next_run", "last_run", "runs", "missed", "waiting_for", "exchange",
        "messages", "policy",
    ]

    func runDefinitions(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        if call.operation == .getDefinitions { return try showDefinitions(call) }
        try await applyDefinitions(call, options)
    }

    private func showDefinitions(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        call.exchange.answerJSON(gate: node.gateNow()) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("version", 1, into: &out)
            JSONWriter.name("namespaces", into: &out)
            JSONWriter.openArray(into: &out)
            for namespace in node.namespaces() { write(namespace, into: &out) }
            JSONWriter.closeArray(into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    private func write(_ namespace: Namespace, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("name", namespace.name, into: &out)
        list("topics", namespace.topics(), { $0.settings.undeclared }, into: &out) {
            write($0, into: &$1)
        }
        JSONWriter.name("exchanges", into: &out)
        JSONWriter.openArray(into: &out)
        for exchange in namespace.exchanges() { write(definitionOf: exchange, into: &out) }
        JSONWriter.closeArray(into: &out)
        // A queue that makes itself is made anew where it is needed.
        let queues = namespace.queues().filter { !$0.makesItself }
        list("queues", queues, { $0.settings.undeclared }, into: &out) { write($0, into: &$1) }
        // An ephemeral group is made by its members.
        let groups = namespace.groups().filter { !$0.settings.isEphemeral }
        list("groups", groups, into: &out) { write($0, into: &$1) }
        list("schedules", schedules(of: namespace), into: &out) {
            $0.write(in: namespace, isListed: false, into: &$1)
        }
        list("policies", namespace.policies(), into: &out) { $0.write(into: &$1) }
        JSONWriter.closeObject(into: &out)
    }

    private func write(definitionOf exchange: MessageExchange, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("name", exchange.name, into: &out)
        JSONWriter.member("type", ByteView(exchange.settings.type.name), into: &out)
        if exchange.settings.isInternal { JSONWriter.member("internal", true, into: &out) }
        if let alternate = exchange.settings.alternate {
            JSONWriter.member("alternate", alternate, into: &out)
        }
        // An ephemeral binding is gone when the server starts anew.
        let bindings = exchange.bindings().filter { !$0.binding.isEphemeral }
        list("bindings", bindings, { _ in ["ephemeral"] }, into: &out) {
            write($0, of: exchange, into: &$1)
        }
        JSONWriter.closeObject(into: &out)
    }

    /// Those that have something to send, by name.
    func schedules(of namespace: Namespace) -> [ScheduleStatus] {
        var found: [ScheduleStatus] = []
        var place: SchedulePlace?
        repeat {
            let page = namespace.schedules(behind: place, max: Limits.scheduleListMax).value
            found += page.schedules.filter { $0.finishedAt == nil }
            place = page.next
        } while place != nil
        return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func list<Listed>(
        _ name: StaticString, _ all: [Listed], _ dropped: (Listed) -> [String] = { _ in [] },
        into out: inout ByteBuffer, _ write: (Listed, inout ByteBuffer) -> Void
    ) {
        JSONWriter.name(name, into: &out)
        JSONWriter.openArray(into: &out)
        for one in all {
            var whole = ByteBuffer()
            write(one, &whole)
            var copy = ByteBuffer()
            do throws(JSONError) {
                let object = try JSONValue(checking: whole.bytes, depthMax: Limits.jsonDepthMax + 8)
                _ = try DefinitionText.copy(object, without: Self.shownOnly + dropped(one), into: &copy)
                JSONWriter.raw(copy.bytes, into: &out)
            } catch { continue }
        }
        JSONWriter.closeArray(into: &out)
    }
}
