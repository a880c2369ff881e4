package import Base

/// Makes frames durable in their order, and brings back those that left memory.
///
/// The seam for more than one machine: nothing above it may assume a file. One thread submits; the other
/// calls come from any thread. After an error whose outcome is unknown the journal is frozen: every later
/// `submit` throws `frozen`, and only a recovery tells what was written.
package protocol Journal: AnyObject, Sendable {
    /// Takes frames that follow those taken before; returns where they will lie.
    ///
    /// May take only the first part of the group, and throws `full` when there is room for none.
    func submit(_ group: [Stretch]) throws(LogStoreError) -> [Extent]
    /// Sees to it that all taken so far becomes durable; it has when this returns, or later: `onAdvance` tells.
    func sync() throws(LogStoreError)
    /// Sets who is told, with rising sequences, how far the journal is durable. Called once, before `submit`.
    func onAdvance(_ report: @escaping @Sendable (JournalSequence) -> Void)
    /// Reads the bytes of an extent that is durable into `buffer`; `trimmed` when they are gone.
    func read(_ extent: Extent, into buffer: UnsafeMutableRawBufferPointer) throws(LogStoreError)
    /// Gives up frames below `sequence`, as far as that frees whole files.
    func trim(before sequence: JournalSequence) throws(LogStoreError)
    /// Bytes that the journal takes on its medium.
    var bytesOnDisk: Int { get }
    /// Whether new publishes should be refused: what is left is for commands that free room.
    var isFull: Bool { get }
    /// Bytes that it surely takes yet; any number while it can grow.
    var bytesLeft: Int { get }
}
