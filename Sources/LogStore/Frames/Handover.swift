import Base
import Synchronization

/// Where the shard's commands meet the journal thread: how far frames are closed, and who must be woken.
///
/// The `FrameBuffer` closes, under the shard lock; the journal thread takes. Neither waits for the other.
package final class Handover: Sendable {
    /// How the journal thread sleeps, and so what wakes it.
    enum Sleep: UInt8 {
        case awake
        /// It has frames that may wait for company: only one that wants its flush wakes it.
        case lingering
        /// It has nothing to do: any frame wakes it.
        case idle
    }

    private let started = Atomic<UInt64>(0)
    private let closed = Atomic<UInt64>(0)
    private let flushWanted = Atomic(false)
    private let stopWanted = Atomic(false)
    private let sleep = Atomic(Sleep.awake.rawValue)
    private let closedBytes = Atomic(0)
    private let takenBytes = Atomic(0)
    private let bell = Doorbell()
    private let stuck = Atomic(false)

    package init() {}

    /// Bytes of frames that are closed but not handed to the journal yet: what publishers wait for.
    package var waitingBytes: Int {
        closedBytes.load(ordering: .relaxed) - takenBytes.load(ordering: .relaxed)
    }

    /// Whether the journal took nothing when it last was given something: what comes now would wait for room.
    package var isStuck: Bool {
        get { stuck.load(ordering: .relaxed) }
        set { stuck.store(newValue, ordering: .relaxed) }
    }

    /// Sets the place from which frames come; before the first command.
    func start(at address: FrameAddress) {
        started.store(address.packed, ordering: .releasing)
        closed.store(address.packed, ordering: .sequentiallyConsistent)
    }

    /// Where the first frame of this process lies.
    var start: FrameAddress { FrameAddress(packed: started.load(ordering: .acquiring)) }

    // MARK: under the shard lock

    /// Shows the journal thread all frames up to `end`.
    func close(upTo end: FrameAddress, bytes: Int, flush: Bool) {
        closedBytes.add(bytes, ordering: .relaxed)
        closed.store(end.packed, ordering: .sequentiallyConsistent)
        if flush { flushWanted.store(true, ordering: .sequentiallyConsistent) }
    }

    /// Wakes the journal thread if it sleeps and what was closed concerns it; may be called after the lock.
    package func wake(flush: Bool = true) {
        let state = sleep.load(ordering: .sequentiallyConsistent)
        guard state == Sleep.idle.rawValue || (flush && state == Sleep.lingering.rawValue) else { return }
        // Who takes it out of its sleep rings; the others need not.
        let (isOurs, _) = sleep.compareExchange(
            expected: state, desired: Sleep.awake.rawValue, ordering: .sequentiallyConsistent)
        if isOurs { bell.ring() }
    }

    // MARK: the journal thread

    var closedEnd: FrameAddress { FrameAddress(packed: closed.load(ordering: .sequentiallyConsistent)) }

    /// Whether a flush is wanted since the last call that said so.
    func takeFlush() -> Bool { flushWanted.exchange(false, ordering: .sequentiallyConsistent) }

    func didTake(bytes: Int) { takenBytes.add(bytes, ordering: .relaxed) }

    /// Sleeps until woken or `deadline`, unless there is news: frames beyond `seen`, or a wanted flush.
    func wait(_ kind: Sleep, seen: FrameAddress, until deadline: UInt64?) {
        sleep.store(kind.rawValue, ordering: .sequentiallyConsistent)
        let isNews =
            (kind == .idle && closedEnd != seen) || flushWanted.load(ordering: .sequentiallyConsistent)
            || isStopping
        if !isNews { bell.wait(until: deadline) }
        sleep.store(Sleep.awake.rawValue, ordering: .sequentiallyConsistent)
    }

    /// Sleeps until `deadline` whatever is closed; only a stop ends it sooner.
    func pause(until deadline: UInt64) { bell.wait(until: deadline) }

    // MARK: stopping

    var isStopping: Bool { stopWanted.load(ordering: .sequentiallyConsistent) }

    /// Has the journal thread write what is closed, prove it, and end.
    package func stop() {
        stopWanted.store(true, ordering: .sequentiallyConsistent)
        bell.ring()
    }
}
