package import Base

/// Idempotency-Keys and producers that were last heard of before a time are not known any more.
///
/// ```
///  0  8  event header
///  8  8  keys taken before this are forgotten, ms
/// 16  8  producers last heard of before this are forgotten, ms
/// 24  4  length of the tagged fields: none yet
/// ```
package struct ResultsForgotten: Equatable, Sendable {
    package var keysBefore: Instant
    package var producersBefore: Instant

    package init(keysBefore: Instant, producersBefore: Instant) {
        self.keysBefore = keysBefore
        self.producersBefore = producersBefore
    }
}

extension ResultsForgotten {
    init(_ fields: inout FieldReader) throws(FormatError) {
        keysBefore = try fields.instant()
        producersBefore = try fields.instant()
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.resultsForgotten)
        output.append(keysBefore)
        output.append(producersBefore)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
