internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Dead letters that a worker read and wrote anew, each with what it died of.
///
/// Filled by one worker, then used by one loop.
final class DeadLetterBlock: @unchecked Sendable {
    /// Bytes of lines from which on the rest is left for the next block.
    private static let bytesMax = 512 * 1024

    private(set) var runs: [SlotRun] = []
    /// Where each line ends in `lines`.
    private(set) var ends: [Int] = []
    /// The offset behind the last message looked at.
    private(set) var next = Offset.zero
    /// Whether some message that was looked at has to stay where it is.
    private(set) var leavesSome = false
    private var lines = ByteBuffer()
    private var scratch = ByteBuffer()

    /// The line of the message at `index`.
    func line(_ index: Int) -> ByteView { lines.bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    /// Reads the messages of `batch` as far as they fit.
    func fill(_ batch: DoomedBatch, from log: LogView) {
        for message in batch.messages {
            if lines.count >= Self.bytesMax { return }
            next = message.offset + 1
            guard add(message, of: batch, from: log) else {
                leavesSome = true
                continue
            }
            let run = SlotRun(
                first: message.offset, count: 1, generation: message.generation, lane: batch.lane)
            ends.append(lines.count)
            runs.join(run)
        }
    }

    /// Writes one message anew; false when it cannot be read, or would go round in a circle.
    private func add(_ message: DoomedBatch.Message, of batch: DoomedBatch, from log: LogView) -> Bool {
        var isWritten = false
        do throws(LogStoreError) {
            _ = try log.readBlocking(from: message.offset, upTo: message.offset + 1, bytesMax: .max) { run in
                guard let found = run.message(at: message.offset) else { return true }
                isWritten = write(found.suffix, message, of: batch)
                return false
            }
        } catch { return false }
        return isWritten
    }

    private func write(_ suffix: ByteView, _ message: DoomedBatch.Message, of batch: DoomedBatch) -> Bool {
        do throws(FormatError) {
            let view = try LineSuffixView(parsing: suffix)
            var deaths =
                try view.deaths.map { range throws(FormatError) in
                    try Deaths(reading: suffix[range])
                } ?? Deaths()
            deaths.add(in: batch.name, message.reason, at: batch.now)
            if !batch.isTopic, deaths.isCycle(to: batch.target) { return false }
            scratch.removeAll()
            deaths.write(into: &scratch)
            view.write(deaths: scratch.bytes, into: &lines)
            return true
        } catch { return false }
    }
}

extension [SlotRun] {
    /// Adds a run, as a part of the last one where they are alike neighbours.
    fileprivate mutating func join(_ run: SlotRun) {
        if let last, last.isContinued(by: run) { self[count - 1].count += run.count } else { append(run) }
    }
}
