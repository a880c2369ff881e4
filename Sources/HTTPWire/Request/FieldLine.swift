internal import Base
internal import CIntrinsics

/// One step through a field section, used alike for heads and trailers.
///
/// Every verdict hangs only on bytes before the place where it is reached, so that a section fed in pieces
/// is judged as when it is fed whole (RFC 9112, section 5).
enum FieldLine {
    /// A field, and where the next line starts.
    case field(FieldSlice, next: Int)
    /// The empty line; the section ends at `next`.
    case end(next: Int)
    /// The line is not there yet as a whole.
    case incomplete

    /// Reads the line that starts at `start`.
    @inline(__always)
    static func read(_ bytes: ByteView, at start: Int) throws(Refusal) -> FieldLine {
        let end = bytes.count
        let base = unsafe bytes.base
        let nameCount = unsafe martlet_token_end(base + start, end &- start)
        let colon = start &+ nameCount
        if colon == end { return .incomplete }
        guard unsafe base.load(fromByteOffset: colon, as: UInt8.self) == UInt8(ascii: ":"), nameCount > 0
        else { return try withoutName(bytes, at: start, stop: colon) }
        var valueStart = colon &+ 1
        while valueStart < end, isBlank(unsafe base.load(fromByteOffset: valueStart, as: UInt8.self)) {
            valueStart &+= 1
        }
        let stop = unsafe valueStart &+ martlet_value_end(base + valueStart, end &- valueStart)
        if stop == end { return .incomplete }
        guard unsafe base.load(fromByteOffset: stop, as: UInt8.self) == 0x0d else {
            throw unexpected(bytes[stop], otherwise: .controlByte)
        }
        let next = stop &+ 2
        if next > end { return .incomplete }
        guard unsafe base.load(fromByteOffset: stop &+ 1, as: UInt8.self) == 0x0a else {
            throw Refusal(.bareCarriageReturn)
        }
        var valueEnd = stop
        while valueEnd > valueStart, isBlank(unsafe base.load(fromByteOffset: valueEnd &- 1, as: UInt8.self))
        {
            valueEnd &-= 1
        }
        let slice = FieldSlice(
            nameStart: UInt16(truncatingIfNeeded: start),
            nameCount: UInt16(truncatingIfNeeded: nameCount),
            valueStart: UInt16(truncatingIfNeeded: valueStart),
            valueCount: UInt16(truncatingIfNeeded: valueEnd &- valueStart))
        return .field(slice, next: next)
    }

    /// Judges a line that has no `name:` at its start: the empty line, or a refusal.
    @inline(never)
    private static func withoutName(_ bytes: ByteView, at start: Int, stop: Int) throws(Refusal) -> FieldLine
    {
        let byte = bytes[stop]
        if stop == start {
            if byte == 0x0d {
                if stop + 1 == bytes.count { return .incomplete }
                guard bytes[stop + 1] == 0x0a else { throw Refusal(.bareCarriageReturn) }
                return .end(next: stop + 2)
            }
            if isBlank(byte) { throw Refusal(.obsoleteFolding) }
        }
        if isBlank(byte) { throw Refusal(.spaceBeforeColon) }
        throw unexpected(byte, otherwise: .badFieldName)
    }

    @inline(__always)
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// The refusal for a byte that may not stand where it does.
func unexpected(_ byte: UInt8, otherwise kind: RefusalKind) -> Refusal {
    switch byte {
    case 0x0a: Refusal(.bareLineFeed)
    case 0x0d, 0x09: Refusal(kind)
    case 0..<0x20, 0x7f: Refusal(.controlByte)
    default: Refusal(kind)
    }
}
