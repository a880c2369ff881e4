public import Synchronization

/// A number that only grows, read by any thread: how far a shard's journal is on disk.
///
/// One thread advances it; `releaseAt` of an answer is compared with it before the answer leaves.
public final class Watermark: Sendable {
    @usableFromInline let value: Atomic<UInt64>

    /// Starts at `start`.
    public init(_ start: JournalSequence = .none) { value = Atomic(start.rawValue) }

    /// Where it stands.
    @inlinable
    public var current: JournalSequence { JournalSequence(value.load(ordering: .acquiring)) }

    /// Moves it up to `sequence`; only the one thread that owns the advance may call this.
    public func advance(to sequence: JournalSequence) {
        value.store(sequence.rawValue, ordering: .releasing)
    }
}

/// What holds an answer back: it leaves when `mark` has reached `sequence`.
public struct Gate: Sendable {
    /// What must advance.
    public let mark: Watermark
    /// How far.
    public let sequence: JournalSequence

    /// Opens when `mark` reaches `sequence`.
    @inlinable
    public init(mark: Watermark, sequence: JournalSequence) {
        self.mark = mark
        self.sequence = sequence
    }

    /// Whether the answer may leave.
    @inlinable
    public var isOpen: Bool { mark.current >= sequence }
}
