import Base

/// Sizes of a journal in files.
package struct FileJournalSettings: Sendable {
    /// Bytes of one file, its header included.
    package var fileBytes = Limits.journalFileBytes
    /// Bytes of all files before publishing is refused.
    package var bytesMax = Limits.journalBytesDefault
    /// Files kept for another use after a trim.
    package var sparesMax = 2

    package init() {}
}
