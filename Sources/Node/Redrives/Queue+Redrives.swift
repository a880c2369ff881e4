internal import Base
package import Broker
package import LogFormat

/// A redrive as it stands.
package struct RedriveStatus: Sendable {
    package let job: Redrive
    /// Why it rests; nil while it goes on, and after its end.
    package let pause: String?
    /// At most so many messages are still to be looked at.
    package let remaining: Int
}

extension Queue {
    /// Begins a redrive.
    package func startRedrive(_ order: RedriveOrder) throws(Refused) -> Gated<RedriveStatus> {
        try change(.startRedrive(id, order))
    }

    /// Ends a redrive; one that has ended stays as it is.
    package func cancelRedrive(_ number: UInt32) throws(Refused) -> Gated<RedriveStatus> {
        try change(.cancelRedrive(id, number: number))
    }

    private func change(_ command: Command) throws(Refused) -> Gated<RedriveStatus> {
        try namespace.shard.carryOut(command) { state in
            guard case .redrive(let number) = state.decision.reply,
                let job = state.broker.redrives(of: id)?.first(where: { $0.number == number })
            else { return nil }
            return status(of: job, state)
        }
    }

    /// The redrives that are remembered, the oldest first.
    package func redrives() throws(Refused) -> Gated<[RedriveStatus]> {
        let shard = namespace.shard
        return try shard.locked(flush: false) { (state) throws(Refused) -> Gated<[RedriveStatus]> in
            let gate = shard.gate(state.applied)
            guard let jobs = state.broker.redrives(of: id) else { throw Refused(.stale, gate: gate) }
            var found: [RedriveStatus] = []
            for job in jobs { found.append(status(of: job, state)) }
            return Gated(found, gate: gate)
        }
    }

    private func status(of job: Redrive, _ state: borrowing ShardState) -> RedriveStatus {
        guard job.isRunning else { return RedriveStatus(job: job, pause: nil, remaining: 0) }
        var left = 0
        let next = job.progress.next
        if job.order.places.isEmpty {
            for lane in job.ends.indices where lane >= Int(next.lane) {
                let from = lane == Int(next.lane) ? next.offset : .zero
                left += max(0, job.ends[lane] - from)
            }
            left = min(left, state.broker.counts(of: id)?.total ?? 0)
        } else {
            left = job.order.places.count { $0 >= next }
        }
        return RedriveStatus(
            job: job, pause: state.redrives[id.rawValue]?.pause, remaining: left)
    }
}
