import Base
import Testing

/// What `body` appends to an empty buffer, as text.
func written(_ body: (inout ByteBuffer) -> Void) -> String {
    var buffer = ByteBuffer()
    body(&buffer)
    return buffer.bytes.string
}

/// Bytes in a form that a failure can print.
func shown(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix(2000), as: UTF8.self).debugDescription
}

/// Records an issue unless both are the same; unlike the macro it does not print thousands of numbers.
func expectSame(
    _ found: [UInt8], _ wanted: [UInt8], _ place: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    if found == wanted { return }
    Issue.record("\(place()): \(shown(found)) is not \(shown(wanted))", sourceLocation: sourceLocation)
}
