internal import Base

/// Finds the lease tokens in an answer to `receive`.
enum LeaseScan {
    /// The tokens in quotes, separated by commas, and how many there are.
    static func collect(_ body: ByteView) -> (tokens: String, count: Int) {
        var found = ByteBuffer(capacity: 4096)
        var count = 0
        var position = 0
        while let start = next(in: body, from: position) {
            let rest = body.dropping(start)
            guard let length = rest.firstIndex(of: UInt8(ascii: "\"")) else { break }
            if count > 0 { found.append(UInt8(ascii: ",")) }
            found.append(body[start - 1..<start + length + 1])
            count += 1
            position = start + length
        }
        return (found.bytes.string, count)
    }

    /// First byte of the next token's text.
    private static func next(in body: ByteView, from start: Int) -> Int? {
        let name = ByteView("\"lease\":")
        var position = start
        while position < body.count, let quote = body.dropping(position).firstIndex(of: UInt8(ascii: "\"")) {
            position += quote
            guard body.count - position > name.count + 1 else { return nil }
            if body[position..<position + name.count] == name {
                var text = position + name.count
                if body[text] == UInt8(ascii: " ") { text += 1 }
                return text + 1
            }
            position += 1
        }
        return nil
    }
}
