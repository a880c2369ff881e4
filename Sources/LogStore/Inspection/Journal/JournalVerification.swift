package import Base

/// What reading a whole journal showed.
package struct JournalVerification: Sendable {
    package var findings: [Finding] = []
    /// The first frame that a start replays; what stands before is not needed.
    package var needed = JournalSequence(1)
    /// First and last sequence of the chain.
    package var first: JournalSequence?
    package var last: JournalSequence?
    package var frames = 0
    /// Bytes of frames in the chain.
    package var bytes = 0
    /// Highest sequence that some frame says to be durable.
    package var acknowledged = JournalSequence.none
    package var lastWrittenAt = Instant.distantPast
    /// Behind the last message of each log, as far as the chain tells.
    package var ends: [LogID: Offset] = [:]
    /// Where the journal breaks although it goes on.
    package var damage: JournalDamage?

    package var isSound: Bool { !findings.contains { $0.weight == .damage } }
}

/// A place where an acknowledged frame is missing, and what a cut there gives up.
package struct JournalDamage: Sendable {
    /// The frame that is missing.
    package let missing: JournalSequence
    /// Path of the file and where the frame should stand in it; both may be found in a later file.
    package let file: String
    package let position: Int
    /// Last frame that nothing is wrong with: what the journal would end with.
    package let kept: JournalSequence
    package var givenUp = GivenUp()
}
