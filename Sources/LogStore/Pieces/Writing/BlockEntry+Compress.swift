package import Base
package import LogFormat

extension BlockEntry {
    /// Compresses lines into one block at the end of `out` and says what it is; its position is 0.
    static func compress(
        _ plain: ByteView, _ tally: LineTally, with deflater: any Deflating, into out: inout ByteBuffer
    ) -> BlockEntry {
        let start = out.count
        deflater.deflate(plain, into: &out)
        return BlockEntry(
            first: tally.first, last: tally.last, lines: tally.lines, timeFirst: tally.timeFirst,
            timeLast: tally.timeLast, storedBytes: out.count - start, plainBytes: plain.count,
            crc32: CRC32.checksum(plain), checksum: CRC32C.checksum(out.bytes.dropping(start)),
            density: deflater.density)
    }

    /// The same lines, compressed anew.
    package func compressed(
        _ plain: ByteView, with deflater: any Deflating, into out: inout ByteBuffer
    ) -> BlockEntry {
        .compress(plain, LineTally(self), with: deflater, into: &out)
    }
}
