package import Base

/// Renders stored messages as a reader gets them: prefix and suffix, as lines, array elements or events.
///
/// One for each answer, or reused after `restart`. Belongs to one loop; memory: one prefix.
package struct LineRenderer: ~Copyable {
    package enum Layout: Equatable, Sendable {
        /// NDJSON: each line ends in LF.
        case lines
        /// Elements of a JSON array, with commas between them; the brackets are the caller's.
        case array
        /// Server-sent events: `data:` with the line, maybe `id:` before it, and an empty line.
        case events
        /// Elements of a JSON array of CloudEvents.
        case cloudEvents
    }

    let layout: Layout
    private(set) var lead = ByteBuffer()
    var prefix = LinePrefix()
    var cloudEvents: CloudEventWriter?
    var isFirst = true

    /// Renders in `layout`, with `lead` behind each opening brace, such as `"topic":"t",`.
    package init(_ layout: Layout, lead: ByteView = .empty) {
        self.layout = layout
        self.lead.append(lead)
    }

    /// Renders CloudEvents; `source` is what messages that are none come from.
    package init(cloudEventsFrom source: ByteView) {
        layout = .cloudEvents
        cloudEvents = CloudEventWriter(source: source)
    }

    /// Forgets that elements were written, for the next answer.
    package mutating func restart() { isFirst = true }

    /// Appends messages of `run` from offset `from` on, as far as the budget goes; the result is the next
    /// offset to render.
    package mutating func render(
        _ run: MessageRun, from: Offset, budget: inout LineBudget, into out: inout ByteBuffer
    ) -> Offset {
        if case .stored(let lines) = run, layout == .lines, lead.isEmpty {
            return copy(lines, from, &budget, &out)
        }
        return render(run, from, &budget, &out, splice: { _, _ in }, id: { _, _ in })
    }

    /// The same, with what `splice` appends behind each opening brace: members that end in a comma.
    package mutating func render(
        _ run: MessageRun, from: Offset, budget: inout LineBudget, into out: inout ByteBuffer,
        splice: (Offset, inout ByteBuffer) -> Void
    ) -> Offset {
        render(run, from, &budget, &out, splice: splice, id: { _, _ in })
    }

    /// The same for events whose `id:` is what `id` appends; when that is nothing, the event has none.
    package mutating func render(
        _ run: MessageRun, from: Offset, budget: inout LineBudget, into out: inout ByteBuffer,
        id: (Offset, inout ByteBuffer) -> Void
    ) -> Offset {
        render(run, from, &budget, &out, splice: { _, _ in }, id: id)
    }

    @inline(__always)
    private mutating func render(
        _ run: MessageRun, _ from: Offset, _ budget: inout LineBudget, _ out: inout ByteBuffer,
        splice: (Offset, inout ByteBuffer) -> Void, id: (Offset, inout ByteBuffer) -> Void
    ) -> Offset {
        if layout == .cloudEvents { return renderCloudEvents(run, from, &budget, &out) }
        return switch run {
        case .appended(let view): render(view, from, &budget, &out, splice: splice, id: id)
        case .stored(let lines): render(lines, from, &budget, &out, splice: splice, id: id)
        }
    }

    /// Copies lines as they are.
    private func copy(
        _ lines: StoredLines, _ from: Offset, _ budget: inout LineBudget, _ out: inout ByteBuffer
    ) -> Offset {
        guard let rest = lines.lines(from: from) else { return Swift.max(from, lines.end) }
        let (taken, next) = budget.take(rest)
        out.append(taken)
        return next
    }

    @inline(__always)
    private mutating func render(
        _ lines: StoredLines, _ from: Offset, _ budget: inout LineBudget, _ out: inout ByteBuffer,
        splice: (Offset, inout ByteBuffer) -> Void, id: (Offset, inout ByteBuffer) -> Void
    ) -> Offset {
        guard let rest = lines.lines(from: from) else { return Swift.max(from, lines.end) }
        if budget.isSpent { return rest.first }
        var cursor = rest.cursor
        while let line = cursor.nextLine() {
            let size = line.bytes.count &+ lead.count
            guard budget.take(size) else { return line.offset }
            let before = out.count
            out.reserve(size &+ 64)
            open(line.offset, &out, splice, id)
            out.append(lead.bytes)
            out.append(line.bytes[1..<line.bytes.count &- 1])
            close(&out)
            budget.charge(Swift.max(0, out.count &- before &- size))
        }
        return lines.end
    }

    /// What stands before a message's members.
    @inline(__always)
    mutating func open(
        _ offset: Offset, _ out: inout ByteBuffer, _ splice: (Offset, inout ByteBuffer) -> Void,
        _ id: (Offset, inout ByteBuffer) -> Void
    ) {
        if layout == .array {
            separate(&out)
        } else if layout == .events {
            Self.openEvent(offset, &out, id)
        }
        out.append(UInt8(ascii: "{"))
        splice(offset, &out)
    }

    /// The comma between two elements.
    @inline(__always)
    mutating func separate(_ out: inout ByteBuffer) {
        if !isFirst { out.append(UInt8(ascii: ",")) }
        isFirst = false
    }

    /// What stands behind a message.
    @inline(__always)
    func close(_ out: inout ByteBuffer) {
        if layout != .array { out.append(UInt8(ascii: "\n")) }
        if layout == .events { out.append(UInt8(ascii: "\n")) }
    }

    @inline(__always)
    private mutating func render(
        _ view: AppendedView, _ from: Offset, _ budget: inout LineBudget, _ out: inout ByteBuffer,
        splice: (Offset, inout ByteBuffer) -> Void, id: (Offset, inout ByteBuffer) -> Void
    ) -> Offset {
        var offset = Swift.max(from, view.first)
        var rest = view.suffixes(from: offset)
        guard !rest.isEmpty, !budget.isSpent else { return offset }
        prefix.set(lead: lead.bytes, partition: view.partition, offset: offset, timestamp: view.timestamp)
        while !rest.isEmpty {
            let length = rest.firstIndex(of: 0x0A) ?? rest.count
            guard budget.take(prefix.text.count &+ length &+ 2) else { break }
            let before = out.count
            out.reserve(prefix.text.count &+ length &+ 64)
            open(offset, &out, splice, id)
            out.append(prefix.text.bytes)
            out.append(rest[0..<length])
            close(&out)
            budget.charge(Swift.max(0, out.count &- before &- prefix.text.count &- length &- 2))
            rest = rest.dropping(Swift.min(length &+ 1, rest.count))
            offset = offset + 1
            if !prefix.advance() {
                prefix.set(
                    lead: lead.bytes, partition: view.partition, offset: offset, timestamp: view.timestamp)
            }
        }
        return offset
    }

    @inline(__always)
    private static func openEvent(
        _ offset: Offset, _ out: inout ByteBuffer, _ id: (Offset, inout ByteBuffer) -> Void
    ) {
        let start = out.count
        out.append("id: ")
        let empty = out.count
        id(offset, &out)
        if out.count == empty { out.truncate(to: start) } else { out.append(UInt8(ascii: "\n")) }
        out.append("data: ")
    }
}
