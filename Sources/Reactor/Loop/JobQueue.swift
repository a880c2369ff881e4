/// Task steps that are due on a loop, in order.
///
/// Steps that are added while others run wait for the next round; a turn runs a bounded number of rounds, so
/// that tasks which keep each other busy cannot starve the sockets.
@safe
struct JobQueue {
    private var waiting: [UnownedJob] = []
    private var spare: [UnownedJob] = []

    /// Rounds of one turn.
    static let roundsMax = 16

    var isEmpty: Bool { waiting.isEmpty }

    mutating func append(_ job: UnownedJob) { waiting.append(job) }

    /// Takes what is due; give the array back through `done`.
    mutating func takeRound() -> [UnownedJob] {
        var round: [UnownedJob] = []
        swap(&round, &spare)
        swap(&round, &waiting)
        return round
    }

    /// Takes a finished round's memory back.
    mutating func done(_ round: consuming [UnownedJob]) {
        round.removeAll(keepingCapacity: true)
        spare = round
    }
}
