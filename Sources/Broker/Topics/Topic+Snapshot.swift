internal import Base
internal import LogFormat

extension Topic {
    /// The event that would declare it as it is now.
    var declaration: TopicDeclared {
        TopicDeclared(
            id: id, namespace: namespace, declaredAt: declaredAt, settings: settings, name: name, logs: logs)
    }

    /// What all entities begin with, then a `topic_declared` event with the settings and logs of now.
    func encode(into output: inout ByteBuffer) {
        let start = output.beginRecord(.topic)
        EntityFields.encode(mark, version: version, into: &output)
        Event.topicDeclared(declaration).encode(into: &output, runs: [])
        output.endRecord(start)
    }
}

extension Broker {
    mutating func restoreTopic(_ fields: inout FieldReader) throws(FormatError) {
        let entity = try EntityFields(&fields)
        guard case .topicDeclared(let event) = try fields.declaration() else { throw .badField("event") }
        let topic = Topic(event)
        topic.version = entity.version
        topic.mark = entity.mark
        guard entities.restore(.topic(topic), at: event.id) else { throw .badField("id") }
        // One that is gone by the time logs are visited must not be given again.
        for log in event.logs {
            guard entities.isPlausible(log: log) else { throw .badField("log") }
            entities.reserve(entities: 0, logs: log.rawValue + 1)
        }
    }
}
