internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// Goes over the messages of a queue without touching them, and shows those that are wanted.
///
/// One call looks at `Limits.queueScanMax` messages at most, and at `Limits.filterScanBytes` of lines when
/// there is a pattern; `next` is where to go on then, nil at the end.
struct QueueReader {
    let queue: Queue
    let states: MessageStates
    let pattern: Pattern?
    private(set) var next: LaneOffset?
    /// Messages that were looked at.
    private(set) var scanned = 0
    /// What the answer waits for.
    private(set) var gate: Gate
    private var scanBytes = Limits.filterScanBytes

    init(_ queue: Queue, from place: LaneOffset, _ states: MessageStates, _ pattern: Pattern?, gate: Gate) {
        self.queue = queue
        self.states = states
        self.pattern = pattern
        self.gate = gate
        next = place
    }

    /// Whether one request may look no further.
    var isSpent: Bool { scanned >= Limits.queueScanMax || scanBytes <= 0 }

    /// Most messages of one look: it is taken under the lock.
    private static let lookMax = 1_000

    /// Shows messages in order until `body` wants no more, which then gets that message again in the next call.
    mutating func forEach(
        _ body: (MessageRun, MessageRun.Message, Standing) -> Bool
    ) async throws(Problem) {
        while let place = next, !isSpent {
            let look: Gated<QueueLook>
            do throws(Refused) {
                look = try queue.look(
                    from: place, states, max: min(Self.lookMax, Limits.queueScanMax - scanned))
            } catch { throw Problem(error) }
            gate = look.gate
            for standing in look.value.standings {
                guard try await visit(standing, body) else { return }
            }
            next = look.value.next
        }
    }

    /// Shows the messages of one stretch; false when no more are wanted.
    private mutating func visit(
        _ standing: Standing, _ body: (MessageRun, MessageRun.Message, Standing) -> Bool
    ) async throws(Problem) -> Bool {
        guard let log = queue.log(of: standing.lane) else { return true }
        var isStopped = false
        var at = standing.range.lowerBound
        var looked = 0
        do throws(Refused) {
            _ = try await log.read(from: at, upTo: standing.range.upperBound, bytesMax: .max) { run in
                run.forEach(from: at) { message in
                    guard !isStopped, message.offset < standing.range.upperBound else { return }
                    looked += message.suffix.count
                    if takes(message), !body(run, message, standing) {
                        isStopped = true
                        at = message.offset
                        return
                    }
                    at = message.offset + 1
                    if pattern != nil, looked >= scanBytes { isStopped = true }
                }
                return !isStopped
            }
        } catch { throw Problem(error) }
        if pattern != nil { scanBytes = max(0, scanBytes - looked) }
        scanned += isStopped ? at - standing.range.lowerBound : standing.count
        if isStopped { next = LaneOffset(lane: standing.lane, at) }
        return !isStopped
    }

    private func takes(_ message: MessageRun.Message) -> Bool {
        guard let pattern else { return true }
        let suffix = message.suffix
        return pattern.matches(members: suffix[0..<suffix.count - (suffix.last == 0x0A ? 1 : 0)])
    }
}
