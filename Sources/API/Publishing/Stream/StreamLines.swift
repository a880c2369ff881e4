internal import Base

/// Lines of a stream as they come in, cut into groups that are stored together.
///
/// A group is at most `Limits.streamGroupLinesMax` lines and `Limits.streamGroupBytesMax` bytes; a line that
/// is longer is one by itself.
struct StreamLines: ~Copyable {
    private var pending: ByteBuffer
    /// Whole lines at the start of `pending` that go together, and where the last of them ends.
    private var lines = 0
    private var end = 0
    /// Bytes of `pending` that were looked through for line ends.
    private var scanned = 0
    private var isFull = false

    init(_ buffer: consuming ByteBuffer) { pending = buffer }

    consuming func take() -> ByteBuffer { pending }

    /// Bytes of the line that has not ended yet.
    var openBytes: Int { isFull || lines > 0 ? 0 : pending.count }

    mutating func append(_ bytes: ByteView) {
        pending.append(bytes)
        scan()
    }

    /// Ends the last line, if there is one without its LF.
    mutating func finish() {
        guard let last = pending.bytes.last, last != 0x0A else { return }
        pending.append(0x0A)
        scan()
    }

    /// The next group: a full one, or with `evenIfSmall` whatever whole lines there are; nil when there is none.
    ///
    /// Valid until the next change; `drop` it then.
    func group(evenIfSmall: Bool) -> (bytes: ByteView, lines: Int)? {
        guard lines > 0, isFull || evenIfSmall else { return nil }
        return (pending.bytes[0..<end], lines)
    }

    /// Forgets the group, which was dealt with.
    mutating func drop() {
        pending.removeFirst(end)
        scanned = 0
        lines = 0
        end = 0
        isFull = false
        scan()
    }

    private mutating func scan() {
        while !isFull, let found = pending.bytes.dropping(scanned).firstIndex(of: 0x0A) {
            scanned += found + 1
            if lines > 0, scanned > Limits.streamGroupBytesMax {
                isFull = true
                return
            }
            lines += 1
            end = scanned
            isFull = lines == Limits.streamGroupLinesMax || end >= Limits.streamGroupBytesMax
        }
        if !isFull { scanned = pending.count }
    }
}
