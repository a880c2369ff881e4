/// Finds members in JSON of a known shape, without reading all of it.
struct Scan {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Goes behind the next `name`; stays, and says false, when there is none before `limit`.
    mutating func skip(_ name: StaticString, before limit: Int = .max) -> Bool {
        let count = name.utf8CodeUnitCount
        let end = min(limit, bytes.count) - count
        return bytes.withUnsafeBufferPointer { bytes in
            var start = position
            while start <= end {
                var index = 0
                while index < count, bytes[start + index] == name.utf8Start[index] { index += 1 }
                if index == count {
                    position = start + count
                    return true
                }
                start += 1
            }
            return false
        }
    }

    /// The number that begins here.
    mutating func number() -> Int? {
        var value = 0
        let start = position
        while position < bytes.count, case let digit = Int(bytes[position]) - 48, (0...9).contains(digit) {
            value = value * 10 + digit
            position += 1
        }
        return position == start ? nil : value
    }

    /// The number behind the next `name`.
    mutating func number(behind name: StaticString, before limit: Int = .max) -> Int? {
        skip(name, before: limit) ? number() : nil
    }

    /// What stands up to the next quote.
    mutating func text() -> String {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// The end of the line that this is in, LF left out.
    var lineEnd: Int {
        bytes.withUnsafeBufferPointer { bytes in
            var end = position
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            return end
        }
    }

    mutating func go(to position: Int) { self.position = min(position, bytes.count) }

    var isAtEnd: Bool { position >= bytes.count }
}
