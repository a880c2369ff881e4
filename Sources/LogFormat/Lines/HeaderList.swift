package import Base
import JSONText

/// The headers of one message on their way into its line: lower-case names, UTF-8 values, in order.
///
/// Reused from message to message: `removeAll` keeps the memory, and a list that never held a header never
/// took any. Bytes of a value that are not UTF-8 are taken for ISO 8859-1.
package struct HeaderList: ~Copyable {
    private struct Entry {
        var name: Range<Int>
        var value: Range<Int>
    }

    private var text = ByteBuffer()
    private var entries: [Entry] = []

    /// An empty list.
    package init() {}

    /// Values in the list.
    package var count: Int { entries.count }

    /// Whether there is no header.
    package var isEmpty: Bool { entries.isEmpty }

    /// Empties it; the memory stays.
    package mutating func removeAll() {
        if entries.isEmpty, text.isEmpty { return }
        text.removeAll()
        entries.removeAll(keepingCapacity: true)
    }

    /// Whether it has a header of this name, which is in lower case.
    package borrowing func contains(_ name: ByteView) -> Bool {
        entries.contains { text.bytes[$0.name] == name }
    }

    /// Adds one header; a name that is there already gets a further value.
    package mutating func add(name: ByteView, value: ByteView) throws(LineError) {
        let start = text.count
        text.append(name)
        let middle = text.count
        LineSuffix.appendText(value, into: &text)
        try close(start, middle, at: 0)
    }

    /// Adds the members of a JSON object, `{"name": "value" or ["value", ...]}`, that was checked before.
    package mutating func add(object: Range<Int>, of body: ByteView) throws(LineError) {
        var cursor = JSONCursor(body, object)
        guard cursor.take("{"), !cursor.take("}") else { return }
        repeat {
            let name = try string(&cursor)
            guard cursor.take(":") else { throw .headerType(position: cursor.index) }
            if cursor.take("[") {
                if cursor.take("]") { continue }
                repeat { try add(name, try string(&cursor), of: body) } while cursor.take(",")
                guard cursor.take("]") else { throw .headerType(position: cursor.index) }
            } else {
                try add(name, try string(&cursor), of: body)
            }
        } while cursor.take(",")
    }

    /// Writes `{"a":"x","b":["y","z"]}`.
    package borrowing func write(into out: inout ByteBuffer) {
        var opening = UInt8(ascii: "{")
        for index in entries.indices where !isRepeat(index) {
            out.append(opening)
            opening = UInt8(ascii: ",")
            writeString(entries[index].name, into: &out)
            out.append(UInt8(ascii: ":"))
            writeValues(from: index, into: &out)
        }
        out.append(UInt8(ascii: "}"))
    }

    private borrowing func writeValues(from first: Int, into out: inout ByteBuffer) {
        let start = out.count
        writeString(entries[first].value, into: &out)
        var isArray = false
        for index in entries.indices.dropFirst(first + 1) where isSameName(index, first) {
            if !isArray {
                out.truncate(to: start)
                out.append(UInt8(ascii: "["))
                writeString(entries[first].value, into: &out)
                isArray = true
            }
            out.append(UInt8(ascii: ","))
            writeString(entries[index].value, into: &out)
        }
        if isArray { out.append(UInt8(ascii: "]")) }
    }

    private borrowing func writeString(_ range: Range<Int>, into out: inout ByteBuffer) {
        out.append(UInt8(ascii: "\""))
        JSONString.escape(text.bytes[range], into: &out)
        out.append(UInt8(ascii: "\""))
    }

    private borrowing func isSameName(_ one: Int, _ other: Int) -> Bool {
        text.bytes[entries[one].name] == text.bytes[entries[other].name]
    }

    private borrowing func isRepeat(_ index: Int) -> Bool {
        for earlier in 0..<index where isSameName(earlier, index) { return true }
        return false
    }

    private func string(_ cursor: inout JSONCursor) throws(LineError) -> JSONStringRange {
        cursor.skipSpace()
        guard cursor.current == UInt8(ascii: "\"") else { throw .headerType(position: cursor.index) }
        do throws(JSONError) { return try cursor.string() } catch {
            throw .headerType(position: error.position)
        }
    }

    private mutating func add(
        _ name: JSONStringRange, _ value: JSONStringRange, of body: ByteView
    ) throws(LineError) {
        let start = text.count
        JSONString.unescape(body[name.range], into: &text)
        let middle = text.count
        JSONString.unescape(body[value.range], into: &text)
        try close(start, middle, at: name.range.lowerBound - 1)
    }

    /// Checks and enters what was appended: a name from `start`, a value from `middle`.
    private mutating func close(_ start: Int, _ middle: Int, at position: Int) throws(LineError) {
        if entries.count == Limits.headerCountMax { throw .tooManyHeaders }
        if text.count > Limits.headerBytesMax { throw .headersTooLong }
        if start == middle { throw .headerName(position: position) }
        for index in start..<middle {
            let byte = text.bytes[index].asciiLowercased
            if !Self.isTokenByte(byte) { throw .headerName(position: position) }
            text.store(byte, at: index)
        }
        for index in middle..<text.count where Self.isControl(text.bytes[index]) {
            throw .headerValue(position: position)
        }
        entries.append(Entry(name: start..<middle, value: middle..<text.count))
    }

    private static func isControl(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != 0x09) || byte == 0x7F }

    /// A byte of RFC 9110's `token`, capitals left out.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "#"),
            UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"),
            UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
