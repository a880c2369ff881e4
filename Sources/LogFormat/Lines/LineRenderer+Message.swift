package import Base

extension LineRenderer {
    /// Appends one message, if the budget takes it.
    ///
    /// `splice` is what stands behind the opening brace, `id` what `id:` says, where layout is events.
    package mutating func render(
        _ message: MessageRun.Message, partition: UInt32?, budget: inout LineBudget,
        into out: inout ByteBuffer, splice: (Offset, inout ByteBuffer) -> Void = { _, _ in },
        id: (Offset, inout ByteBuffer) -> Void = { _, _ in }
    ) -> Bool {
        if layout == .cloudEvents { return renderCloudEvent(message, partition, &budget, &out) }
        let length = message.suffix.count - (message.suffix.last == 0x0A ? 1 : 0)
        prefix.set(
            lead: lead.bytes, partition: partition, offset: message.offset, timestamp: message.timestamp)
        guard budget.take(prefix.text.count + length + 2) else { return false }
        out.reserve(prefix.text.count + length + 64)
        open(message.offset, &out, splice, id)
        out.append(prefix.text.bytes)
        out.append(message.suffix[0..<length])
        close(&out)
        return true
    }
}
