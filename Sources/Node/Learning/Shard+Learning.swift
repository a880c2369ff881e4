internal import Base
internal import Broker
internal import LogFormat
internal import LogStore
internal import Synchronization

/// Learning to which groups messages of queues belong: a worker reads their lines, as soon as they lie on disk.
extension Shard {
    /// Sees to it that a look is taken once what is applied now can be read. Runs under the lock.
    func learnLater(at sequence: JournalSequence, in state: inout ShardState) {
        add(.call(loop: 0) { [weak self] in self?.learnNext() }, at: sequence, in: &state)
    }

    /// Bytes of lines that one lesson reads, about.
    private static let lessonBytesMax = 4 * 1024 * 1024

    /// Goes on with learning, unless that is under way.
    func learnNext() {
        if hasEnded.load(ordering: .sequentiallyConsistent) { return }
        let found = locked(flush: false) { state -> (lesson: Lesson, log: LogView)? in
            guard !state.isLearning else {
                state.hasMoreToLearn = true
                return nil
            }
            state.hasMoreToLearn = false
            let lesson = state.broker.lesson { id in state.entities.log(id)?.visibleEnd }
            guard let lesson, let log = state.entities.log(lesson.log) else { return nil }
            state.isLearning = true
            return (lesson, log)
        }
        guard let (lesson, log) = found else { return }
        if lesson.order == .queue {
            return end(lesson, Array(repeating: 1, count: lesson.max))
        }
        scheduler.postToWorker { [weak self] in
            guard let self else { return }
            let groups = self.groups(of: lesson, in: log)
            self.scheduler.post(loop: 0) { [weak self] in self?.end(lesson, groups) }
        }
    }

    private func end(_ lesson: Lesson, _ groups: [UInt64]) {
        let goesOn = locked { state -> Bool in
            let now = readClock(&state)
            state.isLearning = false
            state.broker.learn(groups, of: lesson, now: now)
            armTick(&state)
            // A line that cannot be read ends it, until something new happens.
            return !groups.isEmpty || state.hasMoreToLearn
        }
        if goesOn { scheduler.post(loop: 0) { [weak self] in self?.learnNext() } }
    }

    /// Reads the groups of the messages of a lesson, those before the first that cannot be read.
    private func groups(of lesson: Lesson, in log: LogView) -> [UInt64] {
        var groups: [UInt64] = []
        var scratch = ByteBuffer()
        let end = lesson.from + lesson.max
        do throws(LogStoreError) {
            let next = try log.readBlocking(from: lesson.from, upTo: end, bytesMax: Self.lessonBytesMax) {
                run in
                run.forEach(from: lesson.from + groups.count) { message in
                    guard message.offset < end else { return }
                    // What is settled may be gone from the history.
                    while lesson.from + groups.count < message.offset { groups.append(0) }
                    groups.append(group(of: message.suffix, by: lesson.order, &scratch))
                }
                return groups.count < lesson.max
            }
            while lesson.from + groups.count < Swift.min(next, end) { groups.append(0) }
            return groups
        } catch { return groups }
    }

    private func group(of suffix: ByteView, by order: MessageOrder, _ scratch: inout ByteBuffer) -> UInt64 {
        scratch.removeAll()
        do throws(FormatError) {
            let line = try LineSuffixView(parsing: suffix)
            let isNamed = order == .key ? line.writeKey(into: &scratch) : line.writeGroup(into: &scratch)
            guard isNamed else { return 0 }
            return Swift.max(2, identityHasher.fingerprint(scratch.bytes))
        } catch { return 0 }
    }
}
