internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import Node

/// Dropping the oldest messages of a topic because somebody asked.
extension Interface {
    func truncateTopic(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let topic = try topic(call)
        let wish = try TruncateWish(
            reading: try await call.exchange.readControlBody(), partitions: topic.partitionCount)
        var cuts: [Truncation] = []
        for cut in wish.cuts { cuts.append(try await Self.resolve(cut, in: topic)) }
        do throws(Refused) {
            let gate = wish.isDryRun ? node.gateNow() : try topic.truncate(cuts)
            answer(call, topic, cuts, isDryRun: wish.isDryRun, gate: gate)
        } catch { throw Problem(error) }
    }

    private static func resolve(
        _ cut: TruncateWish.Cut, in topic: Topic
    ) async throws(Problem) -> Truncation {
        let log = topic.log(cut.partition)
        let earliest = log.earliest
        let before: Offset
        switch cut.before {
        case .latest: before = log.visibleEnd
        case .time(let time):
            do throws(Refused) { before = try await log.offset(at: time) } catch { throw Problem(error) }
        case .offset(let offset):
            let latest = log.visibleEnd
            guard offset <= latest else {
                throw Problem(
                    .pastEnd,
                    "Partition \(cut.partition) ends before \(offset.rawValue), at \(latest.rawValue).",
                    fix: "Give \(latest.rawValue) or less, or \"latest\"."
                ).with("partition", cut.partition).with("latest", Int(latest.rawValue))
            }
            before = offset
        }
        return Truncation(partition: cut.partition, from: earliest, before: max(earliest, before))
    }

    private func answer(
        _ call: Call, _ topic: Topic, _ cuts: [Truncation], isDryRun: Bool, gate: Gate
    ) {
        call.exchange.answerJSON(gate: gate) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("topic", topic.name, into: &out)
            if isDryRun { JSONWriter.member("dry_run", true, into: &out) }
            JSONWriter.name("partitions", into: &out)
            JSONWriter.openArray(into: &out)
            for cut in cuts {
                JSONWriter.openObject(into: &out)
                JSONWriter.member("partition", cut.partition, into: &out)
                JSONWriter.member("earliest", cut.before.rawValue, into: &out)
                JSONWriter.member("truncated", cut.before - cut.from, into: &out)
                JSONWriter.closeObject(into: &out)
            }
            JSONWriter.closeArray(into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }
}
