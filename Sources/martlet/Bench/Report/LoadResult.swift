/// What a load found out.
struct LoadResult {
    let tally: LoadTally
    /// Length of the measured window.
    let seconds: Double
    /// Of the server, when it could be found.
    let usage: ServerUsage?

    var isClean: Bool { tally.refusals == 0 && tally.losses == 0 && tally.requests > 0 }
}
