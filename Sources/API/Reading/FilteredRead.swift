internal import Base
internal import JSONText
internal import LogFormat
internal import Node

/// Which messages of a topic are wanted; the key is valid as long as the request's options.
struct MessageFilter {
    /// Top-level names that a pattern may ask for.
    static let names: [StaticString] = ["key", "headers", "value"]

    let key: ByteView?
    let pattern: Pattern?

    /// Nil when every message is wanted.
    init?(key: ByteView?, pattern: Pattern?) {
        if key == nil, pattern == nil { return nil }
        self.key = key
        self.pattern = pattern
    }

    func takes(_ message: MessageRun.Message, _ scratch: inout ByteBuffer) -> Bool {
        if let key, !message.hasKey(key, &scratch) { return false }
        guard let pattern else { return true }
        let suffix = message.suffix
        return pattern.matches(members: suffix[0..<suffix.count - (suffix.last == 0x0A ? 1 : 0)])
    }
}

/// Reads on in one partition and takes the messages of a filter alone.
///
/// Looks through `scan` bytes of lines at most; the cursor then stands behind them, whether or not one was
/// found.
struct FilteredRead {
    let filter: MessageFilter
    let cursor: Cursor
    let partition: Int
    /// Whether every event carries the cursor behind it.
    let marksEach: Bool

    /// Returns where to go on, and takes what it looked through off `scan`.
    func read(
        _ log: LogView, _ from: Offset, _ out: inout ByteBuffer, _ renderer: inout LineRenderer,
        _ budget: inout LineBudget, scan: inout Int
    ) async throws(Problem) -> Offset {
        var next = from
        var mark = EventMark(cursor, partition: partition)
        var scratch = ByteBuffer()
        var looked = 0
        let end: Offset
        do throws(Refused) {
            end = try await log.read(from: from, bytesMax: scan) { run in
                let partition = run.partition
                looked += run.byteCount
                run.forEach(from: next) { message in
                    if budget.isSpent { return }
                    if filter.takes(message, &scratch) {
                        let isTaken = renderer.render(
                            message, partition: partition, budget: &budget, into: &out,
                            id: { offset, out in if marksEach { mark.write(behind: offset, into: &out) } })
                        if !isTaken { return }
                    }
                    next = message.offset + 1
                }
                if !budget.isSpent { next = max(next, run.end) }
                return !budget.isSpent
            }
        } catch { throw Problem(error) }
        scan = max(0, scan - looked)
        return budget.isSpent ? next : max(next, end)
    }
}
