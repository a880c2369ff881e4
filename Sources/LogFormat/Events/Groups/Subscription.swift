package import Base

/// What a member reads: names of topics, and patterns in which `*` stands for any bytes, also none.
package struct Subscription: Equatable, Sendable {
    /// Names and patterns, ascending, none twice.
    package let entries: [String]

    /// Puts them in order.
    package init(_ entries: [String]) {
        var entries = entries
        if !Self.ascends(entries) {
            entries.sort()
            var kept = 0
            for index in entries.indices where index == 0 || entries[index] != entries[kept - 1] {
                entries[kept] = entries[index]
                kept += 1
            }
            entries.removeLast(entries.count - kept)
        }
        self.entries = entries
    }

    private static func ascends(_ entries: [String]) -> Bool {
        for index in entries.indices.dropFirst() where entries[index] <= entries[index - 1] { return false }
        return true
    }

    /// Whether an entry is a pattern, not a name.
    package static func isPattern(_ entry: String) -> Bool { entry.utf8.contains(UInt8(ascii: "*")) }

    /// Whether a topic of this name is read.
    package func matches(_ name: String) -> Bool {
        for entry in entries where Self.matches(entry, name) { return true }
        return false
    }

    /// Whether one entry means a name.
    package static func matches(_ entry: String, _ name: String) -> Bool {
        if entry == name { return true }
        guard isPattern(entry) else { return false }
        return entry.withByteView { pattern in name.withByteView { glob(pattern, $0) } }
    }

    /// Goes back to the last `*` when something does not fit: linear for a single one.
    private static func glob(_ pattern: ByteView, _ name: ByteView) -> Bool {
        var (at, position) = (0, 0)
        var star: (at: Int, position: Int)?
        while position < name.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                star = (at, position)
                at += 1
            } else if at < pattern.count, pattern[at] == name[position] {
                at += 1
                position += 1
            } else if let last = star {
                star = (last.at, last.position + 1)
                at = last.at + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        while at < pattern.count, pattern[at] == UInt8(ascii: "*") { at += 1 }
        return at == pattern.count
    }
}

extension Subscription {
    /// The first entry that is neither a name nor a pattern over the bytes of names, if any.
    package var malformed: String? {
        entries.first { entry in
            var named = entry.split(separator: "*", omittingEmptySubsequences: true).joined()
            // What a pattern leaves out is not known, so a name may begin or end anywhere in it.
            if Self.isPattern(entry) { named = "a" + named }
            guard entry.utf8.count <= Limits.nameBytesMax else { return true }
            do {
                try named.withByteView { bytes throws(TextError) in try NameText.validate(bytes) }
                return false
            } catch { return true }
        }
    }

    /// Bytes of all entries.
    package var textBytes: Int { entries.reduce(0) { $0 + $1.utf8.count } }

    /// Bytes that `encode` writes.
    var encodedBytes: Int { entries.reduce(2) { $0 + 2 + $1.utf8.count } }

    /// ```
    /// 0  2  entries n, at least 1
    /// 2     each with its length, u16, before it, ascending
    /// ```
    package func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: UInt16(entries.count))
        for entry in entries {
            output.append(littleEndian: UInt16(entry.utf8.count))
            output.append(entry)
        }
    }

    package init(_ fields: inout FieldReader) throws(FormatError) {
        let count = try fields.next(UInt16.self)
        guard (1...Limits.subscriptionEntriesMax).contains(Int(count)) else { throw .badField("topics") }
        var entries: [String] = []
        entries.reserveCapacity(Int(count))
        for _ in 0..<count {
            let bytes = try fields.take(Int(try fields.next(UInt16.self)))
            guard let entry = bytes.validString else { throw .badField("topics") }
            if let last = entries.last, entry <= last { throw .badField("topics") }
            entries.append(entry)
        }
        self.entries = entries
        guard malformed == nil else { throw .badField("topics") }
    }
}
