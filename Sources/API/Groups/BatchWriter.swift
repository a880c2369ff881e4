internal import Base
internal import Broker
internal import LogFormat
internal import Node

/// Writes the messages of one partition after the other, as the form of an answer wants them.
///
/// JSON has an object with the messages of each partition; of lines and events each one starts with its topic.
/// A partition without messages leaves nothing behind.
struct BatchWriter: ~Copyable {
    enum Form { case json, lines, events }

    private var renderer: LineRenderer
    private let form: Form
    /// What the ids of events are made from; nil when they have none.
    private var mark: GroupToken?
    /// Where the open partition stands in the mark.
    private var place = 0
    private var scratch = ByteBuffer()
    private var lead = ByteBuffer()
    private var hasBatches = false
    /// Where the open batch, and its messages, begin.
    private var start = 0
    private var head = 0

    init(_ form: Form, token: GroupToken? = nil) {
        self.form = form
        mark = token
        renderer = LineRenderer(form == .json ? .array : .lines)
    }

    mutating func open(_ log: LogView, into out: inout ByteBuffer) {
        guard form == .json else { return openLines(log) }
        start = out.count
        if hasBatches { out.append(UInt8(ascii: ",")) }
        out.append("{\"topic\":\"")
        out.append(log.owner)
        out.append("\",\"partition\":")
        out.append(decimal: log.partition ?? 0)
        out.append(",\"messages\":[")
        head = out.count
        renderer.restart()
    }

    private mutating func openLines(_ log: LogView) {
        let layout: LineRenderer.Layout = form == .events ? .events : .lines
        lead.removeAll()
        lead.append("\"topic\":\"")
        lead.append(log.owner)
        lead.append("\",")
        renderer = LineRenderer(layout, lead: lead.bytes)
        guard var token = mark else { return }
        place = token.ends.firstIndex { $0.log >= log.id } ?? token.ends.count
        if place == token.ends.count || token.ends[place].log != log.id {
            guard token.ends.count < Limits.exactResumePartitionsMax else { return mark = nil }
            token.ends.insert(LogEnd(log: log.id, end: .zero), at: place)
        }
        mark = token
    }

    mutating func close(into out: inout ByteBuffer) {
        guard form == .json else {
            // A partition that was looked through in vain is no part of what was seen.
            if mark?.ends[place].end == .zero { mark?.ends.remove(at: place) }
            return
        }
        if out.count == head { return out.truncate(to: start) }
        out.append("]}")
        hasBatches = true
    }

    /// Appends messages of a run, as far as the budget goes; the result is where to go on.
    mutating func render(
        _ run: MessageRun, from: Offset, budget: inout LineBudget, into out: inout ByteBuffer
    ) -> Offset {
        guard var token = mark else {
            return renderer.render(run, from: from, budget: &budget, into: &out)
        }
        defer { mark = token }
        var scratch = ByteBuffer()
        swap(&scratch, &self.scratch)
        defer { swap(&scratch, &self.scratch) }
        let place = place
        return renderer.render(
            run, from: from, budget: &budget, into: &out,
            id: { offset, out in
                token.ends[place].end = offset + 1
                token.write(into: &out, scratch: &scratch)
            })
    }

    /// Appends one message; false when it did not fit.
    mutating func render(
        _ message: MessageRun.Message, _ partition: UInt32?, budget: inout LineBudget,
        into out: inout ByteBuffer
    ) -> Bool {
        mark?.ends[place].end = message.offset + 1
        let token = mark
        var scratch = ByteBuffer()
        swap(&scratch, &self.scratch)
        defer { swap(&scratch, &self.scratch) }
        return renderer.render(
            message, partition: partition, budget: &budget, into: &out,
            id: { _, out in token?.write(into: &out, scratch: &scratch) })
    }
}
