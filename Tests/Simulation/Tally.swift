import Base
import Node

/// How often each thing was done, to see that a simulation does what it is for.
package struct Tally: CustomStringConvertible {
    package var steps = 0
    package var recoveries = 0
    package var published = 0
    package var repeated = 0
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
    package var trimmed = 0
    package var compacted = 0
    package var queuePieces = 0
    package var piecesFound = 0
    package var truncated = 0
    package var polls = 0
    package var handed = 0
    package var transactions = 0
    package var prepared = 0
    package var fanned = 0
    package var ranked = 0
    package var ticks = 0
    package var resets = 0

    package init() {}

    /// Adds what a node's metrics say that its housekeeping did.
    mutating func note(_ node: Node) {
        var text = ByteBuffer()
        node.writeMetrics(into: &text)
        for line in text.bytes.string.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            guard words.count == 2, let number = Int(words[1]) else { continue }
            switch words[0] {
            case "martlet_checkpoints_total": checkpoints += number
            case "martlet_merges_total", "martlet_recompressions_total": merges += number
            case "martlet_retention_trimmed_total": trimmed += number
            case "martlet_compaction_removed_messages_total": compacted += number
            case "martlet_compaction_removed_tombstones_total": compacted += number
            case "martlet_queue_pieces_dropped_total": queuePieces += number
            case "martlet_queue_pieces_rewritten_total": queuePieces += number
            default: break
            }
        }
    }

    package static func += (left: inout Tally, right: Tally) {
        left.steps += right.steps
        left.recoveries += right.recoveries
        left.published += right.published
        left.repeated += right.repeated
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
        left.trimmed += right.trimmed
        left.compacted += right.compacted
        left.queuePieces += right.queuePieces
        left.piecesFound += right.piecesFound
        left.truncated += right.truncated
        left.polls += right.polls
        left.handed += right.handed
        left.transactions += right.transactions
        left.prepared += right.prepared
        left.fanned += right.fanned
        left.ranked += right.ranked
        left.ticks += right.ticks
        left.resets += right.resets
    }

    package var description: String {
        """
        \(steps) steps, \(recoveries) recoveries (\(cuts) lost something), \(published) messages published, \
        \(repeated) publishes recognised, \
        \(refusedFull) publishes refused, \(read) messages read, \(coldReads) cold reads, \(leased) leased, \
        \(acked) acked, \(wakes) wakes, \(failedSyncs) failed syncs, \
        \(checkpoints) checkpoints, \(merges) merges, \(piecesFound) pieces found again, \
        \(truncated) truncations, \(trimmed) trimmed by limits, \(compacted) compacted, \
        \(queuePieces) pieces of queues cleaned, \(jobsFailed) jobs failed, \
        \(polls) polls of groups, \(handed) messages handed to members, \(transactions) transactions, \
        \(prepared) messages prepared, \(fanned) copies by exchanges, \(ranked) with priorities, \
        \(ticks) sent by schedules, \(resets) resets of groups
        """
    }
}
