internal import Base
internal import JSONText
internal import LogFormat
internal import Node

/// What of a stream has been stored so far, and how that is told.
struct StreamTally {
    private struct Stretch {
        var count = 0
        var first = Offset.zero
        var last = Offset.zero
    }

    private(set) var stored = 0
    /// Lines dealt with, blank ones among them.
    private(set) var lines = 0
    private(set) var bytes = 0
    private var groups = 0
    /// Messages that a queue had already.
    private var duplicates = 0
    private var latest: Published?
    /// By partition.
    private var stretches: [Stretch] = []

    /// Notes lines that were dealt with, and what was stored of them.
    mutating func add(lines: Int, bytes: Int, _ published: Published?, count: Int) {
        self.lines += lines
        self.bytes += bytes
        guard let published else { return }
        groups += 1
        stored += count
        duplicates += published.duplicates.count
        latest = published
        add(published.first)
        for appended in published.rest { add(appended) }
    }

    private mutating func add(_ appended: Appended) {
        guard appended.count > 0 else { return }
        while stretches.count <= appended.partition { stretches.append(Stretch()) }
        if stretches[appended.partition].count == 0 { stretches[appended.partition].first = appended.first }
        stretches[appended.partition].count += appended.count
        stretches[appended.partition].last = appended.first + (appended.count - 1)
    }

    // MARK: lines of the answer

    func writeProgress(into out: inout ByteBuffer) {
        out.append("{\"progress\":{")
        writeCounts(into: &out)
        out.append("}}\n")
    }

    /// The last line of a stream that was stored as a whole.
    func writeSummary(isQueue: Bool, into out: inout ByteBuffer) {
        out.append("{\"summary\":{\"complete\":true")
        writeCounts(into: &out)
        JSONWriter.member("groups", groups, into: &out)
        if let latest { out.appendReceipt(latest) }
        let filled = stretches.filter { $0.count > 0 }
        if isQueue, filled.count == 1 {
            write(filled[0], into: &out)
        } else if !isQueue {
            JSONWriter.name("partitions", into: &out)
            JSONWriter.openArray(into: &out)
            for (partition, stretch) in stretches.enumerated() where stretch.count > 0 {
                JSONWriter.openObject(into: &out)
                JSONWriter.member("partition", partition, into: &out)
                write(stretch, into: &out)
                JSONWriter.member("count", stretch.count, into: &out)
                JSONWriter.closeObject(into: &out)
            }
            JSONWriter.closeArray(into: &out)
        }
        out.append("}}\n")
    }

    /// The last line of a stream that ended early; `problem` says why, and at which line.
    func write(_ problem: Problem, instance: ByteView, into out: inout ByteBuffer) {
        out.append("{\"problem\":")
        problem.write(instance: instance, into: &out)
        out.append(",\"summary\":{\"complete\":false")
        writeCounts(into: &out)
        out.append("}}\n")
    }

    private func writeCounts(into out: inout ByteBuffer) {
        JSONWriter.member("stored", stored, into: &out)
        JSONWriter.member("lines", lines, into: &out)
        if duplicates > 0 { JSONWriter.member("duplicates", duplicates, into: &out) }
    }

    private func write(_ stretch: Stretch, into out: inout ByteBuffer) {
        JSONWriter.member("first_offset", stretch.first.rawValue, into: &out)
        JSONWriter.member("last_offset", stretch.last.rawValue, into: &out)
    }
}
