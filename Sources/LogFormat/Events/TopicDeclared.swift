package import Base

/// A topic came to be.
///
/// ```
///  0  8  event header
///  8  4  id
/// 12  4  namespace
/// 16  8  declared at, ms
/// 24  1  ack: 1 flush, 2 none
/// 25  1  validate: 1 none, 2 json
/// 26  2  zero
/// 28  4  partitions n
/// 32  4 × n  log of each partition
/// ..     name
/// ..  4  length of the tagged fields, and those: see `TopicSettings+Coding`
/// ```
package struct TopicDeclared: Equatable, Sendable {
    package var id: EntityID
    package var namespace: EntityID
    package var declaredAt: Instant
    package var settings: TopicSettings
    package var name: String
    /// The log of each partition, by partition.
    package var logs: [LogID]

    package init(
        id: EntityID, namespace: EntityID, declaredAt: Instant, settings: TopicSettings, name: String,
        logs: [LogID]
    ) {
        self.id = id
        self.namespace = namespace
        self.declaredAt = declaredAt
        self.settings = settings
        self.name = name
        self.logs = logs
    }
}

extension TopicDeclared {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.entity()
        namespace = try fields.entity()
        declaredAt = try fields.instant()
        settings = TopicSettings(ack: try fields.ack(), validate: try fields.validation())
        try fields.zero(UInt16.self)
        logs = try fields.logs(try fields.next(UInt32.self))
        guard !logs.isEmpty else { throw .badField("logs") }
        name = try fields.name()
        try settings.read(try fields.tagged())
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.topicDeclared)
        output.append(id)
        output.append(namespace)
        output.append(declaredAt)
        output.append(settings.ack.rawValue)
        output.append(settings.validate.rawValue)
        output.append(littleEndian: UInt16(0))
        output.append(littleEndian: UInt32(logs.count))
        output.append(logs)
        output.append(name: name)
        settings.encodeTagged(into: &output)
        output.endEvent(start)
    }
}
