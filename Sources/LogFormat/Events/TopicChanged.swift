package import Base

/// A topic got other settings or more partitions.
///
/// ```
///  0  8  event header
///  8  4  id
/// 12  1  ack
/// 13  1  validate
/// 14  2  zero
/// 16  4  partitions before
/// 20  4  added partitions n
/// 24  4 × n  log of each added partition
/// ..  4  length of the tagged fields, and those: see `TopicSettings+Coding`
/// ```
package struct TopicChanged: Equatable, Sendable {
    package var id: EntityID
    /// All settings as they are from now on.
    package var settings: TopicSettings
    /// The partition that the first added log is; how many there were before.
    package var firstPartition: UInt32
    /// The logs of the added partitions.
    package var addedLogs: [LogID]

    package init(id: EntityID, settings: TopicSettings, firstPartition: UInt32, addedLogs: [LogID]) {
        self.id = id
        self.settings = settings
        self.firstPartition = firstPartition
        self.addedLogs = addedLogs
    }
}

extension TopicChanged {
    init(_ fields: inout FieldReader) throws(FormatError) {
        id = try fields.entity()
        settings = TopicSettings(ack: try fields.ack(), validate: try fields.validation())
        try fields.zero(UInt16.self)
        firstPartition = try fields.next(UInt32.self)
        addedLogs = try fields.logs(try fields.next(UInt32.self))
        guard Int(firstPartition) + addedLogs.count <= Limits.partitionsMax else { throw .badField("logs") }
        try settings.read(try fields.tagged())
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.topicChanged)
        output.append(id)
        output.append(settings.ack.rawValue)
        output.append(settings.validate.rawValue)
        output.append(littleEndian: UInt16(0))
        output.append(littleEndian: firstPartition)
        output.append(littleEndian: UInt32(addedLogs.count))
        output.append(addedLogs)
        settings.encodeTagged(into: &output)
        output.endEvent(start)
    }
}
