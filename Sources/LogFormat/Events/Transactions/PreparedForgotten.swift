package import Base

/// What became of prepared messages is not known any more, if it was before a time.
///
/// ```
///  0  8  event header
///  8  8  ended before, ms
/// 16  4  length of the tagged fields: none yet
/// ```
package struct PreparedForgotten: Equatable, Sendable {
    package var endedBefore: Instant

    package init(endedBefore: Instant) { self.endedBefore = endedBefore }
}

extension PreparedForgotten {
    init(_ fields: inout FieldReader) throws(FormatError) {
        endedBefore = try fields.instant()
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.preparedForgotten)
        output.append(endedBefore)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
