package import Base

/// A frame that recovery found, to be replayed.
///
/// The frames of one command come one behind the other, and only once its last one was found.
package struct RecoveredFrame: Sendable {
    package let address: FrameAddress
    package let sequence: JournalSequence
    /// Sequence of the command's last frame, at which its events count as having happened.
    package let releaseAt: JournalSequence
    package let writtenAt: Instant
    package let epoch: UInt32
    /// Encoded events, one behind the other; valid during the visit.
    package let events: ByteView
}
