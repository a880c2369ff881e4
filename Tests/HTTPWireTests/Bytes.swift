import Base

/// What `body` appends to an empty buffer, as text.
func written(_ body: (inout ByteBuffer) -> Void) -> String {
    var buffer = ByteBuffer()
    body(&buffer)
    return buffer.bytes.string
}
