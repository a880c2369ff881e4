package import Base

/// Messages that joined a queue in the same frame are recognised when they come again.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  messages n
/// 16  8  at, ms
/// 24  4  length of the tagged fields: none yet
/// 28  16 × n  hash of the id u64 · lane and offset u64
/// ```
package struct Identified: Equatable, Sendable {
    /// One message and what it is recognised by.
    package struct Message: Equatable, Sendable {
        package var hash: UInt64
        package var place: LaneOffset

        package init(hash: UInt64, place: LaneOffset) {
            self.hash = hash
            self.place = place
        }
    }

    package var queue: EntityID
    package var at: Instant
    /// At least one, in the order they joined.
    package var messages: [Message]

    package init(queue: EntityID, at: Instant, messages: [Message]) {
        self.queue = queue
        self.at = at
        self.messages = messages
    }
}

extension Identified {
    static let messageBytes = 16

    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        let count = try fields.next(UInt32.self)
        at = try fields.instant()
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        let bytes = try fields.rest()
        guard count > 0, bytes.count == Int(count) * Self.messageBytes else { throw .badField("messages") }
        messages = []
        messages.reserveCapacity(Int(count))
        for start in stride(from: 0, to: bytes.count, by: Self.messageBytes) {
            let place = LaneOffset(packed: bytes.load(start + 8, as: UInt64.self))
            guard place.lane < LaneOffset.lanesMax else { throw .badField("lane") }
            messages.append(Message(hash: bytes.load(start, as: UInt64.self), place: place))
        }
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.identified)
        output.append(queue)
        output.append(littleEndian: UInt32(messages.count))
        output.append(at)
        output.appendNoTagged()
        for message in messages {
            output.append(littleEndian: message.hash)
            output.append(littleEndian: message.place.packed)
        }
        output.endEvent(start)
    }
}
