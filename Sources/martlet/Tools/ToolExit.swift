/// Exit codes of the commands that look at a data directory, for scripts.
enum ToolExit {
    /// All that was looked at is as it was written.
    static let sound: Int32 = 0
    /// Something is damaged, or a repair was not made.
    static let damaged: Int32 = 1
    /// It could not look, or would not act: no such directory, a server runs, the disk refuses.
    static let refused: Int32 = 2
}

/// Why a tool stops, in words for the person who called it.
struct ToolRefusal: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
