package import Base
package import LogFormat

/// How a group is at one moment, for answers and tools; made anew for each look.
package struct GroupStatus: Equatable, Sendable {
    package struct Member: Equatable, Sendable {
        package var id: MemberID
        package var name: String
        package var epoch: UInt64
        package var kind: MemberKind
        package var topics: Subscription
        package var joinedAt: Instant
        /// When its session ends unless it is heard of before.
        package var deadline: Instant
        /// What it owns, ascending; what it has to let go of too.
        package var logs: [LogID]
    }

    package struct Position: Equatable, Sendable {
        package var log: LogID
        package var offset: Offset
        package var committedAt: Instant
        package var metadata: String?
    }

    /// Offsets kept under a name.
    package struct Saved: Equatable, Sendable {
        package var name: String
        package var savedAt: Instant
        /// Ascending by log.
        package var positions: [LogPosition]
    }

    package var id: EntityID
    package var namespace: EntityID
    package var name: String
    package var declaredAt: Instant
    package var settings: GroupSettings
    /// How often it was changed, or paused and resumed.
    package var version: UInt32
    package var isPaused: Bool
    package var generation: UInt64
    /// Counts what moved its offsets since the process began.
    package var moves: UInt64
    /// When its last member left; nil while there are some, and when there never were.
    package var emptySince: Instant?
    /// Ascending by id.
    package var members: [Member]
    /// Ascending by log.
    package var ownerships: [Ownership]
    /// Committed offsets, ascending by log.
    package var offsets: [Position]
    /// In the order they were kept.
    package var saved: [Saved]
}
