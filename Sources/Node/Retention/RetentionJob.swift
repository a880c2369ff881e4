internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Holds topics against their limits, one partition a step, and trims what is over.
struct RetentionJob: HousekeepingJob {
    private enum Phase: Sendable {
        case begin
        /// Waits for the shard's time.
        case time(LoopAnswer<Instant>)
        case look
        /// Waits for a trim.
        case trim(LoopAnswer<Int?>)
    }

    let name: StaticString = "retention"
    private let duty: RetentionDuty
    private let topics: RetainedTopics
    private let counters: RetentionCounters
    private var phase = Phase.begin
    private var now = Instant.distantPast
    private var due: [Topic] = []
    /// The topic and partition to look at next.
    private var topic = 0
    private var partition = 0
    private var orders: [TrimOrder] = []
    /// What queues hold back, as far as they may.
    private var holds: [RetentionHold] = []

    init(_ duty: RetentionDuty, _ topics: RetainedTopics, _ counters: RetentionCounters) {
        self.duty = duty
        self.topics = topics
        self.counters = counters
    }

    mutating func step(_ context: HousekeepingContext) throws(LogStoreError) -> JobStep {
        switch phase {
        case .begin:
            let shard = context.shard
            phase = .time(context.ask { state in shard.readClock(&state) })
            return .waiting
        case .time(let answer):
            guard let time = answer.value else { return .waiting }
            now = time
            due = topics.takeDue(at: now)
            phase = .look
        case .look:
            guard topic < due.count else { return finish(context) }
            try look(context)
        case .trim(let answer):
            guard let trimmed = answer.value else { return .waiting }
            if let trimmed { counters.change { $0.trimmed += trimmed } }
            orders = []
            holds = []
            phase = .look
        }
        return .worked
    }

    mutating func abandon(_ context: HousekeepingContext, after error: LogStoreError) { topics.lookAgain() }

    /// Looks at one partition; behind the last one the topic is trimmed.
    private mutating func look(_ context: HousekeepingContext) throws(LogStoreError) {
        let topic = due[self.topic]
        if partition < topic.partitionCount {
            let log = topic.log(partition)
            partition += 1
            let cut = RetentionCut(
                retention: topic.settings.retentionInForce, now: now, files: context.shard.files)
            if !log.isClosed, let start = try cut.start(of: log) {
                orders.append(TrimOrder(log: log.id, before: start))
                holds += try RetentionHold.holds(on: log, of: topic, cut)
            }
            return
        }
        counters.change { $0.looks += 1 }
        self.topic += 1
        partition = 0
        if !orders.isEmpty { trim(context) }
    }

    /// Has a loop trim what was found; a topic that is gone by then is left alone.
    private mutating func trim(_ context: HousekeepingContext) {
        let shard = context.shard
        phase = .trim(
            context.ask { [orders, holds] state -> Int? in
                // A journal that takes nothing would keep it in memory for nobody.
                if shard.handover.isStuck { return nil }
                let orders = RetentionHold.apply(holds, to: orders, state.broker)
                _ = shard.commit(.trim(orders), flush: false, in: &state)
                guard case .trimmed(let count) = state.decision.reply else { return nil }
                return count
            })
    }

    private func finish(_ context: HousekeepingContext) -> JobStep {
        if let next = topics.nextLook {
            duty.rest(min(max(next - now, Limits.retentionTimeMin), Limits.retentionInterval), context)
        }
        return .done
    }
}
