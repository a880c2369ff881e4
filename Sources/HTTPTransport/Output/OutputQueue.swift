internal import Base
internal import CLinux
internal import DequeModule
internal import Glibc
internal import Reactor

/// Answers of one connection on their way out, in order; what stands behind a closed gate stays.
///
/// Small answers are written one after another into `open`; a large body is taken over as it is. Positions
/// count bytes since the connection began.
struct OutputQueue: ~Copyable {
    /// Where answers are composed: the end of the line.
    var open = ByteBuffer()
    /// What stands before `open`.
    private var sealed = Deque<SealedBytes>()
    private var gates = Deque<GateEntry>()
    /// Bytes of the foremost buffer that have left.
    private var frontSent = 0
    private var sealedBytes = 0
    private var sent = 0
    /// Answers whose last byte has been written.
    private var answers = 0
    private var answersLeft = 0

    private struct GateEntry {
        let gate: Gate
        /// Position of the first byte it holds back.
        let start: Int
        /// Answers before it.
        let answers: Int
    }

    /// Bytes that have not left.
    var unsentBytes: Int { sealedBytes + open.count - frontSent }
    var isEmpty: Bool { unsentBytes == 0 }
    /// Whether something waits for a gate.
    var isGated: Bool { !gates.isEmpty }
    private var end: Int { sent + unsentBytes }

    /// Begins an answer that is held back while `gate` is closed.
    mutating func beginAnswer(_ gate: Gate?) {
        guard let gate, !gate.isOpen else { return }
        // Order makes the answer wait for the gate before it anyhow.
        if let last = gates.last?.gate, last.mark === gate.mark, last.sequence >= gate.sequence { return }
        gates.append(GateEntry(gate: gate, start: end, answers: answers))
    }

    /// An answer's last byte has been written.
    mutating func endAnswer() { answers += 1 }

    /// Answers that became free to leave since the last call.
    mutating func takeAnswersLeft() -> Int {
        let free = gates.first?.answers ?? answers
        defer { answersLeft = free }
        return free - answersLeft
    }

    // MARK: room

    /// Lends `open` with room for `count` bytes, to write an answer without a checked access at each field.
    mutating func takeOpen(_ gate: Gate?, room count: Int, from pool: BufferPool) -> ByteBuffer {
        if gate != nil { beginAnswer(gate) }
        reserve(count, from: pool)
        var taken = ByteBuffer()
        swap(&taken, &open)
        return taken
    }

    /// Takes `open` back, with `answers` more answers ended in it.
    mutating func putOpen(_ buffer: consuming ByteBuffer, answers: Int) {
        open = buffer
        self.answers += answers
    }

    /// Makes sure that `count` bytes fit into `open` without growing it.
    mutating func reserve(_ count: Int, from pool: BufferPool) {
        if open.room >= count { return }
        makeRoom(count, pool)
    }

    @inline(never)
    private mutating func makeRoom(_ count: Int, _ pool: BufferPool) {
        if sealed.isEmpty, frontSent > 0 {
            open.removeFirst(frontSent)
            frontSent = 0
            if open.room >= count { return }
        }
        if open.count >= OutputQueue.sealBytes {
            seal(pool)
        }
        var larger = pool.take(max(open.count + count, open.capacity == 0 ? 0 : OutputQueue.sealBytes))
        larger.append(open.bytes)
        swap(&larger, &open)
        pool.give(larger)
    }

    private static let sealBytes = 32 * 1024

    /// Moves what was composed in front of what comes.
    private mutating func seal(_ pool: BufferPool) {
        guard !open.isEmpty else { return }
        var taken = ByteBuffer()
        swap(&taken, &open)
        sealedBytes += taken.count
        sealed.append(SealedBytes(taken))
    }

    /// Adds a body without copying it.
    mutating func append(owned body: consuming ByteBuffer, from pool: BufferPool) {
        seal(pool)
        sealedBytes += body.count
        sealed.append(SealedBytes(body))
    }

    /// Adds bytes that somebody else owns.
    mutating func append(_ shared: SharedBytes, from pool: BufferPool) {
        seal(pool)
        sealedBytes += shared.bytes.count
        sealed.append(SealedBytes(shared))
    }

    /// Gives the memory of an empty queue back.
    mutating func rest(_ pool: BufferPool) {
        guard open.capacity > 0, isEmpty else { return }
        var taken = ByteBuffer()
        swap(&taken, &open)
        pool.give(taken)
    }

    /// Forgets everything: the client is gone.
    mutating func drop(_ pool: BufferPool) {
        sealed.removeAll()
        gates.removeAll()
        sealedBytes = 0
        frontSent = 0
        open.removeAll()
        rest(pool)
    }
}

// MARK: sending

extension OutputQueue {
    enum Outcome {
        /// Everything that may leave has left.
        case done
        /// The socket takes no more for now.
        case blocked
        /// The client is gone.
        case broken
    }

    private static let slicesMax = 32

    /// Sends what gates and socket allow; gives the bytes that left.
    mutating func send(to descriptor: Int32, _ pool: BufferPool) -> (Outcome, bytes: Int) {
        while let first = gates.first, first.gate.isOpen { gates.removeFirst() }
        let limit = gates.first?.start ?? end
        let before = sent
        while sent < limit {
            let asked: Int
            let taken: Int
            if sealed.isEmpty {
                asked = limit - sent
                taken = unsafe Glibc.send(
                    descriptor, open.bytes.base + frontSent, asked, Int32(MSG_NOSIGNAL))
            } else {
                (asked, taken) = sendSlices(limit - sent, to: descriptor)
            }
            if taken < 0 {
                if errno == EINTR { continue }
                return (errno == EAGAIN ? .blocked : .broken, sent - before)
            }
            advance(taken, pool)
            if taken < asked { return (.blocked, sent - before) }
        }
        return (.done, sent - before)
    }

    private borrowing func sendSlices(_ limit: Int, to descriptor: Int32) -> (asked: Int, taken: Int) {
        unsafe withUnsafeTemporaryAllocation(of: martlet_slice.self, capacity: Self.slicesMax) { slices in
            var count = 0
            var asked = 0
            func add(_ bytes: ByteView) {
                let part = bytes[0..<min(bytes.count, limit - asked)]
                guard !part.isEmpty, count < Self.slicesMax else { return }
                unsafe slices.initializeElement(
                    at: count, to: martlet_slice(base: part.base, count: part.count))
                count += 1
                asked += part.count
            }
            for index in 0..<min(sealed.count, Self.slicesMax) {
                add(sealed[index].bytes.dropping(index == 0 ? frontSent : 0))
            }
            if sealed.count < Self.slicesMax { add(open.bytes) }
            return (asked, unsafe martlet_send_slices(descriptor, slices.baseAddress, Int32(count)))
        }
    }

    private mutating func advance(_ taken: Int, _ pool: BufferPool) {
        sent += taken
        frontSent += taken
        while let front = sealed.first {
            let count = front.bytes.count
            if frontSent < count { break }
            frontSent -= count
            sealedBytes -= count
            sealed.removeFirst().giveBack(pool)
        }
        if sealed.isEmpty, frontSent == open.count {
            open.removeAll()
            frontSent = 0
        }
    }
}
