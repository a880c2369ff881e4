package import Base

/// The topic whose messages a queue hands out, without a copy of them.
package struct QueueSource: Equatable, Sendable {
    /// Where the queue began to read.
    package enum Start: Equatable, Sendable {
        case earliest, latest
        case offset(Offset)
        case time(Instant)
    }

    package var topic: EntityID
    /// The topic's name; a topic that is a source keeps it.
    package var name: String
    package var start: Start

    package init(topic: EntityID, name: String, start: Start) {
        self.topic = topic
        self.name = name
        self.start = start
    }
}

/// As a tagged field: topic u32 · where it began, u8 (1 earliest, 2 latest, 3 offset, 4 time) · offset or ms, 8 · name.
extension QueueSource {
    init(_ bytes: ByteView) throws(FormatError) {
        var fields = FieldReader(bytes)
        topic = try fields.entity()
        let code = try fields.next(UInt8.self)
        let value = try fields.next(Int64.self)
        switch code {
        case 1 where value == 0: start = .earliest
        case 2 where value == 0: start = .latest
        case 3 where value >= 0 && value <= 1 << 53: start = .offset(Offset(UInt64(value)))
        case 4: start = .time(Instant(milliseconds: value))
        default: throw .badField("source")
        }
        let name = try fields.rest()
        do { try NameText.validate(name) } catch { throw .badField("name") }
        self.name = name.string
    }

    func encode(_ tag: UInt8, into output: inout ByteBuffer) {
        output.append(tag: tag, length: 13 + name.utf8.count)
        output.append(topic)
        let (code, value): (UInt8, Int64) =
            switch start {
            case .earliest: (1, 0)
            case .latest: (2, 0)
            case .offset(let offset): (3, Int64(offset.rawValue))
            case .time(let time): (4, time.milliseconds)
            }
        output.append(code)
        output.append(littleEndian: value)
        output.append(name)
    }
}
