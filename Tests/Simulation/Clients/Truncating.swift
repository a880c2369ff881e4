import Base
import Broker
import Node
import TestSupport

extension NodeSimulation {
    /// Drops the oldest messages of some partitions.
    func truncate(_ node: Node) {
        guard let (topic, index) = topic(node) else { return }
        var cuts: [Truncation] = []
        for (partition, log) in topic.logs.enumerated() where cuts.isEmpty || chance(2) {
            let (from, end) = (log.earliest, log.visibleEnd)
            let before = Offset(UInt64(number(Int(from.rawValue)...Int(end.rawValue))))
            cuts.append(Truncation(partition: partition, from: from, before: before))
        }
        do throws(Refused) {
            let gate = try topic.truncate(cuts)
            for cut in cuts {
                let known = oracle.state.topics[index].logs[cut.partition].start
                oracle.state.topics[index].logs[cut.partition].start = max(known, cut.before)
            }
            tally.truncated += 1
            answer(gate, "truncate \(cuts.map(\.before.rawValue)) of \(topic.name)")
        } catch { refused(error, "truncate", isExpected: false) }
    }

    /// Asks for a checkpoint, whose answer nobody waits for.
    func askForCheckpoint() {
        let life = life
        trace.note("a checkpoint is asked for")
        life.opened?.housekeeping.requestCheckpoint { [self] result in
            if life.isDead { return }
            switch result {
            case .success(let report):
                trace.note("checkpoint up to \(report.sequence.rawValue), \(report.bytes) bytes")
            case .failure(let error): trace.note("checkpoint failed: \(error)")
            }
        }
    }
}
