import Base
import Broker
import LogFormat
import Node
import TestSupport

/// Schedules, all of which send to one topic: there are as many messages as runs, whatever dies when.
extension NodeSimulation {
    /// Declares a schedule, or does something with one.
    func schedule(_ node: Node) {
        guard let namespace = side(node) else { return declareSide(node) }
        guard "ticks".withByteView({ namespace.topic($0) }) != nil else { return declareTicks(namespace) }
        let life = life
        guard let name = pick(oracle.state.side.schedules), !chance(3) else {
            return declareSchedule(namespace, node)
        }
        switch number(0...5) {
        case 0..<3:
            start("run \(name)") { [self] in
                await changing(name, "run", in: life) { () async throws(Refused) in
                    try namespace.runSchedule(name).gate
                }
            }
        case 3:
            start("pause \(name)") { [self] in
                await changing(name, "pause", in: life) { () async throws(Refused) in
                    try namespace.pauseSchedule(name).gate
                }
            }
        default:
            start("resume \(name)") { [self] in
                await changing(name, "resume", in: life) { () async throws(Refused) in
                    try await namespace.resumeSchedule(name).gate
                }
            }
        }
    }

    private func declareTicks(_ namespace: Namespace) {
        do throws(Refused) {
            let declared = try namespace.declareTopic("ticks", TopicWish())
            let topic = declared.value.value
            oracle.state.side.ticks = (topic.id, topic.log(0).id)
            oracle.state.side.logs.append(topic.log(0).id)
            answer(declared.gate, "topic ticks")
        } catch { refused(error, "topic ticks", isExpected: false) }
    }

    private func declareSchedule(_ namespace: Namespace, _ node: Node) {
        guard oracle.state.side.schedules.count < 4 else { return }
        lineNumber += 1
        let name = "s\(lineNumber)"
        var wish = ScheduleWish()
        wish.target = .topic("ticks")
        wish.message = ScheduledMessage(line: Array("\"value\":\"\(name)\"}\n".utf8))
        wish.misfire = pick(Misfire.allCases)
        wish.timing =
            chance(3)
            ? .at(node.now() + Interval(milliseconds: Int64(number(-2_000...60_000))))
            : .every(Interval(milliseconds: Int64(number(5_000...60_000))))
        let (life, declared) = (life, wish)
        start("schedule \(name)") { [self] in
            do throws(Refused) {
                let done = try await namespace.declareSchedule(name, declared)
                if life.isDead { return }
                oracle.state.side.schedules.append(name)
                answer(done.gate, "schedule \(name)")
            } catch {
                if life.isDead { return }
                refused(error, "schedule \(name)", isExpected: isOfLoad(error.reason))
            }
        }
    }

    private func changing(
        _ name: String, _ what: String, in life: Life, _ body: () async throws(Refused) -> Gate
    ) async {
        do throws(Refused) {
            let gate = try await body()
            if life.isDead { return }
            answer(gate, "\(what) \(name)", changed: false)
        } catch {
            if life.isDead { return }
            var isExpected = isOfLoad(error.reason)
            // It fired, or somebody else has changed it, between the look and the change.
            switch error.reason {
            case .alreadyFired, .stale: isExpected = true
            case .notFound: isExpected = !oracle.state.side.schedules.contains(name)
            default: break
            }
            refused(error, "\(what) \(name)", isExpected: isExpected)
        }
    }

    /// There must be as many messages as there were runs, and all the schedules that were declared.
    func compareSchedules(_ namespace: Namespace) {
        guard let topic = "ticks".withByteView({ namespace.topic($0) }) else {
            if oracle.state.side.ticks != nil { fail("the topic ticks is gone") }
            return
        }
        if topic.id != oracle.state.side.ticks?.id { return fail("the topic ticks is another one") }
        var runs = UInt64(0)
        for name in oracle.state.side.schedules {
            guard let found = try? namespace.schedule(name).value else {
                return fail("schedule \(name) is gone")
            }
            runs += found.runs
        }
        let end = topic.log(0).visibleEnd.rawValue
        if end != runs { fail("\(runs) runs of schedules, and \(end) messages") }
        tally.ticks = Swift.max(tally.ticks, Int(end))
    }
}
