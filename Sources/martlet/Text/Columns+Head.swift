extension Columns {
    /// Aligned lines of which the first is the head.
    static func headed(_ lines: [[String]], _ ink: Ink) -> String {
        let rows = aligned(lines).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return ([ink.bold(rows[0])] + rows.dropFirst()).joined(separator: "\n")
    }
}
