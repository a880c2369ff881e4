package import Base

/// A path into a JSON text (RFC 6901), such as `/items/0/name`; the empty path is the whole text.
package struct JSONPointer: Sendable {
    private var tokens: [[UInt8]] = []

    /// Reads a path; nil when it does not start with `/` or has a `~` that is neither `~0` nor `~1`.
    package init?(_ path: ByteView) {
        if path.isEmpty { return }
        guard path[0] == UInt8(ascii: "/") else { return nil }
        var token: [UInt8] = []
        var index = 1
        while index < path.count {
            let byte = path[index]
            index += 1
            if byte == UInt8(ascii: "/") {
                tokens.append(token)
                token = []
            } else if byte != UInt8(ascii: "~") {
                token.append(byte)
            } else {
                guard index < path.count, path[index] | 1 == UInt8(ascii: "1") else { return nil }
                token.append(path[index] == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
                index += 1
            }
        }
        tokens.append(token)
    }

    /// What it points at in a text; nil when the text has nothing there or is not valid up to there.
    package func find(in text: ByteView) -> ByteView? {
        do throws(JSONError) {
            var cursor = JSONCursor(text)
            for token in tokens where !(try enter(token, &cursor)) { return nil }
            let start = try cursor.skipValue()
            return text[start..<cursor.index]
        } catch { return nil }
    }

    /// Moves the cursor from the start of a container to the start of the value that `token` names.
    private func enter(_ token: [UInt8], _ cursor: inout JSONCursor) throws(JSONError) -> Bool {
        if cursor.take("{") {
            if cursor.take("}") { return false }
            repeat {
                let name = try cursor.name()
                let found = JSONName(raw: cursor.view(name.range), hasEscapes: name.hasEscapes)
                if token.withByteView({ found.isEqual($0) }) { return true }
                _ = try cursor.skipValue()
            } while cursor.take(",")
            return false
        }
        guard cursor.take("["), !cursor.take("]"), var left = index(token) else { return false }
        while left > 0 {
            _ = try cursor.skipValue()
            guard cursor.take(",") else { return false }
            left -= 1
        }
        return true
    }

    /// An array index: digits without a leading zero.
    private func index(_ token: [UInt8]) -> Int? {
        guard let first = token.first, token.count < 16, token.count == 1 || first != UInt8(ascii: "0") else {
            return nil
        }
        var value = 0
        for byte in token {
            guard let digit = byte.decimalDigit else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
