internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node

extension Interface {
    func listTopics(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let all = namespace.topics()
        call.exchange.answerJSON(gate: node.gateNow()) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.name("topics", into: &out)
            JSONWriter.openArray(into: &out)
            for topic in all { write(topic, into: &out) }
            JSONWriter.closeArray(into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    func showTopic(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let topic = try topic(call)
        call.exchange.answerJSON(gate: node.gateNow()) { write(topic, into: &$0) }
    }

    func declareTopic(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let name = try call.name(call.parameters.first, of: "topic")
        let createOnly = call.isCreateOnly
        let wish = try TopicWish(reading: try await call.exchange.readControlBody())
        do throws(Refused) {
            answer(call, try namespace.declareTopic(name, wish, createOnly: createOnly))
        } catch { throw Problem(error) }
    }

    func changeTopic(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let topic = try topic(call)
        let wish = try TopicWish(reading: try await call.exchange.readControlBody())
        do throws(Refused) {
            answer(call, try topic.namespace.changeTopic(topic, wish))
        } catch { throw Problem(error) }
    }

    func deleteTopic(_ call: Call) throws(Problem) {
        let topic = try topic(call)
        do throws(Refused) {
            call.exchange.answerNothing(gate: try topic.namespace.deleteTopic(topic))
        } catch { throw Problem(error) }
    }

    private func answer(_ call: Call, _ declared: Gated<Declared<Topic>>) {
        let topic = declared.value.value
        let isNew = declared.value.created
        call.exchange.answerJSON(
            isNew ? .created : .ok, gate: declared.gate,
            fields: { fields in
                fields.noStore()
                if isNew { fields.field("Location", "\(topic.namespace.path)/topics/\(topic.name)") }
            }
        ) { write(topic, changed: isNew ? nil : declared.value.changed, into: &$0) }
    }

    private func write(_ topic: Topic, changed: [String]? = nil, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("namespace", topic.namespace.name, into: &out)
        JSONWriter.member("name", topic.name, into: &out)
        JSONWriter.member("partitions", topic.partitionCount, into: &out)
        JSONWriter.member("ack", ByteView(topic.settings.ack.name), into: &out)
        JSONWriter.member("validate", ByteView(topic.settings.validate.name), into: &out)
        JSONWriter.member("declared_at", topic.declaredAt, into: &out)
        out.appendMember("changed", changed)
        JSONWriter.closeObject(into: &out)
    }
}

extension TopicWish {
    private static let known = ["partitions", "ack", "validate"]
    private static let later = ["retention", "cleanup", "spread"]

    /// Reads a declaration or a merge-patch, where `null` means the default.
    init(reading body: ByteView) throws(Problem) {
        self.init()
        var members = try BodyReader(body, known: Self.known, later: Self.later)
        while let member = try members.next() {
            let value = member.value
            switch member.name {
            case "partitions":
                partitions = value.isNull ? 1 : try members.integer(value, in: 1...Limits.partitionsMax)
            case "ack":
                ack = value.isNull ? TopicSettings.standard.ack : try members.ack(value)
            case "validate":
                validate = value.isNull ? TopicSettings.standard.validate : try members.validation(value)
            default: throw members.unknown(member)
            }
        }
    }
}

extension ByteBuffer {
    /// A member that is an array of strings; nothing when there is none or it is empty.
    mutating func appendMember(_ name: StaticString, _ strings: [String]?) {
        guard let strings, !strings.isEmpty else { return }
        JSONWriter.name(name, into: &self)
        JSONWriter.openArray(into: &self)
        for string in strings { JSONWriter.string(string, into: &self) }
        JSONWriter.closeArray(into: &self)
    }
}
