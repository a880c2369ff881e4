internal import Base
internal import CIntrinsics

/// Reads `METHOD SP TARGET SP HTTP/1.x CRLF` (RFC 9112, section 3): one space each, no other white space.
enum RequestLine {
    /// Longest method token that is looked at; over it is `unsupportedMethod`.
    static let methodBytesMax = 32

    /// Fills method, target and version in; gives where the next line starts, or nil for want of bytes.
    static func read(_ bytes: ByteView, at start: Int, into head: inout RequestHead) throws(Refusal) -> Int? {
        guard let methodEnd = try method(bytes, at: start, into: &head) else { return nil }
        let base = unsafe bytes.base
        let targetStart = methodEnd &+ 1
        let length = unsafe martlet_target_end(base + targetStart, bytes.count &- targetStart)
        let targetEnd = targetStart &+ length
        guard length <= Limits.targetBytesMax else { throw Refusal(.targetTooLong) }
        guard targetEnd < bytes.count else { return nil }
        let stop = bytes[targetEnd]
        guard stop == 0x20, length > 0 else {
            throw unexpected(stop, otherwise: stop > 0x20 ? .badTarget : .badRequestLine)
        }
        head.targetRange = unsafe Range(uncheckedBounds: (targetStart, targetEnd))
        head.target = try RequestTarget(bytes, at: head.targetRange)
        if head.target.form == .asterisk, head.method != .options { throw Refusal(.badTarget) }
        return try version(bytes, at: targetEnd &+ 1, into: &head)
    }

    /// Gives where the space after the method stands.
    @inline(__always)
    private static func method(
        _ bytes: ByteView, at start: Int, into head: inout RequestHead
    ) throws(Refusal) -> Int? {
        if bytes.count &- start >= 8,
            let (method, length) = Method.leading(bytes.load(start, as: UInt64.self))
        {
            head.method = method
            head.methodRange = unsafe Range(uncheckedBounds: (start, start &+ length))
            return start &+ length
        }
        return try anyMethod(bytes, at: start, into: &head)
    }

    @inline(never)
    private static func anyMethod(
        _ bytes: ByteView, at start: Int, into head: inout RequestHead
    ) throws(Refusal) -> Int? {
        let length = unsafe martlet_token_end(bytes.base + start, bytes.count - start)
        guard length <= methodBytesMax else { throw Refusal(.unsupportedMethod) }
        let end = start + length
        guard end < bytes.count else { return nil }
        guard bytes[end] == 0x20, length > 0 else { throw unexpected(bytes[end], otherwise: .badRequestLine) }
        head.methodRange = start..<end
        head.method = Method(bytes[start..<end])
        // What follows a CONNECT is not HTTP, and its target is none of the forms served here.
        if head.method == .other, bytes[start..<end] == "CONNECT" { throw Refusal(.unsupportedMethod) }
        return end
    }

    /// Gives where the line after this one starts.
    @inline(__always)
    private static func version(
        _ bytes: ByteView, at start: Int, into head: inout RequestHead
    ) throws(Refusal) -> Int? {
        if bytes.count &- start >= 10 {
            let word = bytes.load(start, as: UInt64.self)
            let lineEnd = bytes.load(start &+ 8, as: UInt16.self)
            if lineEnd == 0x0a0d, word == wideWord("HTTP/1.1") || word == wideWord("HTTP/1.0") {
                head.minorVersion = word == wideWord("HTTP/1.1") ? 1 : 0
                return start &+ 10
            }
        }
        return try anyVersion(bytes, at: start, into: &head)
    }

    @inline(never)
    private static func anyVersion(
        _ bytes: ByteView, at start: Int, into head: inout RequestHead
    ) throws(Refusal) -> Int? {
        let pattern = ByteView("HTTP/0.0")
        for index in 0..<8 {
            guard start + index < bytes.count else { return nil }
            let byte = bytes[start + index]
            let isRight = pattern[index] == UInt8(ascii: "0") ? byte &- 48 < 10 : byte == pattern[index]
            guard isRight else { throw unexpected(byte, otherwise: .badRequestLine) }
        }
        guard bytes[start + 5] == UInt8(ascii: "1"), bytes[start + 7] &- 48 < 2 else {
            throw Refusal(.unsupportedVersion)
        }
        head.minorVersion = bytes[start + 7] &- 48
        guard start + 8 < bytes.count else { return nil }
        guard bytes[start + 8] == 0x0d else { throw unexpected(bytes[start + 8], otherwise: .badRequestLine) }
        guard start + 9 < bytes.count else { return nil }
        guard bytes[start + 9] == 0x0a else { throw Refusal(.bareCarriageReturn) }
        return start + 10
    }
}
