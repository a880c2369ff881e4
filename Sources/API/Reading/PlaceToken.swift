package import Base

/// Where somebody stands, as text that a client gives back: a prefix, and base64url of fields with their CRC-32C.
package protocol PlaceToken {
    /// What the text begins with; it tells one kind from another.
    static var prefix: StaticString { get }

    func encode(into fields: inout ByteBuffer)

    /// Reads what `encode` wrote, or gives nil; what is left over is looked at by the caller.
    static func decode(_ fields: inout VarintReader) -> Self?
}

extension PlaceToken {
    /// Bytes of the longest text that is read.
    package static var textBytesMax: Int { 4096 }

    /// Whether `text` claims to be one.
    package static func isLike(_ text: ByteView) -> Bool { text.hasPrefix(prefix) }

    /// Appends the text; `scratch` is emptied and used.
    package func write(into out: inout ByteBuffer, scratch: inout ByteBuffer) {
        scratch.removeAll()
        encode(into: &scratch)
        scratch.append(littleEndian: CRC32C.checksum(scratch.bytes))
        out.append(Self.prefix)
        Base64.encodeURL(scratch.bytes, into: &out)
    }

    /// The text as a string.
    package var text: String {
        var out = ByteBuffer()
        var scratch = ByteBuffer()
        write(into: &out, scratch: &scratch)
        return out.bytes.string
    }

    /// Reads one, or gives nil for anything that was not written as one.
    package init?(_ text: ByteView) {
        guard Self.isLike(text), text.count <= Self.textBytesMax else { return nil }
        var payload = ByteBuffer(capacity: text.count)
        let rest = text.dropping(ByteView(Self.prefix).count)
        do throws(TextError) { try Base64.decodeURL(rest, into: &payload) } catch { return nil }
        let bytes = payload.bytes
        guard bytes.count > 4 else { return nil }
        let end = bytes.count - 4
        guard bytes.load(end, as: UInt32.self) == CRC32C.checksum(bytes[0..<end]) else { return nil }
        var fields = VarintReader(bytes[0..<end])
        guard let token = Self.decode(&fields), fields.isAtEnd else { return nil }
        self = token
    }
}
