package import LogStore

/// A node that has recovered, and the parts of its journal that want threads.
///
/// A server runs `commit` on a `JournalThread` and `journal` on a `PreparerThread`; a simulation steps them.
package struct OpenedNode: Sendable {
    package let node: Node
    package let commit: GroupCommit
    package let journal: FileJournal
}
