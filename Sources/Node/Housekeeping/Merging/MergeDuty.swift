internal import Base
internal import LogFormat
internal import LogStore
internal import Synchronization

/// Finds pieces to merge into larger ones, and, while the server has nothing to do, pieces to compress harder.
///
/// It looks only at logs that it was told of: those that a checkpoint gave a piece.
final class MergeDuty: HousekeepingDuty {
    /// Logs looked at in one search.
    private static let searchMax = 64
    /// How long the server must have been quiet before anything is compressed harder.
    private static let quietTime: UInt64 = 5_000_000_000
    /// Rest while the journal is what matters.
    private static let urgentRest: UInt64 = 1_000_000_000
    /// Bytes of journal that count as quiet in that time.
    private static let quietBytes = 256 * 1024

    private struct State: Sendable {
        /// Logs that may have something to merge, and those that may have something to compress.
        var merging: [LogView] = []
        var compressing: [LogView] = []
        /// Since when the journal has not grown, and how large it was then.
        var quietSince: UInt64 = 0
        var grown = -1
    }

    private let state = Mutex(State())

    /// Has a log looked at: it got a piece.
    func note(_ log: LogView) {
        state.withLock { state in
            state.merging.append(log)
            state.compressing.append(log)
        }
    }

    func search(_ context: HousekeepingContext) -> DutySearch {
        // A job would give way at once.
        if context.isUrgent || context.isCheckpointDue {
            return .nothing(until: context.now + Self.urgentRest)
        }
        return state.withLock { state in
            if let job = Self.merge(&state, context.pieces.settings) { return .job(job) }
            if !state.merging.isEmpty { return .nothing(until: context.now) }
            if state.compressing.isEmpty { return .nothing(until: nil) }
            guard Self.isQuiet(&state, context) else {
                return .nothing(until: context.now + Self.quietTime)
            }
            if let job = Self.compress(&state, context.pieces.settings) { return .job(job) }
            return .nothing(until: state.compressing.isEmpty ? nil : context.now)
        }
    }

    private static func merge(_ state: inout State, _ sizes: PieceStoreSettings) -> MergeJob? {
        for _ in 0..<min(searchMax, state.merging.count) {
            let log = state.merging[state.merging.count - 1]
            let pieces = log.history.state.pieces
            if !log.isClosed, let chosen = MergePlan.merge(pieces, sizes: sizes) {
                return MergeJob(log, Array(pieces[chosen]), .copy)
            }
            state.merging.removeLast()
        }
        return nil
    }

    private static func compress(_ state: inout State, _ sizes: PieceStoreSettings) -> MergeJob? {
        for _ in 0..<min(searchMax, state.compressing.count) {
            let log = state.compressing[state.compressing.count - 1]
            let pieces = log.history.state.pieces
            if !log.isClosed, let chosen = MergePlan.recompress(pieces, sizes: sizes) {
                return MergeJob(log, [pieces[chosen]], .recompress)
            }
            state.compressing.removeLast()
        }
        return nil
    }

    private static func isQuiet(_ state: inout State, _ context: HousekeepingContext) -> Bool {
        let grown = context.shard.chunks.sealedBytes
        if state.grown < 0 || grown < state.grown || grown > state.grown + quietBytes {
            state.grown = grown
            state.quietSince = context.now
        }
        return context.now - state.quietSince >= quietTime
    }
}
