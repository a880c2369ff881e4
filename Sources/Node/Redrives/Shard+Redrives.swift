internal import Base
internal import Broker
internal import LogFormat
internal import LogStore
internal import Synchronization

/// Carrying out redrives, a step at a time: a worker reads lines, one frame moves them and says how far it came.
///
/// One that cannot go on, its target being gone or full, rests and tries again; that it rests is not durable.
extension Shard {
    /// Begins with the redrives that run and that nobody carries out yet. Runs under the lock.
    func startRedriving(_ state: inout ShardState) {
        var from = EntityID(0)
        while let id = state.broker.redriving(from: from) {
            if state.redrives[id.rawValue] == nil {
                state.redrives[id.rawValue] = RedriveTurn()
                scheduler.post(loop: 0) { [weak self] in self?.redrive(id) }
            }
            from = EntityID(id.rawValue + 1)
        }
    }

    /// Takes the next step of a queue's redrive, if it still runs.
    private func redrive(_ id: EntityID) {
        if hasEnded.load(ordering: .sequentiallyConsistent) { return }
        let found = locked(flush: false) { state -> RedriveWork? in
            guard let queue = state.entities.queue(id), let job = state.broker.running(of: id) else {
                state.redrives[id.rawValue] = nil
                return nil
            }
            var work = RedriveWork(queue, job)
            work.look(state.broker)
            return work
        }
        guard let work = found else { return }
        guard work.queue.isVisible(upTo: work.job.ends) else {
            return redriveAgain(id, after: Self.visibleTime)
        }
        scheduler.postToWorker { [weak self] in
            let block = RedriveBlock(work)
            block.fill()
            self?.scheduler.post(loop: 0) { [weak self] in self?.take(block, of: work) }
        }
    }

    /// How long a redrive waits for what came just before it to be durable.
    private static let visibleTime = Interval(milliseconds: 10)

    /// Lets a block arrive, and goes on.
    private func take(_ block: RedriveBlock, of work: RedriveWork) {
        if hasEnded.load(ordering: .sequentiallyConsistent) { return }
        let id = work.queue.id
        if block.isUnreadable { return rest(id, "a message cannot be read from the disk") }
        if journal.isFull || handover.isStuck { return rest(id, "the journal has no room") }
        let step = RedriveStep(
            number: work.job.number, from: work.job.progress.next, progress: block.progress)
        do throws(Refused) {
            let moved = try relocate(block.lines, from: work.queue, to: block.target, step: step)
            locked(flush: false) { state in state.redrives[id.rawValue]?.pause = nil }
            let rate = Int64(work.job.order.rate)
            redriveAgain(
                id, after: Interval(milliseconds: rate > 0 ? Int64(moved.value) * 1000 / rate : 0))
        } catch {
            switch error.reason {
            case .stale: rest(id, "it was changed meanwhile")
            case .notFound(let kind, let name): rest(id, "there is no \(kind.name) \"\(name)\"")
            case .queueFull: rest(id, "its target is full")
            case .sameQueue: rest(id, "its messages are where they came from")
            default: rest(id, "its target refuses: \(error.reason)")
            }
        }
    }

    private func rest(_ id: EntityID, _ pause: String) {
        locked(flush: false) { state in state.redrives[id.rawValue]?.pause = pause }
        redriveAgain(id, after: Limits.redriveRetryTime)
    }

    private func redriveAgain(_ id: EntityID, after interval: Interval) {
        if interval > .zero {
            scheduler.post(loop: 0, after: interval) { [weak self] in self?.redrive(id) }
        } else {
            scheduler.post(loop: 0) { [weak self] in self?.redrive(id) }
        }
    }
}

extension Queue {
    /// Whether everything before an offset of each lane is durable.
    fileprivate func isVisible(upTo ends: [Offset]) -> Bool {
        ends.indices.allSatisfy { lane in log(of: UInt16(lane)).map { ends[lane] <= $0.visibleEnd } ?? true }
    }
}
