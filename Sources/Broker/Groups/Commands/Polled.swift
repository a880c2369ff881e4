package import Base
package import LogFormat

/// What a member has and where it goes on: the answer to a poll, a join and a heartbeat.
package struct Polled: Equatable, Sendable {
    /// A partition that the member owns and is not to let go of.
    package struct Position: Equatable, Sendable {
        package var log: LogID
        /// The next message to hand out, which is kept or yet to be written.
        package var offset: Offset
        /// Messages between the committed offset and this one that retention took.
        package var skipped: Int

        package init(log: LogID, offset: Offset, skipped: Int = 0) {
            self.log = log
            self.offset = offset
            self.skipped = skipped
        }
    }

    package var group: EntityID
    package var member: MemberID
    package var epoch: UInt64
    /// What a delivery of these positions names, so that one that no longer holds is seen.
    package var generation: UInt64
    /// Ascending by log; of a paused group as well.
    package var positions: [Position]
    /// What it still owns and has to let go of, ascending.
    package var revoked: [LogID]
    /// When its session ends, unless it is heard of before.
    package var deadline: Instant
    /// Nothing is to be handed out.
    package var isPaused: Bool

    package init(
        group: EntityID, member: MemberID, epoch: UInt64, generation: UInt64, positions: [Position],
        revoked: [LogID], deadline: Instant, isPaused: Bool
    ) {
        self.group = group
        self.member = member
        self.epoch = epoch
        self.generation = generation
        self.positions = positions
        self.revoked = revoked
        self.deadline = deadline
        self.isPaused = isPaused
    }
}

/// What an answer, or a part of a stream, is about to hand to a member.
package struct Delivery: Equatable, Sendable {
    package var group: EntityID
    package var member: MemberID
    package var epoch: UInt64
    /// The generation of the positions that it was read from.
    package var generation: UInt64
    /// What it holds; none for an answer without messages, or one that could not be written.
    package var ends: [LogEnd]

    package init(group: EntityID, member: MemberID, epoch: UInt64, generation: UInt64, ends: [LogEnd]) {
        self.group = group
        self.member = member
        self.epoch = epoch
        self.generation = generation
        self.ends = ends
    }
}

/// Where a reset takes a partition.
package struct ResetPosition: Equatable, Sendable {
    package var log: LogID
    /// Where the group was to go on before; nil when it had no offset.
    package var from: Offset?
    package var to: Offset

    package init(log: LogID, from: Offset?, to: Offset) {
        self.log = log
        self.from = from
        self.to = to
    }
}
