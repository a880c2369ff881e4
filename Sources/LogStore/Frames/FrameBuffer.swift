package import Base
package import LogFormat

/// The open end of the journal: commands are written into it as frames, in memory.
///
/// Used under the shard lock only. `begin`, then events in their order, then `end`: nothing of a command
/// shows before. A command over 900 KiB becomes several frames; it never waits and never fails, so room
/// (`waitingBytes`) is asked for before.
@safe
package struct FrameBuffer: ~Copyable {
    private let chunks: ChunkTable
    package let handover: Handover
    private let journal: UInt64
    private let epoch: UInt32
    private let payloadMax: Int

    private var chunk: Chunk
    /// Where the frame being written begins in its chunk, and the bytes of its payload so far.
    private var frame = 0
    private var length = 0
    private var sequence: UInt64
    private var part: UInt16 = 1
    private var now = Instant.distantPast
    private var scratch = ByteBuffer(capacity: 4096)
    /// Frames of the command that are complete: all but the one being written.
    private var earlier: [(chunk: Chunk, position: Int)] = []
    private var closingBytes = 0

    /// Where the messages of the command lie; valid from `end` until the next `begin`.
    package private(set) var placements: [Placement] = []

    /// Goes on behind `end` in an epoch that must be above `end.highestEpoch`.
    package init(
        _ end: borrowing JournalEnd, epoch: UInt32, chunks: ChunkTable, handover: Handover,
        payloadMax: Int = Limits.framePayloadBytesMax
    ) {
        precondition(epoch > end.highestEpoch)
        self.payloadMax = payloadMax
        self.chunks = chunks
        self.handover = handover
        self.epoch = epoch
        journal = end.journal
        sequence = end.lastSequence.rawValue + 1
        chunk = chunks.open()
        placements.reserveCapacity(64)
        handover.start(at: FrameAddress(chunk: chunk.number, position: 0))
    }

    /// Sequence of the last frame that was closed.
    package var lastSequence: JournalSequence { JournalSequence(sequence &- 1) }

    /// Bytes closed but not handed to the journal yet.
    package var waitingBytes: Int { handover.waitingBytes }

    // MARK: a command

    /// Starts a command that was decided at `now`.
    package mutating func begin(now: Instant) {
        self.now = now
        part = 1
        length = 0
        closingBytes = 0
        placements.removeAll(keepingCapacity: true)
        if frame &+ FrameHeader.encodedBytes > chunk.capacity { moveToNextChunk() }
    }

    /// Adds one encoded event; it must fit a frame.
    package mutating func append(event: ByteView) {
        reserve(event.count)
        copy(event)
    }

    /// Adds an `appended` event of `head` and its body of `head.count` lines, split where it is too long.
    package mutating func append(_ head: borrowing AppendedHead, body: ByteView) {
        let whole = head.encodedBytes + body.count
        if whole <= payloadMax {
            reserve(whole)
            place(head, shift: 0, count: head.count, bytes: body.count)
            scratch.removeAll()
            head.encode(bodyBytes: body.count, into: &scratch)
            copy(scratch.bytes)
            copy(body)
        } else {
            appendSplit(copy head, body: body)
        }
    }

    /// Ends the command: its frames are shown to the journal thread, which is woken if it sleeps.
    ///
    /// `flush` says that somebody waits for it to be durable. With `wake` false the caller calls
    /// `handover.wake` itself, once it holds the lock no more.
    package mutating func end(flush: Bool = true, wake: Bool = true) -> CommandExtent {
        let parts = part
        closeFrame()
        for one in earlier {
            unsafe (one.chunk.base + one.position).storeBytes(
                of: parts.littleEndian, toByteOffset: 6, as: UInt16.self)
        }
        if parts > 1 { earlier.removeAll(keepingCapacity: true) }
        let end = FrameAddress(chunk: chunk.number, position: UInt32(frame))
        handover.close(upTo: end, bytes: closingBytes, flush: flush)
        if wake { handover.wake(flush: flush) }
        let last = JournalSequence(sequence &- 1)
        let first = JournalSequence(sequence &- UInt64(parts))
        return CommandExtent(firstSequence: first, releaseAt: last)
    }

    /// Writes an empty frame, whose `durable` proves the frames before it; when idle and at the end.
    package mutating func appendClosing(now: Instant) -> CommandExtent {
        begin(now: now)
        return end()
    }

    /// Seals the open chunk, so that what comes next lies in another; between two commands only.
    package mutating func turnChunk() -> JournalCut {
        length = 0
        if frame > 0 { moveToNextChunk() }
        return JournalCut(chunk: chunk.number, sequence: lastSequence)
    }

    // MARK: frames

    /// Makes sure that `bytes` more fit into the frame, as the next part if need be.
    private mutating func reserve(_ bytes: Int) {
        precondition(bytes <= payloadMax)
        if length &+ bytes > payloadMax { nextPart() }
        if frame &+ FrameHeader.frameBytes(length &+ bytes) > chunk.capacity { moveToNextChunk() }
    }

    private mutating func nextPart() {
        earlier.append((chunk, frame))
        closeFrame()
        length = 0
        part += 1
        if frame &+ FrameHeader.encodedBytes > chunk.capacity { moveToNextChunk() }
    }

    /// Completes the frame being written, but for `durable` and the CRC.
    private mutating func closeFrame() {
        let bytes = FrameHeader.frameBytes(length)
        let place = unsafe chunk.base + frame
        let header = FrameHeader(
            part: part, parts: part, journal: journal, sequence: JournalSequence(sequence),
            writtenAt: now, epoch: epoch, length: length)
        unsafe header.store(at: place)
        for index in FrameHeader.encodedBytes &+ length..<bytes {
            unsafe place.storeBytes(of: 0, toByteOffset: index, as: UInt8.self)
        }
        sequence &+= 1
        frame &+= bytes
        closingBytes &+= bytes
    }

    /// Seals the chunk before the frame being written and takes that one along into the next.
    private mutating func moveToNextChunk() {
        let old = chunk
        let begun = frame
        chunk = chunks.open()
        frame = 0
        if length > 0 {
            unsafe (chunk.base + FrameHeader.encodedBytes).copyMemory(
                from: old.base + begun + FrameHeader.encodedBytes, byteCount: length)
            let moved = FrameAddress(chunk: chunk.number, position: 0)
            let stale = FrameAddress(chunk: old.number, position: UInt32(begun))
            for index in placements.indices where placements[index].frame == stale {
                placements[index].frame = moved
            }
        }
        chunks.seal(old, at: begun, lastSequence: JournalSequence(sequence &- 1))
    }

    private mutating func copy(_ bytes: ByteView) {
        unsafe (chunk.base + frame + FrameHeader.encodedBytes + length).copyMemory(
            from: bytes.base, byteCount: bytes.count)
        length &+= bytes.count
    }

    // MARK: messages

    /// Notes where `count` messages of each destination lie: in the frame being written.
    private mutating func place(_ head: borrowing AppendedHead, shift: Int, count: Int, bytes: Int) {
        place(head.destination, shift: shift, count: count, bytes: bytes, timestamp: head.timestamp)
        for other in head.others {
            place(other, shift: shift, count: count, bytes: bytes, timestamp: head.timestamp)
        }
    }

    private mutating func place(
        _ destination: AppendedDestination, shift: Int, count: Int, bytes: Int, timestamp: Instant
    ) {
        let address = FrameAddress(chunk: chunk.number, position: UInt32(frame))
        placements.append(
            Placement(
                log: destination.log, first: destination.first + shift, count: count, timestamp: timestamp,
                bytes: bytes + destination.prefixBytes(shift: shift, count: count), frame: address))
    }

    /// Splits a body at line ends into events that fit, and a single line too long into pieces.
    private mutating func appendSplit(_ head: AppendedHead, body: ByteView) {
        var rest = body
        var done = 0
        while !rest.isEmpty {
            let room = payloadMax - head.encodedBytes
            let lines = wholeLines(of: rest, within: room)
            if lines.count > 0 {
                appendLines(head, shift: done, count: lines.count, body: rest[0..<lines.bytes])
                done += lines.count
                rest = rest.dropping(lines.bytes)
            } else {
                let line = (rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count - 1) + 1
                appendLongLine(head, shift: done, line: rest[0..<line])
                done += 1
                rest = rest.dropping(line)
            }
        }
        assert(done == head.count, "the body has another number of lines than the event says")
    }

    /// How many whole lines, and bytes of them, stand at the start of `body` within `room` bytes.
    private func wholeLines(of body: ByteView, within room: Int) -> (count: Int, bytes: Int) {
        var count = 0
        var bytes = 0
        while bytes < body.count, let index = body.dropping(bytes).firstIndex(of: UInt8(ascii: "\n")) {
            if bytes + index + 1 > room { break }
            bytes += index + 1
            count += 1
        }
        return (count, bytes)
    }

    private mutating func appendLines(_ head: AppendedHead, shift: Int, count: Int, body: ByteView) {
        reserve(head.encodedBytes + body.count)
        place(head, shift: shift, count: count, bytes: body.count)
        var part = head
        part.count = count
        scratch.removeAll()
        part.encode(bodyBytes: body.count, shift: shift, into: &scratch)
        copy(scratch.bytes)
        copy(body)
    }

    /// One line in an `appended` event and `continued` ones, each the last or the first of its frame.
    private mutating func appendLongLine(_ head: AppendedHead, shift: Int, line: ByteView) {
        if length > 0 { nextPart() }
        var start = head
        start.count = 1
        start.goesOn = true
        let begun = payloadMax - head.encodedBytes
        reserve(payloadMax)
        place(start, shift: shift, count: 1, bytes: line.count)
        scratch.removeAll()
        start.encode(bodyBytes: begun, shift: shift, into: &scratch)
        copy(scratch.bytes)
        copy(line[0..<begun])
        var rest = line.dropping(begun)
        while !rest.isEmpty {
            let taken = min(rest.count, payloadMax - EventHeader.encodedBytes)
            nextPart()
            reserve(EventHeader.encodedBytes + taken)
            scratch.removeAll()
            AppendedContinued.encodeHead(goesOn: taken < rest.count, pieceBytes: taken, into: &scratch)
            copy(scratch.bytes)
            copy(rest[0..<taken])
            rest = rest.dropping(taken)
        }
    }
}
