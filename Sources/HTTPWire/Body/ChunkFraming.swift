package import Base

/// Writes the chunked coding around the pieces of an answer (RFC 9112, section 7.1).
package enum ChunkFraming {
    /// Most bytes that the line before a chunk takes.
    package static let headBytesMax = 18

    /// The size line of a chunk of `count` bytes; an empty chunk would end the body, hence `count` > 0.
    package static func beginChunk(of count: Int, into output: inout ByteBuffer) {
        precondition(count > 0, "an empty chunk ends the body")
        var shift = (UInt64.bitWidth - 1 - count.leadingZeroBitCount) & ~3
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: (count >> shift) & 15)
            output.append(digit < 10 ? digit + 48 : digit + 87)
            shift -= 4
        }
        output.append("\r\n")
    }

    /// What stands after a chunk's bytes.
    package static func endChunk(into output: inout ByteBuffer) { output.append("\r\n") }

    /// A whole chunk; nothing when `bytes` is empty.
    package static func write(_ bytes: ByteView, into output: inout ByteBuffer) {
        if bytes.isEmpty { return }
        output.reserve(bytes.count + headBytesMax + 2)
        beginChunk(of: bytes.count, into: &output)
        output.append(bytes)
        endChunk(into: &output)
    }

    /// The last chunk and an empty trailer section.
    package static func end(into output: inout ByteBuffer) { output.append("0\r\n\r\n") }
}
