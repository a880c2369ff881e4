internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import LogFormat
internal import Node
internal import Reactor

/// One stream on its way in: lines come, are stored group by group, and progress goes out.
///
/// A group is what lies at hand when the client pauses, or as much as a group may have. The answer begins with
/// the first group that is stored, and each line of it leaves only once what it tells is durable. What the
/// client has not taken yet stops progress, never the upload; what the disk has not taken stops the upload.
struct StreamUpload: ~Copyable {
    private let exchange: Exchange
    private let form: BatchForm
    private let ack: Ack?
    /// Bytes that one line may have.
    private let lineBytesMax: Int
    private var target: StreamTarget
    private var tally = StreamTally()
    private var lines: StreamLines
    private var batch: Batch
    /// What the last group's durability hangs on.
    private var gate: Gate?
    private var hasBegun = false
    private var nextProgress = Deadline(nanoseconds: 0)

    init(_ exchange: Exchange, to target: StreamTarget, _ form: BatchForm, ack: Ack?, lineBytesMax: Int) {
        self.exchange = exchange
        self.target = target
        self.form = form
        self.ack = ack
        self.lineBytesMax = lineBytesMax
        lines = StreamLines(exchange.buffers.take(64 * 1024))
        batch = Batch(from: exchange.buffers)
    }

    consuming func giveBack() {
        exchange.buffers.give(lines.take())
        batch.giveBack(to: exchange.buffers)
    }

    /// Takes the stream in to its end and answers.
    ///
    /// Throws what is to be answered as any other problem: nothing was stored by then.
    mutating func run() async throws(Problem) {
        do throws(Problem) {
            try await receive()
        } catch {
            let problem = error.with("stored", tally.stored).with("line", tally.lines + 1)
            guard hasBegun else { throw problem }
            var out = ByteBuffer()
            tally.write(problem, instance: exchange.path, into: &out)
            return end(out, heldBy: problem.gate ?? gate)
        }
        var out = ByteBuffer()
        tally.writeSummary(isQueue: target.isQueue, into: &out)
        begin()
        end(out, heldBy: gate)
    }

    private mutating func receive() async throws(Problem) {
        while true {
            try await storeGroups(evenIfSmall: false)
            if exchange.isStopping { throw Problem(BrokerError.shuttingDown) }
            // Lines that are here are stored before anything is waited for.
            let waits = lines.group(evenIfSmall: true) == nil
            switch try await piece(within: waits ? patience : .zero) {
            case .bytes(let bytes):
                lines.append(bytes)
                guard lines.openBytes <= lineBytesMax else { throw Problem(lineOver: lineBytesMax) }
            case .nothingYet:
                try await storeGroups(evenIfSmall: true)
                guard waits else { continue }
                guard hasBegun else { throw Problem(Refusal(.bodyTimeout)) }
                tellProgress(always: true)
            case .end:
                lines.finish()
                return try await storeGroups(evenIfSmall: true)
            }
        }
    }

    /// A stream may pause for ever once something of it was stored; its progress then serves as heartbeat.
    private var patience: Interval { hasBegun ? Limits.heartbeatTime : Limits.bodyTime }

    private func piece(within time: Interval) async throws(Problem) -> Exchange.Piece {
        do throws(Refusal) { return try await exchange.nextBodyPiece(within: time) } catch {
            throw Problem(error)
        }
    }

    private mutating func storeGroups(evenIfSmall: Bool) async throws(Problem) {
        while let (bytes, count) = lines.group(evenIfSmall: evenIfSmall) {
            batch.streamPosition = tally.bytes
            do throws(Problem) { try target.compose(bytes, form, into: &batch) } catch {
                // What stands before the line that is wrong is stored: it can be sent again from there.
                let sound = form.prefix(of: bytes, messages: batch.count)
                if batch.count > 0 {
                    try target.compose(sound.bytes, form, into: &batch)
                    try await store(sound.bytes, lines: sound.lines)
                } else {
                    tally.add(lines: sound.lines, bytes: sound.bytes.count, nil, count: 0)
                }
                throw error
            }
            try await store(bytes, lines: count)
            lines.drop()
            if exchange.loop.isLate { await exchange.loop.nextTurn() }
        }
    }

    /// Stores what was composed of `bytes`, and tells of it.
    private mutating func store(_ bytes: ByteView, lines: Int) async throws(Problem) {
        guard batch.count > 0 else { return tally.add(lines: lines, bytes: bytes.count, nil, count: 0) }
        let stored = try await target.store(bytes, form, &batch, ack: ack)
        tally.add(lines: lines, bytes: bytes.count, stored.value, count: stored.value.count)
        gate = stored.answerGate
        tellProgress(always: !hasBegun)
    }

    // MARK: the answer

    private mutating func begin() {
        if hasBegun { return }
        hasBegun = true
        exchange.beginStream(.ok, .ndjson, readsOn: true, fields: { $0.noStore() })
    }

    private mutating func tellProgress(always: Bool) {
        begin()
        let now = exchange.loop.now
        guard always || now >= nextProgress, exchange.unsentBytes < Limits.streamProgressUnsentBytesMax else {
            return
        }
        nextProgress = exchange.loop.deadline(after: Limits.streamProgressInterval)
        var out = exchange.buffers.take(4096)
        tally.writeProgress(into: &out)
        // A client that is gone is met when more of its body is asked for.
        do throws(ClientGone) { try exchange.send(out.bytes, heldBy: gate) } catch {}
        exchange.buffers.give(out)
    }

    private func end(_ out: borrowing ByteBuffer, heldBy gate: Gate?) {
        do throws(ClientGone) { try exchange.send(out.bytes, heldBy: gate) } catch { return }
        exchange.endStream()
    }
}

extension StreamTarget {
    fileprivate var isQueue: Bool { if case .queue = self { true } else { false } }
}

extension BatchForm {
    /// The part of a group that holds its first `messages` messages and the blank lines around them.
    fileprivate func prefix(of group: ByteView, messages: Int) -> (bytes: ByteView, lines: Int) {
        var left = messages
        var lines = 0
        var start = 0
        while start < group.count {
            let end = group.dropping(start).firstIndex(of: 0x0A).map { start + $0 + 1 } ?? group.count
            if self == .text || !Self.isBlank(group[start..<end]) {
                if left == 0 { break }
                left -= 1
            }
            lines += 1
            start = end
        }
        return (group[0..<start], lines)
    }

    private static func isBlank(_ line: ByteView) -> Bool {
        for index in 0..<line.count where line[index] > 0x20 { return false }
        return true
    }
}

extension Problem {
    fileprivate init(lineOver bytesMax: Int) {
        self.init(
            .messageTooLarge, "A line is over the limit of \(bytesMax) bytes.", fix: "Send shorter lines.")
        numbers = [("limit", bytesMax)]
    }
}
