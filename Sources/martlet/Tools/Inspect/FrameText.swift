internal import Base
internal import LogFormat
internal import LogStore

/// `martlet inspect DATA frame N`: a frame's header, its events and the lines in them.
struct FrameText {
    /// Lines of one event that are shown.
    static let linesMax = 20

    static func text(_ frame: FoundFrame, names: LogNames, all: Bool, ink: Ink) -> String {
        let header = frame.header
        var table = [
            ["file", frame.path], ["byte", "\(frame.position)"], ["sequence", "\(header.sequence.rawValue)"],
            ["part", "\(header.part) of \(header.parts)"], ["durable", "\(header.durable.rawValue)"],
            ["written at", TimestampText.string(header.writtenAt)], ["epoch", "\(header.epoch)"],
            ["payload", "\(header.length) bytes"], ["journal", String(header.journal, radix: 16)],
        ]
        table = table.map { [ink.bold($0[0]), $0[1]] }
        var lines = [Columns.aligned(table)]
        var rest = frame.events
        var number = 0
        while !rest.isEmpty {
            number += 1
            guard let event = EventHeader(lenient: rest) else {
                lines.append("event \(number): cannot be read")
                break
            }
            lines.append("")
            lines.append(ink.bold("event \(number): \(event.kind), \(event.eventBytes) bytes"))
            lines += body(event, rest[0..<event.eventBytes], names, all)
            rest = rest.dropping(event.eventBytes)
        }
        if number == 0 { lines.append("no events: it proves that the frames before it are durable") }
        return lines.joined(separator: "\n")
    }

    private static func body(
        _ header: EventHeader, _ bytes: ByteView, _ names: LogNames, _ all: Bool
    ) -> [String] {
        guard header.kind != .continued else { return ["more bytes of the line before"] }
        if header.kind == .appended, let view = try? AppendedView(header: header, bytes: bytes) {
            return appended(view, names, all)
        }
        var runs: [SlotRun] = []
        guard let event = try? Event.decode(header, bytes, runs: &runs) else { return ["cannot be read"] }
        var lines = ["\(event)"]
        for run in runs.prefix(all ? .max : linesMax) {
            let end = run.end.map { " \($0)" } ?? ""
            lines.append(
                "offsets \(run.first.rawValue)…\(run.limit.rawValue - 1) generation \(run.generation)\(end)")
        }
        if runs.count > linesMax, !all { lines.append("… and \(runs.count - linesMax) runs more (--all)") }
        return lines
    }

    private static func appended(_ view: AppendedView, _ names: LogNames, _ all: Bool) -> [String] {
        var lines: [String] = []
        for index in 0..<view.destinationCount {
            let one = view.destination(index)
            let last = one.first.rawValue + UInt64(view.count) - 1
            lines.append("\(names.text(of: one.log)): offsets \(one.first.rawValue)…\(last)")
        }
        var renderer = LineRenderer(.lines)
        var budget = LineBudget(messages: all ? .max : linesMax, bytes: .max)
        var out = ByteBuffer()
        _ = renderer.render(.appended(view), from: view.first, budget: &budget, into: &out)
        var text = out.bytes.string
        if text.hasSuffix("\n") { text.removeLast() }
        lines.append(text)
        if view.goesOn { lines.append("… the line goes on in the next frame") }
        if view.count > linesMax, !all { lines.append("… and \(view.count - linesMax) lines more (--all)") }
        return lines
    }
}

extension EventHeader {
    /// The header, or nil where none that is known stands.
    fileprivate init?(lenient bytes: ByteView) {
        guard let header = try? EventHeader(decoding: bytes) else { return nil }
        self = header
    }
}
