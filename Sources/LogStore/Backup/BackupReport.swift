package import Base

/// What a backup or a restore came to.
package struct BackupReport: Sendable {
    package var copiedFiles = 0
    package var copiedBytes = 0
    /// Files that were there already.
    package var keptFiles = 0
    package var keptBytes = 0
    package var removedFiles = 0
    /// The snapshot's cut; none without a snapshot.
    package var snapshot = JournalSequence.none
    /// Last command that is in it, and the shard's time of that.
    package var through = JournalSequence.none
    package var throughTime = Instant.distantPast
    package var logs = 0
    package var pieces = 0
    /// How often it began again because the server had made a newer snapshot.
    package var restarts = 0

    package init() {}

    mutating func noteCopied(_ bytes: Int) {
        copiedFiles += 1
        copiedBytes += bytes
    }

    mutating func noteKept(_ bytes: Int) {
        keptFiles += 1
        keptBytes += bytes
    }
}
