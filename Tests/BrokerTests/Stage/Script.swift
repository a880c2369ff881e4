import Base
import Broker
import LogFormat

/// One golden script: lines of commands, and indented under each what the broker makes of it.
///
/// `run` gives the script back with what really happened; golden tests compare the two.
final class Script {
    let stage = Stage()
    /// The last answer to each member.
    private var answers: [String: Polled] = [:]
    private(set) var names = ScriptNames()
    private var output = ""

    static func run(_ text: String) throws -> String {
        let script = Script()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("  ") { continue }
            script.output += line + "\n"
            if !line.isEmpty, !line.hasPrefix("#") {
                try script.step(line.split(separator: " ").map(String.init))
            }
        }
        try script.stage.restart()
        while script.output.hasSuffix("\n\n") { script.output.removeLast() }
        return script.output
    }

    func say(_ line: String) { output += "  " + line + "\n" }

    private func step(_ words: [String]) throws {
        switch words[0] {
        case "at": stage.now = Instant(milliseconds: try names.number(words[1]))
        case "tick":
            var events = 0
            stage.tick {
                events += self.stage.decision.events.count
                self.report()
            }
            if events == 0 { say("= nothing due") }
        case "move":
            let destinations = try ScriptParser(names: names).destinations(words.dropFirst())
            guard let command = stage.moveCommand(to: destinations) else { return say("= nothing to move") }
            stage.perform(.move(command))
            report()
        case "restart": try stage.restart()
        case "learn": try learn(words)
        case "deliver": try deliver(words)
        case "resume": stage.broker.note(.resumed(stage.now))
        case "counts":
            let counts = stage.broker.counts(of: try names.entity(words[1]))
            say(
                counts.map {
                    "= ready \($0.ready), leased \($0.leased)\($0.delayed > 0 ? ", delayed \($0.delayed)" : "")\($0.deferred > 0 ? ", deferred \($0.deferred)" : "")\($0.doomed > 0 ? ", doomed \($0.doomed)" : "")\($0.heldBytes.map { ", bytes \($0)" } ?? ""), oldest \($0.oldest.map { "\($0.rawValue)" } ?? "none")\($0.lost > 0 ? ", lost \($0.lost)" : "")"
                } ?? "= none")
        case "schedule", "stop", "go", "fire": try scheduleStep(words)
        case "delete" where words[1] == "schedule": try scheduleStep(words)
        default:
            names.routes = stage.broker.routes(of: Broker.defaultNamespace)
            stage.perform(try ScriptParser(names: names).command(words))
            if case .polled(let polled) = stage.decision.reply { answers[words[1] + " " + words[2]] = polled }
            report()
        }
    }

    /// Tells to which groups the next messages belong.
    private func learn(_ words: [String]) throws {
        let groups = try words[2].split(separator: ",").map { UInt64(try names.number(String($0))) }
        guard let lesson = stage.broker.lesson({ stage.broker.end(of: $0) }),
            lesson.queue == (try names.entity(words[1]))
        else { return say("= nothing to learn") }
        stage.broker.learn(Array(groups.prefix(lesson.max)), of: lesson, now: stage.now)
        say("= from \(lesson.from.rawValue)")
    }

    /// Hands messages to a member that its last answer let it have.
    private func deliver(_ words: [String]) throws {
        guard let polled = answers[words[1] + " " + words[2]] else { throw ScriptError("no answer before") }
        let ends = try ScriptParser(names: names).places(words).map { LogEnd(log: $0.log, end: $0.offset) }
        let delivery = Delivery(
            group: polled.group, member: polled.member, epoch: polled.epoch, generation: polled.generation,
            ends: ends)
        let until = stage.broker.deliver(delivery, now: stage.now)
        say(until.map { "= goes out, until \($0.milliseconds)" } ?? "= must not go out")
    }

    /// Tells what the last decision says.
    func report() {
        names.learn(stage.decision.events)
        for event in stage.decision.events { say(names.text(event, stage.decision.runs)) }
        for grant in stage.decision.grants { say("wakes w\(grant.waiter.rawValue): " + text(grant.outcome)) }
        for (index, outcome) in stage.decision.outcomes.enumerated() { say("item \(index): \(outcome.name)") }
        if let refusal = stage.decision.refusal { return say("= refused: " + text(refusal)) }
        if let reply = text(stage.decision.reply) { say("= " + reply) }
    }

    private func text(_ outcome: Grant.Outcome) -> String {
        switch outcome {
        case .leased(let leases): names.text(leases, stage.decision.runs)
        case .superseded: "superseded"
        case .queueDeleted: "queue deleted"
        }
    }

    private func text(_ refusal: BrokerError) -> String {
        switch refusal {
        case .exists(let kind, let name): "the \(kind.name) \(name) exists"
        case .notFound(let kind, let name): "there is no \(kind.name) \(name)"
        case .fewerPartitions(let current, let wished): "\(wished) partitions are fewer than \(current)"
        case .expectedOffset(let actual): "the next offset is \(actual.rawValue)"
        case .namespaceNotEmpty(let topics, let queues, let groups, _, let exchanges, let policies):
            "\(topics) topics, \(queues) queues, \(groups) groups and \(exchanges) exchanges are in it"
                + (policies == 0 ? "" : ", and \(policies) policies")
        case .inUse(let kind, let name, let users):
            "\(kind.name) \(name) is used by \(users.joined(separator: ", "))"
        case .pastEnd(let latest): "the next offset is \(latest.rawValue)"
        case .staleProducer(let epoch): "the producer has begun epoch \(epoch)"
        case .producerGap(let expected, let received): "\(received) comes before \(expected)"
        case .limit(let member, let max): "\(member) is out of its range, at most \(max)"
        case .queueNotEmpty(let counts): "\(counts.total) messages are in it"
        case .notOwner(let log): "\(names.name(log)) is not the member's"
        case .beyondEnd(let log, let latest): "the end of \(names.name(log)) is \(latest.rawValue)"
        case .positionReset(let log, let offset): "\(names.name(log)) was put to \(offset.rawValue)"
        case .part(let part, let reason): "part \(part), since " + text(reason)
        case .isSource(let queues): "\(queues.joined(separator: ", ")) read it"
        case .hasSource(let topic): "it reads the topic \(topic)"
        case .redriveRunning(let number): "redrive \(number) is running"
        case .noRedrive(let number): "there is no redrive \(number)"
        default: "\(refusal)"
        }
    }

    private var standby: String { stage.decision.standbyFor.map { ", standby for \($0)" } ?? "" }

    private func text(_ reply: Reply) -> String? {
        switch reply {
        case .none, .settled: nil
        case .opened(let epoch): "opened, epoch \(epoch)"
        case .declared(_, let created, let changed):
            created ? "created" : changed.isEmpty ? "as it was" : "changed " + changed.joined(separator: ", ")
        case .deleted: "deleted"
        case .bound(_, let created, let changed):
            created ? "bound" : changed.isEmpty ? "as it was" : "changed " + changed.joined(separator: ", ")
        case .appended(let timestamp): "stored at \(timestamp.milliseconds)"
        case .duplicates(let known):
            known.map { one in
                switch one.of {
                case .stored(let place): "\(one.item) is \(place.offset.rawValue)"
                case .item(let first): "\(one.item) is the same as \(first)"
                }
            }.joined(separator: ", ")
        case .repeated(let result): "stored before: \(names.text(result))"
        case .received(let leases): names.text(leases, stage.decision.runs) + standby
        case .parked(let waiter): "w\(waiter.rawValue) parked\(standby)"
        case .prepared(let number, let deadline): "prepared \(number) until \(deadline.milliseconds)"
        case .preparedEnded(let end, let isRepeated):
            "\(end.outcome)\(isRepeated ? " before" : "")\(end.outcome == .committed ? " at \(end.partition)/\(end.offset.rawValue)" : "")"
        case .purged(let count): "dropped \(count)"
        case .moved(let count): "moved \(count)"
        case .removed(let count): "removed \(count)"
        case .redrive(let number): "redrive \(number)"
        case .trimmed(let count): "trimmed \(count)"
        case .polled(let polled): names.text(polled)
        case .left: "left"
        case .committed(let count): "committed \(count)"
        case .savedOffsets(let name): "saved as \(name)"
        case .reset(let places):
            places.map { place in
                "\(names.name(place.log)) from \(place.from.map { "\($0.rawValue)" } ?? "none") to \(place.to.rawValue)"
            }.joined(separator: ", ")
        case .cancelled(let was): was ? "left" : "was not waiting"
        }
    }
}

/// What a script may get wrong.
struct ScriptError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
