package import Base
package import LogFormat

/// Offsets that a member commits by hand, all or none.
package struct CommitCommand: Sendable {
    /// Who commits.
    package struct Author: Equatable, Sendable {
        package var member: String
        package var epoch: UInt64

        package init(member: String, epoch: UInt64) {
            self.member = member
            self.epoch = epoch
        }
    }

    package var group: EntityID
    /// Nil restores what was there before: only while the group has no member.
    package var author: Author?
    /// At most one a log.
    package var offsets: [CommittedOffset]

    package init(group: EntityID, author: Author?, offsets: [CommittedOffset]) {
        self.group = group
        self.author = author
        self.offsets = offsets
    }
}

/// Where a group is to go on, whether it has members or not, all or none.
package struct ResetCommand: Sendable {
    package var group: EntityID
    /// At most one a log; none is beyond the end of its log.
    package var positions: [LogPosition]
    /// Tells only what it would do.
    package var isDryRun: Bool

    package init(group: EntityID, positions: [LogPosition], isDryRun: Bool = false) {
        self.group = group
        self.positions = positions
        self.isDryRun = isDryRun
    }
}

/// A place in a log.
package struct LogPosition: Equatable, Sendable {
    package var log: LogID
    /// The next message to be read.
    package var offset: Offset

    package init(log: LogID, offset: Offset) {
        self.log = log
        self.offset = offset
    }
}
