internal import Base
internal import Reactor
internal import Synchronization

/// The last answers about boards, for the many who look at the same one.
///
/// An answer serves as long as the positions are those it was made of, but for ages and rates no longer than
/// `Limits.boardAnswerTime`. Any loop may use it.
final class BoardCache: Sendable {
    private struct Entry {
        let tag: BoardTag
        let madeAt: Deadline
        let body: [UInt8]
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// Appends the answer to `target` if there is one of these positions that is not too old.
    func find(_ target: String, _ tag: BoardTag, now: Deadline, into out: inout ByteBuffer) -> Bool {
        let oldest = UInt64(Limits.boardAnswerTime.milliseconds) * 1_000_000
        let body = entries.withLock { entries -> [UInt8]? in
            guard let entry = entries[target], entry.tag == tag,
                entry.madeAt.nanoseconds + oldest > now.nanoseconds
            else { return nil }
            return entry.body
        }
        guard let body else { return false }
        out.append(body)
        return true
    }

    /// Keeps an answer; when there are too many, all others are forgotten.
    func keep(_ body: ByteView, for target: String, _ tag: BoardTag, now: Deadline) {
        guard body.count <= Limits.boardAnswerBytesMax else { return }
        let entry = Entry(tag: tag, madeAt: now, body: body.array)
        entries.withLock { entries in
            if entries.count >= Limits.boardAnswersMax { entries.removeAll(keepingCapacity: true) }
            entries[target] = entry
        }
    }
}
