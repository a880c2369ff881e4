import Base

extension LineRenderer {
    /// Appends messages of `run` from offset `from` on as CloudEvents; the result is the next to render.
    mutating func renderCloudEvents(
        _ run: MessageRun, _ from: Offset, _ budget: inout LineBudget, _ out: inout ByteBuffer
    ) -> Offset {
        var next = Swift.max(from, run.first)
        let partition = run.partition
        run.forEach(from: next) { message in
            guard !budget.isSpent, renderCloudEvent(message, partition, &budget, &out) else { return }
            next = message.offset + 1
        }
        return budget.isSpent ? next : Swift.max(next, run.end)
    }

    /// Appends one message as a CloudEvent, if the budget takes it.
    mutating func renderCloudEvent(
        _ message: MessageRun.Message, _ partition: UInt32?, _ budget: inout LineBudget,
        _ out: inout ByteBuffer
    ) -> Bool {
        let start = out.count
        let wasFirst = isFirst
        separate(&out)
        guard cloudEvents?.write(message, partition: partition, into: &out) == true,
            budget.take(out.count - start)
        else {
            out.truncate(to: start)
            isFirst = wasFirst
            return false
        }
        return true
    }
}
