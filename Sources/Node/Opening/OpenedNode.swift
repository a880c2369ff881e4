package import LogStore

/// A node that has recovered, and the parts of its journal that want threads.
///
/// A server runs `commit` on a `JournalThread`, `journal` on a `PreparerThread` and `housekeeping` on one of
/// low priority; a simulation steps them.
package struct OpenedNode: Sendable {
    package let node: Node
    package let commit: GroupCommit
    package let journal: FileJournal
    package let housekeeping: Housekeeping
}
