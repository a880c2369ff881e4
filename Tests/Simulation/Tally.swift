/// How often each thing was done, to see that a simulation does what it is for.
package struct Tally: CustomStringConvertible {
    package var steps = 0
    package var recoveries = 0
    package var published = 0
    package var refusedFull = 0
    package var read = 0
    package var coldReads = 0
    package var leased = 0
    package var acked = 0
    package var wakes = 0
    package var failedSyncs = 0
    package var cuts = 0
    package var housekeeping = 0
    package var jobsFailed = 0
    package var checkpoints = 0
    package var merges = 0
    package var piecesFound = 0
    package var truncated = 0

    package init() {}

    package static func += (left: inout Tally, right: Tally) {
        left.steps += right.steps
        left.recoveries += right.recoveries
        left.published += right.published
        left.refusedFull += right.refusedFull
        left.read += right.read
        left.coldReads += right.coldReads
        left.leased += right.leased
        left.acked += right.acked
        left.wakes += right.wakes
        left.failedSyncs += right.failedSyncs
        left.cuts += right.cuts
        left.housekeeping += right.housekeeping
        left.jobsFailed += right.jobsFailed
        left.checkpoints += right.checkpoints
        left.merges += right.merges
        left.piecesFound += right.piecesFound
        left.truncated += right.truncated
    }

    package var description: String {
        """
        \(steps) steps, \(recoveries) recoveries (\(cuts) lost something), \(published) messages published, \
        \(refusedFull) publishes refused, \(read) messages read, \(coldReads) cold reads, \(leased) leased, \
        \(acked) acked, \(wakes) wakes, \(failedSyncs) failed syncs, \
        \(checkpoints) checkpoints, \(merges) merges, \(piecesFound) pieces found again, \
        \(truncated) truncations, \(jobsFailed) jobs failed
        """
    }
}
