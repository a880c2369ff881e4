package import Base

/// A `continued` event: more bytes of the line that the `appended` event before it left open.
///
/// ```
///  0  8  event header; flag 1: the line goes on in the next event, which is a `continued` one as well
///  8     bytes of the line; the last ones end in LF
/// ```
/// It stands at the start of the frame behind the one whose last event it continues.
package struct AppendedContinued: Sendable {
    package let goesOn: Bool
    package let piece: ByteView

    /// Reads one event that begins at the start of `bytes`.
    package init(decoding bytes: ByteView) throws(FormatError) {
        let header = try EventHeader(decoding: bytes)
        guard header.kind == .continued else { throw .badField("kind") }
        goesOn = header.flags & AppendedHead.goesOnFlag != 0
        piece = bytes[EventHeader.encodedBytes..<header.eventBytes]
    }

    /// Writes what stands before `pieceBytes` bytes of the line.
    package static func encodeHead(goesOn: Bool, pieceBytes: Int, into output: inout ByteBuffer) {
        let flags = goesOn ? AppendedHead.goesOnFlag : 0
        EventHeader(kind: .continued, flags: flags, length: pieceBytes).encode(into: &output)
    }
}
