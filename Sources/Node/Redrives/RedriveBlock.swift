internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// What a worker made of one step of a redrive: lines as they will arrive, all at one target.
///
/// Filled by one worker, then used by one loop.
final class RedriveBlock: @unchecked Sendable {
    /// The header that says how often a message was redriven.
    static let mark: StaticString = "martlet-redriven"

    let lines = MovedLines()
    private(set) var target: MoveTarget?
    private(set) var progress: RedriveProgress
    /// Whether a line could not be read.
    private(set) var isUnreadable = false
    private let work: RedriveWork
    private let pattern: LinePattern?
    /// Where the step ends before all that was looked at.
    private var stop: LaneOffset?

    init(_ work: RedriveWork) {
        self.work = work
        progress = work.job.progress
        let filter = work.job.order.filter
        // It was compiled when the job began.
        pattern = filter.isEmpty ? nil : LinePattern(filter)
    }

    /// Reads what came back, and the messages that are to be moved, as far as they have one target.
    func fill() {
        let order = work.job.order
        progress.watched = work.watched
        for standing in work.arrived {
            read(standing) { message in
                if mark(of: message.suffix) > 0 { progress.returned += 1 }
                return true
            }
        }
        if order.failuresMax > 0, progress.returned >= UInt64(order.failuresMax) {
            progress.state = .stopped
            return
        }
        progress.passed += UInt64(work.missing)
        for standing in work.standings {
            if standing.state == .leased {
                progress.passed += UInt64(standing.count)
                continue
            }
            read(standing) { take($0, LaneOffset(lane: standing.lane, $0.offset)) }
            if stop != nil || isUnreadable { break }
        }
        if let stop {
            progress.next = stop
        } else if let next = work.next {
            progress.next = next
        } else {
            progress.state = .completed
        }
    }

    /// Takes a message; false when the step ends before it.
    private func take(_ message: MessageRun.Message, _ place: LaneOffset) -> Bool {
        if lines.isFull {
            stop = place
            return false
        }
        let suffix = message.suffix
        if let pattern, !pattern.takes(suffix) { return true }
        guard let view = try? LineSuffixView(parsing: suffix), let goal = goal(of: view) else {
            progress.passed += 1
            return true
        }
        if let target, target != goal {
            stop = place
            return false
        }
        target = goal
        var name: String?
        if case .queue(let queue) = goal { name = queue }
        let priority = work.queue.priority(of: suffix, lane: place.lane, to: name)
        let failures = work.job.order.keepsFailures ? work.queue.failures(of: suffix, in: name) : 0
        lines.add(place, priority: priority, failures: failures) { out in rewrite(view, into: &out) }
        return true
    }

    /// Where a message goes; nil when it never died elsewhere.
    private func goal(of view: LineSuffixView) -> MoveTarget? {
        switch work.job.order.target {
        case .queue(let name): return .queue(name)
        case .topic(let name): return .topic(name)
        case .origin: return MoveTarget(originOf: view, in: work.queue.name)
        }
    }

    /// Appends the line with its headers as they are to be; everything else stays, deaths too.
    private func rewrite(_ view: LineSuffixView, into out: inout ByteBuffer) {
        var headers = HeaderList()
        let stripped = work.job.order.strippedHeaders
        view.forEachHeader { name, value in
            if name == Self.mark || stripped.contains(where: { $0.withByteView { $0 == name } }) { return }
            try? headers.add(name: name, value: value)
        }
        // Where there is no room for one more header, a message goes without the mark.
        "\(mark(of: view.line) + 1)".withByteView { try? headers.add(name: ByteView(Self.mark), value: $0) }
        view.write(headers: headers, into: &out)
    }

    /// How often a message was redriven.
    private func mark(of suffix: ByteView) -> Int {
        guard let view = try? LineSuffixView(parsing: suffix) else { return 0 }
        var count = 0
        view.forEachHeader { name, value in
            if name == Self.mark { count = Int(value.string) ?? 0 }
        }
        return count
    }

    private func read(_ standing: Standing, _ body: (MessageRun.Message) -> Bool) {
        guard let log = work.queue.log(of: standing.lane) else { return }
        var isGoingOn = true
        do throws(LogStoreError) {
            _ = try log.readBlocking(
                from: standing.range.lowerBound, upTo: standing.range.upperBound, bytesMax: .max
            ) { run in
                run.forEach(from: standing.range.lowerBound) { message in
                    if isGoingOn, message.offset < standing.range.upperBound { isGoingOn = body(message) }
                }
                return isGoingOn
            }
        } catch { isUnreadable = true }
    }
}
