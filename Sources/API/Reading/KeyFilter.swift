internal import Base
internal import LogFormat
internal import Node

/// Reads on in one partition and takes the messages of one key alone.
///
/// Looks through `Limits.keyScanBytes` of lines at most at a time; the cursor then stands behind them,
/// whether or not one was found.
struct KeyFilter {
    let key: ByteView
    let cursor: Cursor
    let partition: Int
    /// Whether every event carries the cursor behind it.
    let marksEach: Bool

    /// Returns where to go on.
    func read(
        _ log: LogView, _ from: Offset, _ out: inout ByteBuffer, _ renderer: inout LineRenderer,
        _ budget: inout LineBudget
    ) async throws(Problem) -> Offset {
        var next = from
        var mark = EventMark(cursor, partition: partition)
        var scratch = ByteBuffer()
        let end: Offset
        do throws(Refused) {
            end = try await log.read(from: from, bytesMax: Limits.keyScanBytes) { run in
                let partition = run.partition
                run.forEach(from: next) { message in
                    if budget.isSpent { return }
                    if message.hasKey(key, &scratch) {
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
        return budget.isSpent ? next : max(next, end)
    }
}
