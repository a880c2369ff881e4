internal import Base
internal import LogFormat
internal import LogStore

/// Puts one gzip member together from stored blocks and from bytes that are compressed here, on a worker.
struct GzipMember: ~Copyable {
    private var parts: [StoredPage.Part] = []
    private var crc32: UInt32 = 0
    private var plainBytes = 0

    var isEmpty: Bool { parts.isEmpty }

    mutating func append(_ run: StoredRun) {
        parts.append(StoredPage.Part(bytes: run.bytes.bytes, owner: run.bytes))
        note(run.crc32, run.plainBytes)
    }

    /// Compresses a piece at a time, so that no memory is taken in vain.
    mutating func append(plain: ByteView) {
        if plain.isEmpty { return }
        let deflater = Codecs.deflater(.fast)
        var out = ByteBuffer()
        var rest = plain
        while !rest.isEmpty {
            let count = min(rest.count, Limits.blockBytes * 4)
            deflater.deflate(rest[0..<count], into: &out)
            rest = rest.dropping(count)
        }
        parts.append(PageBytes(out).part)
        note(CRC32.checksum(plain), plain.count)
    }

    /// The member from its head to its end.
    consuming func finish() -> [StoredPage.Part] {
        var head = ByteBuffer(capacity: GzipFraming.headerBytes)
        GzipFraming.appendHeader(into: &head)
        var end = ByteBuffer(capacity: GzipFraming.endBytes)
        GzipFraming.appendEnd(crc32: crc32, plainBytes: plainBytes, into: &end)
        return [PageBytes(head).part] + parts + [PageBytes(end).part]
    }

    private mutating func note(_ crc32: UInt32, _ bytes: Int) {
        self.crc32 = GzipFraming.combine(self.crc32, crc32, bytes: bytes)
        plainBytes += bytes
    }
}
