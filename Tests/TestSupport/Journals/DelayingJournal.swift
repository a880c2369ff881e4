package import Base
package import LogStore
import Synchronization

/// A journal in memory that makes frames durable only when a test says so, as one far away would.
package final class DelayingJournal: Journal {
    private struct State {
        var bytes: [UInt8] = []
        var ends: [(sequence: JournalSequence, position: Int)] = []
        var submitted = JournalSequence.none
        var synced: [JournalSequence] = []
        var trimmed = 0
        var capacity = Int.max
        var isFailing = false
        var isFrozen = false
        var report: (@Sendable (JournalSequence) -> Void)?
    }

    private let state = Mutex(State())
    /// Syncs report by themselves.
    private let isPrompt: Bool

    package init(isPrompt: Bool = false) { self.isPrompt = isPrompt }

    // MARK: what a test does

    /// Lets the oldest outstanding sync come true; false when none is outstanding.
    package func deliver() -> Bool {
        let next = state.withLock { state -> (JournalSequence, (@Sendable (JournalSequence) -> Void)?)? in
            state.synced.isEmpty ? nil : (state.synced.removeFirst(), state.report)
        }
        guard let next else { return false }
        next.1?(next.0)
        return true
    }

    /// All that it was given.
    package var bytes: [UInt8] { state.withLock { $0.bytes } }

    /// Bytes it takes at most.
    package func setCapacity(_ bytes: Int) { state.withLock { $0.capacity = bytes } }

    /// Lets the next sync fail.
    package func failNextSync() { state.withLock { $0.isFailing = true } }

    // MARK: Journal

    package func submit(_ group: [Stretch]) throws(LogStoreError) -> [Extent] {
        try state.withLock { state throws(LogStoreError) -> [Extent] in
            if state.isFrozen { throw .frozen }
            var extents: [Extent] = []
            for stretch in group {
                if state.bytes.count - state.trimmed + stretch.length > state.capacity { break }
                precondition(stretch.firstSequence.rawValue == state.submitted.rawValue + 1)
                state.submitted = stretch.lastSequence
                let place = JournalPlace(file: 0, position: state.bytes.count)
                extents.append(
                    Extent(
                        chunk: stretch.chunk.number, position: stretch.position, length: stretch.length,
                        place: place))
                state.bytes += stretch.bytes.array
                state.ends.append((stretch.lastSequence, state.bytes.count))
            }
            if extents.isEmpty { throw .full }
            return extents
        }
    }

    package func sync() throws(LogStoreError) {
        try state.withLock { state throws(LogStoreError) in
            if state.isFailing { state.isFrozen = true }
            if state.isFrozen { throw .refused(operation: "sync", path: "memory", code: 5) }
            state.synced.append(state.submitted)
        }
        if isPrompt { _ = deliver() }
    }

    package func onAdvance(_ report: @escaping @Sendable (JournalSequence) -> Void) {
        state.withLock { $0.report = report }
    }

    package func read(_ extent: Extent, into buffer: UnsafeMutableRawBufferPointer) throws(LogStoreError) {
        try state.withLock { state throws(LogStoreError) in
            if extent.place.position < state.trimmed { throw .trimmed }
            for index in 0..<buffer.count { buffer[index] = state.bytes[extent.place.position + index] }
        }
    }

    package func trim(before sequence: JournalSequence) throws(LogStoreError) {
        state.withLock { state in
            while let first = state.ends.first, first.sequence < sequence {
                state.trimmed = first.position
                state.ends.removeFirst()
            }
        }
    }

    package var bytesOnDisk: Int { state.withLock { $0.bytes.count - $0.trimmed } }

    package var bytesLeft: Int { isFull ? 0 : .max }

    package var isFull: Bool { state.withLock { $0.bytes.count - $0.trimmed >= $0.capacity } }
}
