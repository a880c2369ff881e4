package import Base

/// Where the histories of a shard lie: in pieces, and in the snapshots that carry blocks.
package struct HistoryFiles: Sendable {
    package let pieces: PieceStore
    /// The folder of the snapshot files.
    package let snapshots: String

    package init(pieces: PieceStore, snapshots: String) {
        self.pieces = pieces
        self.snapshots = snapshots
    }

    /// Path of the snapshot file whose cut lies at `cut`.
    package func path(ofSnapshot cut: JournalSequence) -> String {
        "\(snapshots)/\(SnapshotName.file(cut))"
    }
}
