internal import Base
internal import Broker
internal import LogFormat

/// What one step of a redrive is about, as it stood under the lock.
struct RedriveWork: Sendable {
    /// Messages that one step looks for what came back among.
    static let watchMax = 512

    let queue: Queue
    let job: Redrive
    /// Most messages of this step.
    let most: Int
    /// Messages that may be moved, ascending.
    var standings: [Standing] = []
    /// Where the job goes on behind them; nil at its end.
    var next: LaneOffset?
    /// Messages that were asked for by id and are not there any more.
    var missing = 0
    /// Messages that came since the job began.
    var arrived: [Standing] = []
    /// Up to where each lane was searched for those.
    var watched: [Offset]

    init(_ queue: Queue, _ job: Redrive) {
        self.queue = queue
        self.job = job
        watched = job.progress.watched
        var most = Limits.deadLettersAtOnce
        // A tenth of a second's worth, so that what moves does so evenly.
        if job.order.rate > 0 { most = min(most, max(1, Int(job.order.rate) / 10)) }
        if job.order.most > 0 {
            most = min(most, Int(clamping: job.order.most - min(job.order.most, job.progress.moved)))
        }
        self.most = most
    }

    /// Looks for the messages of the step.
    mutating func look(_ broker: borrowing Broker) {
        let from = job.progress.next
        if most == 0 {
            next = nil
        } else if job.order.places.isEmpty {
            guard let look = broker.look(into: queue.id, from: from, upTo: job.ends, .all, max: most) else {
                return
            }
            standings = look.standings
            next = look.next
        } else {
            let left = job.order.places.drop { $0 < from }
            for place in left.prefix(most) {
                if let standing = broker.look(at: place, of: queue.id) {
                    standings.append(standing)
                } else {
                    missing += 1
                }
            }
            next = left.dropFirst(most).first
        }
        if job.order.failuresMax > 0 { watch(broker) }
    }

    private mutating func watch(_ broker: borrowing Broker) {
        for lane in watched.indices {
            guard let log = queue.log(of: UInt16(lane)) else { continue }
            var ends = watched
            ends[lane] = log.visibleEnd
            let from = LaneOffset(lane: UInt16(lane), watched[lane])
            guard let look = broker.look(into: queue.id, from: from, upTo: ends, .all, max: Self.watchMax)
            else { continue }
            arrived += look.standings
            watched[lane] =
                look.next.map { $0.lane == UInt16(lane) ? $0.offset : ends[lane] } ?? ends[lane]
        }
    }
}
