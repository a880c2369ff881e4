/// Writes times like `TimestampText`, remembering the last second, so that most cost three digits.
///
/// Belongs to one loop or one call; holds 24 bytes once used.
public struct TimestampWriter: ~Copyable {
    private var text = ByteBuffer()
    private var second = Int64.min

    /// A writer that remembers nothing yet.
    public init() {}

    /// Appends the 24 bytes of `instant`.
    public mutating func write(_ instant: Instant, into out: inout ByteBuffer) {
        let time = instant.milliseconds
        let within = time >= 0 && time <= TimestampText.latest
        guard within, time / 1_000 == second else {
            text.removeAll()
            TimestampText.write(instant, into: &text)
            second = within ? time / 1_000 : .min
            return out.append(text.bytes)
        }
        let part = UInt16(truncatingIfNeeded: time % 1_000)
        text.store(UInt8(truncatingIfNeeded: part / 100 + 48), at: 20)
        text.store(UInt8(truncatingIfNeeded: part / 10 % 10 + 48), at: 21)
        text.store(UInt8(truncatingIfNeeded: part % 10 + 48), at: 22)
        out.append(text.bytes)
    }
}
