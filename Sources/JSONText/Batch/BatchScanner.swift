package import Base

/// Reads the messages of a publish batch one after another, checking the whole body in one pass.
///
/// A body is sound only when `next` has returned false: until then nothing of it may take effect. After an
/// error it must not be asked again. Borrows the bytes; allocates nothing.
package struct BatchScanner {
    package enum Layout: Equatable, Sendable {
        /// `{"messages": [...]}` or a bare array.
        case document
        /// One object a line (NDJSON), blank lines allowed, lines ended by LF or CR LF.
        case lines
    }

    private let layout: Layout
    private let bodyEnd: Int
    private var cursor: JSONCursor
    /// Where the next line starts; past the end when there is none.
    private var nextLine = 0
    private var isOpen = false
    private var isWrapped = false
    /// Messages read so far.
    package private(set) var count = 0

    /// Stands before the first message.
    package init(_ body: ByteView, _ layout: Layout) {
        self.layout = layout
        bodyEnd = body.count
        cursor = JSONCursor(body)
        if layout == .lines { cursor.end = 0 }
    }

    /// Reads the next message into `record`; false at the end of a sound body.
    package mutating func next(_ record: inout BatchRecord) throws(JSONError) -> Bool {
        guard try layout == .lines ? advanceLine() : advanceItem() else { return false }
        record = BatchRecord()
        record.index = count
        do throws(JSONError) {
            try cursor.read(&record)
            if layout == .lines { try cursor.finish() }
        } catch {
            throw JSONError(error.reason, at: error.position, name: error.name, record: count)
        }
        count += 1
        return true
    }

    /// Bounds the cursor by the next line that is not blank.
    private mutating func advanceLine() -> Bool {
        while true {
            cursor.skipSpace()
            if cursor.index < cursor.end { return true }
            if nextLine > bodyEnd { return false }
            cursor.index = nextLine
            let rest = cursor.view(nextLine..<bodyEnd)
            cursor.end = rest.firstIndex(of: 0x0A).map { nextLine + $0 } ?? bodyEnd
            nextLine = cursor.end + 1
        }
    }

    /// Moves past the opening of the array or the comma before the next item.
    private mutating func advanceItem() throws(JSONError) -> Bool {
        if !isOpen {
            try open()
            if cursor.take("]") {
                try close()
                return false
            }
            return true
        }
        if cursor.take(",") { return true }
        guard cursor.take("]") else { throw cursor.expected(.commaOrEnd) }
        try close()
        return false
    }

    private mutating func open() throws(JSONError) {
        isOpen = true
        if cursor.take("[") { return }
        guard cursor.take("{") else { throw JSONError(.notABatch, at: cursor.index) }
        isWrapped = true
        if cursor.take("}") { throw JSONError(.notABatch, at: cursor.index - 1) }
        let name = try cursor.name(orEnd: true)
        guard isMessages(name) else {
            throw JSONError(.unknownMember, at: name.range.lowerBound - 1, name: name.range)
        }
        if !cursor.take("[") { throw JSONError(.wrongType(.array), at: cursor.index, name: name.range) }
    }

    private mutating func close() throws(JSONError) {
        if isWrapped, !cursor.take("}") {
            guard cursor.take(",") else { throw cursor.expected(.commaOrEnd) }
            let name = try cursor.name()
            throw JSONError(
                isMessages(name) ? .duplicateMember : .unknownMember, at: name.range.lowerBound - 1,
                name: name.range)
        }
        try cursor.finish()
    }

    private func isMessages(_ name: JSONStringRange) -> Bool {
        "messages" ~= JSONName(raw: cursor.view(name.range), hasEscapes: name.hasEscapes)
    }
}
