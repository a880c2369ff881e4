package import Base
package import Broker
package import LogFormat

/// What a member of a group asks for.
package struct PollRequest: Sendable {
    package var member: String
    /// What it reads; nil leaves that as it is.
    package var topics: Subscription?
    /// What it is done with; nil begins a new epoch.
    package var after: PollCommand.After?
    /// How long it may be kept waiting.
    package var wait: Interval

    package init(
        member: String, topics: Subscription? = nil, after: PollCommand.After? = nil, wait: Interval = .zero
    ) {
        self.member = member
        self.topics = topics
        self.after = after
        self.wait = wait
    }

    fileprivate func command(for group: GroupTarget) -> Command {
        .poll(PollCommand(group: group, member: member, topics: topics, after: after, wait: wait))
    }
}

/// A poll that was let in: what its member owns, and where that goes on.
package struct GroupPoll: Sendable {
    /// A partition that the member owns.
    package struct Place: Sendable {
        package let log: LogView
        /// The next message to hand out.
        package let offset: Offset
        /// Messages before it that retention took.
        package let skipped: Int
    }

    package let group: Group
    /// The name of the member that polls.
    package let memberName: String
    package let ticket: PollTicket
    package let polled: Polled
    /// Ascending by log; none while the group is paused.
    package let places: [Place]
    /// Opens once what was committed, and who owns what, is durable.
    package let gate: Gate
}

/// What becomes of a batch that is about to be handed out.
package enum DeliveryVerdict: Equatable, Sendable {
    /// It may go; the member's session ends then unless it is heard of.
    case go(until: Instant)
    /// Something changed while it was read: decide and read again.
    case again
    case ended(PollTicket.End)
}

extension Namespace {
    /// Lets a poll in by the name of a group, which is made if there is none.
    package func poll(group name: String, _ request: PollRequest) throws(Refused) -> GroupPoll {
        try shard.poll(request.command(for: .named(id, name)), member: request.member, again: nil)
    }
}

extension Group {
    /// Lets a poll in: commits what it is done with, joins a new member, and tells where it goes on.
    package func poll(_ request: PollRequest) throws(Refused) -> GroupPoll {
        try namespace.shard.poll(request.command(for: .known(id)), member: request.member, again: nil)
    }

    /// Decides a poll again after something changed; nil when another one took its place.
    ///
    /// `request` names the epoch, and nothing more to commit.
    package func poll(again poll: GroupPoll, _ request: PollRequest) throws(Refused) -> GroupPoll {
        try namespace.shard.poll(
            request.command(for: .known(id)), member: request.member, again: poll.ticket)
    }

    /// Says that the member of a poll is there, and asks what it owns now; what it was handed it keeps.
    ///
    /// Of partitions that it is to let go of it does so, unless it still works on them.
    package func renew(_ poll: GroupPoll, owned: [LogID]) throws(Refused) -> GroupPoll {
        let command = HeartbeatCommand(
            group: id, member: poll.memberName, epoch: poll.polled.epoch, owned: owned)
        return try namespace.shard.poll(.heartbeat(command), member: poll.memberName, again: poll.ticket)
    }

    /// Whether a batch may be handed out. With `isLast` the poll is over then.
    package func deliver(_ poll: GroupPoll, _ ends: [LogEnd], isLast: Bool = true) -> DeliveryVerdict {
        let shard = namespace.shard
        return shard.locked(flush: false) { state in
            if let end = poll.ticket.end { return .ended(end) }
            let delivery = Delivery(
                group: id, member: poll.polled.member, epoch: poll.polled.epoch,
                generation: poll.polled.generation, ends: ends)
            let now = shard.readClock(&state)
            guard let until = state.broker.deliver(delivery, now: now) else { return .again }
            shard.armTick(&state)
            if isLast { line.end(poll.ticket) }
            return .go(until: until)
        }
    }

    /// Ends a poll whose batches the member keeps.
    package func leave(_ poll: GroupPoll) { line.end(poll.ticket) }

    /// Ends a poll that will not be answered: what it would have got goes to whoever asks next.
    package func abandon(_ poll: GroupPoll) {
        _ = deliver(poll, [])
        line.end(poll.ticket)
    }
}

extension Shard {
    func poll(
        _ command: Command, member: String, again ticket: PollTicket?
    ) throws(Refused) -> GroupPoll {
        try commanded { (state) throws(Refused) -> GroupPoll in
            switch ticket?.end {
            case .superseded: throw Refused(.superseded, gate: gate(state.applied))
            case .fenced(let epoch): throw Refused(.fenced(current: epoch), gate: gate(state.applied))
            case nil: break
            }
            let sequence = commit(command, in: &state)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
            guard case .polled(let polled) = state.decision.reply,
                let group = state.entities.group(polled.group)
            else { throw Refused(.stale, gate: gate(sequence)) }
            let ticket = ticket ?? PollTicket(member: polled.member, epoch: polled.epoch)
            ticket.refresh()
            if let before = group.line.begin(ticket) {
                let end: PollTicket.End =
                    before.epoch < polled.epoch ? .fenced(polled.epoch) : .superseded
                wake(before.finish(end), in: &state, at: sequence)
                wakes.fireIfDue(durable)
                state.hasNewWakes = false
            }
            return GroupPoll(
                group: group, memberName: member, ticket: ticket, polled: polled,
                places: places(polled, in: state),
                gate: gate(sequence))
        }
    }

    private func places(_ polled: Polled, in state: borrowing ShardState) -> [GroupPoll.Place] {
        if polled.isPaused { return [] }
        var places: [GroupPoll.Place] = []
        places.reserveCapacity(polled.positions.count)
        for position in polled.positions {
            guard let log = state.entities.log(position.log) else { continue }
            places.append(
                GroupPoll.Place(log: log, offset: position.offset, skipped: position.skipped))
        }
        return places
    }
}

extension Node {
    /// Suspends until what a gate holds back may be told; goes on on loop `loop`.
    package func durable(_ gate: Gate, loop: Int) async {
        if gate.isOpen { return }
        unsafe await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            shard.wakes.add(.call(loop: loop) { unsafe continuation.resume() }, at: gate.sequence)
            shard.wakes.fireIfDue(shard.durable)
        }
    }
}
