package import Base

/// How many bytes messages have that joined a queue in the same frame; told where those are bounded.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  log
/// 16  4  messages n
/// 20  4  sizes m: n, or 1 when all have as many
/// 24  8  first offset
/// 32  4  length of the tagged fields: none yet
/// 36  4 × m  bytes of each
/// ```
package struct Weighed: Equatable, Sendable {
    package var queue: EntityID
    package var log: LogID
    package var first: Offset
    package var count: Int
    /// Bytes of each message; one number when all have as many.
    package var sizes: [UInt32]

    package init(queue: EntityID, log: LogID, first: Offset, count: Int, sizes: [UInt32]) {
        self.queue = queue
        self.log = log
        self.first = first
        self.count = count
        self.sizes = sizes
    }

    /// Bytes of the message with this number.
    package subscript(index: Int) -> UInt32 { sizes.count == 1 ? sizes[0] : sizes[index] }
}

extension Weighed {
    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        log = LogID(try fields.next(UInt32.self))
        count = Int(try fields.next(UInt32.self))
        let sizeCount = Int(try fields.next(UInt32.self))
        first = Offset(try fields.next(UInt64.self))
        guard count > 0, first.rawValue < 1 << 53 else { throw .badField("messages") }
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        let bytes = try fields.rest()
        guard sizeCount == 1 || sizeCount == count, bytes.count == 4 * sizeCount else {
            throw .badField("sizes")
        }
        sizes = []
        sizes.reserveCapacity(bytes.count / 4)
        for at in stride(from: 0, to: bytes.count, by: 4) { sizes.append(bytes.load(at, as: UInt32.self)) }
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.weighed)
        output.append(queue)
        output.append(littleEndian: log.rawValue)
        output.append(littleEndian: UInt32(count))
        output.append(littleEndian: UInt32(sizes.count))
        output.append(littleEndian: first.rawValue)
        output.appendNoTagged()
        for size in sizes { output.append(littleEndian: size) }
        output.endEvent(start)
    }
}
