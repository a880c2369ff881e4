internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// A message that stands in a body as an item of a batch would.
///
/// Read one after the other; the memory is kept for the next.
struct MessageItem: ~Copyable {
    private var wrapped = ByteBuffer()
    private var composer = LineComposer()
    /// Where `text` begins in its body.
    private var shift = 0
    /// What was read last; its ranges count in `text`.
    private(set) var record = BatchRecord()

    var text: ByteView { wrapped.bytes }

    /// Takes in the next one.
    mutating func read(_ value: JSONValue) throws(Problem) {
        wrapped.removeAll()
        wrapped.append(UInt8(ascii: "["))
        wrapped.append(value.raw)
        wrapped.append(UInt8(ascii: "]"))
        shift = value.range.lowerBound - 1
        record = BatchRecord()
        var scanner = BatchScanner(wrapped.bytes, .document)
        do throws(JSONError) { _ = try scanner.next(&record) } catch {
            throw Problem(error, in: wrapped.bytes, known: BatchRecord.memberNames, shift: shift)
        }
    }

    /// What a queue is told of it.
    borrowing func traits(_ hasher: IdentityHasher) -> MessageTraits {
        record.traits.map { MessageTraits($0, of: text, hasher) } ?? MessageTraits()
    }

    /// Appends the line of what was read; tells its key, which stands until the next one.
    mutating func compose(
        requiresJSON: Bool, routing: LineRouting? = nil, into lines: inout ByteBuffer
    ) throws(Problem) -> ByteView? {
        composer.routing = routing
        do throws(LineError) {
            let key = try composer.key(of: record, in: text)
            try composer.compose(record, of: text, key: key, requiresJSON: requiresJSON, into: &lines)
            return key
        } catch { throw Problem(error.shifted(by: shift)) }
    }
}
