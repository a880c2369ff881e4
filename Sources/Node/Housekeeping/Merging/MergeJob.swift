internal import Base
internal import LogFormat
internal import LogStore

/// Makes one piece of neighbouring ones of a log.
///
/// The new files are on disk, with their names, before any reader sees them; the old ones stay until the
/// next snapshot names them no more. A crash in between leaves the old ones, and the new ones as orphans.
final class MergeJob: HousekeepingJob, @unchecked Sendable {
    let name: StaticString = "merge"
    private let log: LogView
    private let inputs: [PieceEntry]
    private let recipe: MergeRecipe
    private var merge: Merge?

    init(_ log: LogView, _ inputs: [PieceEntry], _ recipe: MergeRecipe) {
        self.log = log
        self.inputs = inputs
        self.recipe = recipe
    }

    func step(_ context: HousekeepingContext) throws(LogStoreError) -> JobStep {
        // What is only for when there is nothing else to do gives way, and is begun anew later.
        if recipe.density == .dense ? context.isCheckpointDue : context.isUrgent {
            try merge?.abandon()
            merge = nil
            return .gaveWay
        }
        if merge == nil { merge = Merge(inputs, in: context.pieces, recipe: recipe) }
        guard case .done(let made) = try merge?.step() else { return .worked }
        merge = nil
        if made != nil { try context.pieces.syncFolder(of: log.id) }
        if context.replace(inputs, by: made, in: log.history) {
            context.counts.change { counts in
                counts.mergedBytes += made?.fileBytes ?? 0
                if recipe.density == .dense { counts.recompressions += 1 } else { counts.merges += 1 }
            }
        } else if let made {
            try context.pieces.remove(made)
        }
        return .done
    }

    func abandon(_ context: HousekeepingContext, after error: LogStoreError) {
        try? merge?.abandon()
        merge = nil
    }
}
