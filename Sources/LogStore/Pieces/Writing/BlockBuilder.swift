package import Base
package import LogFormat

/// Collects lines of one log until they make a block.
///
/// Belongs to one thread; memory: the lines, and a prefix. Takes a codec only when a block is made, so that
/// many builders share one.
package struct BlockBuilder: ~Copyable {
    package let log: LogID
    private let blockBytes: Int
    private var plain = ByteBuffer()
    private var renderer = LineRenderer(.lines)
    private var tally = LineTally()

    package init(log: LogID, blockBytes: Int = Limits.blockBytes) {
        self.log = log
        self.blockBytes = blockBytes
    }

    package var isEmpty: Bool { tally.lines == 0 }

    /// Lines so far.
    package var lines: Int { tally.lines }

    /// Bytes of lines so far.
    package var plainBytes: Int { plain.count }

    /// Bytes of memory that the lines take, room included.
    package var heldBytes: Int { plain.capacity }

    /// Whether it has as many lines as a block should have.
    package var isFull: Bool { plain.count >= blockBytes }

    /// Appends the messages of `view` in `range` as far as they fit; the result is the next to append.
    ///
    /// Short of the end of the range it means: the block is complete, take it. A line longer than a block is
    /// taken when it is the first, and makes one alone.
    package mutating func append(_ view: AppendedView, _ range: Range<Offset>) -> Offset {
        let from = max(range.lowerBound, view.first)
        let end = min(range.upperBound, view.end)
        guard from < end else { return range.upperBound }
        var budget = LineBudget(
            messages: end - from, bytes: blockBytes - plain.count, isStrict: !isEmpty)
        readTimes()
        let next = renderer.render(.appended(view), from: from, budget: &budget, into: &plain)
        if budget.taken > 0 { tally.note(from, count: budget.taken, at: view.timestamp) }
        return next == end ? range.upperBound : next
    }

    /// Appends a line as it was stored; false when the block is complete and has to be taken first.
    package mutating func append(_ line: StoredLine) -> Bool {
        guard isEmpty || plain.count + line.bytes.count <= blockBytes else { return false }
        tally.note(line, at: plain.count)
        plain.append(line.bytes)
        return true
    }

    /// Appends all lines of a block, whether they fit or not: those of a carried or a small one.
    package mutating func adopt(_ block: Block) { adopt(block.lines.bytes, LineTally(block.entry)) }

    /// Appends lines whose tally is known, whether they fit or not.
    mutating func adopt(_ lines: ByteView, _ more: LineTally) {
        readTimes()
        plain.append(lines)
        tally.note(more)
    }

    /// Appends the compressed block to `out` and is empty after that; there must be a line.
    ///
    /// The entry's position is 0: it is the writer who knows it. The memory of the lines stays.
    package mutating func take(with deflater: any Deflating, into out: inout ByteBuffer) -> BlockEntry {
        precondition(!isEmpty)
        readTimes()
        let entry = BlockEntry.compress(plain.bytes, tally, with: deflater, into: &out)
        plain.removeAll()
        tally = LineTally()
        return entry
    }

    /// Gives the memory of the lines back; it must be empty.
    package mutating func release() {
        precondition(isEmpty)
        plain.release()
    }

    private mutating func readTimes() {
        // Whatever stands here was read as a line before.
        do throws(FormatError) { try tally.readTimes(plain.bytes) } catch { return }
    }
}
