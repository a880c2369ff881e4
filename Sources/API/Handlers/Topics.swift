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
        answerList(call, "topics", namespace.topics()) { write($0, into: &$1) }
    }

    func showTopic(_ call: Call, _ options: borrowing OptionReader) throws(Problem) {
        try call.acceptJSON()
        let topic = try topic(call)
        let isEffective = try options.boolean(.effective)
        call.exchange.answerJSON(gate: node.gateNow()) {
            write(topic, isEffective: isEffective, into: &$0)
        }
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
        answerDeclared(call, declared, at: "\(topic.namespace.path)/topics/\(topic.name)") { changed, out in
            write(topic, changed: changed, into: &out)
        }
    }

    /// Appends a topic as it was declared, or as it is by its policy.
    func write(
        _ topic: Topic, isEffective: Bool = false, changed: [String]? = nil, into out: inout ByteBuffer
    ) {
        let settings = isEffective ? topic.settings : topic.settings.withoutPolicy
        JSONWriter.openObject(into: &out)
        JSONWriter.member("namespace", topic.namespace.name, into: &out)
        JSONWriter.member("name", topic.name, into: &out)
        JSONWriter.member("partitions", topic.partitionCount, into: &out)
        JSONWriter.member("ack", ByteView(settings.ack.name), into: &out)
        JSONWriter.member("validate", ByteView(settings.validate.name), into: &out)
        out.appendMember("retention", settings.retention)
        JSONWriter.member("cleanup", ByteView(settings.cleanup.name), into: &out)
        JSONWriter.member("tombstone_time", settings.tombstoneTime, into: &out)
        topic.settings.writeRuling(whole: isEffective, into: &out)
        JSONWriter.member("declared_at", topic.declaredAt, into: &out)
        out.appendMember("changed", changed)
        JSONWriter.closeObject(into: &out)
    }
}

extension ByteBuffer {
    /// A member that is an object with the limits there are.
    mutating func appendMember(_ name: StaticString, _ retention: Retention) {
        JSONWriter.name(name, into: &self)
        JSONWriter.openObject(into: &self)
        if let time = retention.time { JSONWriter.member("time", time, into: &self) }
        if let bytes = retention.bytes { JSONWriter.member("bytes", bytes, into: &self) }
        if let count = retention.count { JSONWriter.member("count", count, into: &self) }
        JSONWriter.closeObject(into: &self)
    }

    /// A member that is an array of strings; nothing when there is none or it is empty.
    mutating func appendMember(_ name: StaticString, _ strings: [String]?) {
        guard let strings, !strings.isEmpty else { return }
        JSONWriter.name(name, into: &self)
        JSONWriter.openArray(into: &self)
        for string in strings { JSONWriter.string(string, into: &self) }
        JSONWriter.closeArray(into: &self)
    }
}
