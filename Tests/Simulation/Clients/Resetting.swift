import Base
import Broker
import LogFormat
import Node
import TestSupport

extension NodeSimulation {
    /// Puts a group somewhere else in a log that it reads.
    func reset(_ node: Node) {
        guard let known = pick(oracle.state.groups),
            let namespace = node.namespaces().first(where: { $0.id == known.namespace }),
            let group = known.name.withByteView({ namespace.group($0) }), group.id == known.id,
            let index = oracle.state.group(known.id),
            let log = pick(namespace.topics().flatMap(\.logs)), let end = oracle.state.log(log.id)
        else { return }
        let offset = Offset(UInt64(number(0...end.lines.count)))
        let isDryRun = chance(4)
        let text = "reset \(known.name) to \(offset.rawValue) of log \(log.id.rawValue)"
        do throws(Refused) {
            let position = LogPosition(log: log.id, offset: offset)
            let places = try group.reset([position], dryRun: isDryRun)
            if places.value.map(\.to) != [offset] { fail("\(text): \(places.value)") }
            if isDryRun { return answer(places.gate, "\(text), dry", changed: false) }
            oracle.state.groups[index].floors[log.id] = offset
            // What lies before is not asked for any more; what lies behind comes again.
            let done = frontiers[known.id]?[log.id] ?? .zero
            frontiers[known.id, default: [:]][log.id] = max(done, offset)
            tally.resets += 1
            answer(places.gate, text)
        } catch {
            refused(error, text, isExpected: false)
        }
    }
}
