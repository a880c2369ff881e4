package import Base

/// One whole line as it lies in a block, its prefix taken apart; nothing is copied.
///
/// Reads what the renderer writes and no other form: `{"partition":P,"offset":N,"timestamp":"…Z",` and the
/// suffix, or the same without a partition.
package struct StoredLine: Sendable {
    /// From the brace to the LF.
    package let bytes: ByteView
    /// Number of the topic's partition, or nil for a queue's line.
    package let partition: UInt32?
    package let offset: Offset
    private let suffixStart: Int

    /// What the line stands for, as `LineSuffixView` takes it, LF included.
    package var suffix: ByteView { bytes.dropping(suffixStart) }

    /// The time of the append; read when asked for.
    package var timestamp: Instant {
        let text = bytes[suffixStart - 2 - TimestampText.byteCount..<suffixStart - 2]
        do throws(TextError) { return try TimestampText.parse(text) } catch { return .distantPast }
    }

    /// Takes the line that is all of `line`, LF included.
    package init(parsing line: ByteView) throws(FormatError) {
        var position = 0
        if line.hasPrefix("{\"partition\":") {
            position = 13
            let number = try Self.decimal(line, &position)
            guard let partition = UInt32(exactly: number), line.dropping(position).hasPrefix(",\"offset\":")
            else { throw .badField("line") }
            self.partition = partition
        } else {
            guard line.hasPrefix("{\"offset\":") else { throw .badField("line") }
            partition = nil
        }
        position += 10
        offset = Offset(try Self.decimal(line, &position))
        guard line.dropping(position).hasPrefix(",\"timestamp\":\"") else { throw .badField("line") }
        suffixStart = position + 14 + TimestampText.byteCount + 2
        guard suffixStart + 1 < line.count, line[suffixStart - 2] == UInt8(ascii: "\""),
            line[suffixStart - 1] == UInt8(ascii: ","), line[line.count - 1] == 0x0A
        else { throw .badField("line") }
        bytes = line
    }

    /// The number at `position`, which is moved behind it.
    private static func decimal(_ line: ByteView, _ position: inout Int) throws(FormatError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        while position < line.count, let digit = line[position].decimalDigit {
            value = value &* 10 &+ UInt64(digit)
            position &+= 1
        }
        guard position > start, position - start <= 16 else { throw .badField("line") }
        return value
    }
}
