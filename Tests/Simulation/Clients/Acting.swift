import Base
import Broker
import LogFormat
import LogStore
import Node
import TestSupport

extension NodeSimulation {
    static let namespaceNames = ["default", "staging"]
    static let topicNames = ["events", "orders", "clicks"]
    static let queueNames = ["mail", "jobs", "thumbnails"]

    /// One thing that a client does.
    func act(_ node: Node) {
        switch number(0...109) {
        case 0..<4: declareNamespace(node)
        case 4..<12: declareTopic(node)
        case 12..<20: declareQueue(node)
        case 20: delete(node)
        case 21: chance(3) ? delete(node) : truncate(node)
        case 22..<42: publishToTopic(node)
        case 42..<50: publishToQueue(node)
        case 50..<55: publishOnce(node)
        case 55..<64: read(node)
        case 64: search(node)
        case 65: chance(2) ? search(node) : readLatest(node)
        case 66..<69: watch(node)
        case 69..<76: readForGroup(node)
        case 76..<82: receive(node)
        case 82..<90: settle(node)
        case 90..<93: transact(node)
        case 93..<95: endWait(node)
        case 95..<97: count(node)
        case 97: prepareOrEnd(node)
        case 98: chance(2) ? purge(node) : askForCheckpoint()
        case 99..<103: fan(node)
        case 103..<106: rank(node)
        case 106..<108: schedule(node)
        case 108: reset(node)
        default: advance(node)
        }
    }

    // MARK: whom it concerns

    func namespace(_ node: Node) -> Namespace? {
        pick(Self.namespaceNames)?.withByteView { node.namespace($0) }
    }

    /// A topic as it stands, and its place in the oracle.
    func topic(_ node: Node) -> (Topic, Int)? {
        guard let topic = pick(worlds(node).flatMap { $0.topics() }) else { return nil }
        guard let index = oracle.state.topic(topic.id) else {
            fail("there is a topic \(topic.name) that nobody declared")
            return nil
        }
        return (topic, index)
    }

    /// A queue as it stands, and its place in the oracle.
    func queue(_ node: Node) -> (Queue, Int)? {
        guard let queue = pick(worlds(node).flatMap { $0.queues() }) else { return nil }
        guard let index = oracle.state.queue(queue.id) else {
            fail("there is a queue \(queue.name) that nobody declared")
            return nil
        }
        return (queue, index)
    }

    func log(_ node: Node) -> LogView? {
        pick(worlds(node).flatMap { $0.topics().flatMap(\.logs) + $0.queues().map(\.log) })
    }

    // MARK: answers

    /// Notes that the oracle has changed, and the answer that says so.
    func answer(_ gate: Gate, _ text: String, changed: Bool = true) {
        trace.note("\(text), at \(gate.sequence.rawValue)")
        if changed { check(oracle.note(gate.sequence, durable: gate.mark.current)) }
        life.answers.append(Life.Answer(gate: gate))
    }

    /// Notes a refusal; fails when it was not to be expected.
    func refused(_ refusal: Refused, _ text: String, isExpected: Bool) {
        trace.note("\(text) refused: \(refusal.reason)")
        if !isExpected, !isForWantOfRoom(refusal) { fail("\(text) was refused: \(refusal.reason)") }
        if let gate = refusal.gate { life.answers.append(Life.Answer(gate: gate)) }
    }

    /// Whether a command was refused since what is left of the journal is kept for ticks and checkpoints.
    func isForWantOfRoom(_ refusal: Refused) -> Bool {
        guard let opened = life.opened else { return false }
        switch refusal.reason {
        case .journalFull, .diskFull: break
        default: return false
        }
        if opened.commit.handover.isStuck { return true }
        let left = opened.journal.bytesLeft
        return left < .max
            && left - opened.commit.handover.waitingBytes < 2 * plan.settings.framePayloadBytesMax
    }

    /// Starts a task on one of the loops.
    func start(_ what: String, _ body: @escaping @Sendable () async -> Void) {
        let life = life
        guard let executor = pick(life.executors) else { return }
        life.tasksStarted += 1
        let number = life.tasksStarted
        life.tasks[number] = what
        Task(executorPreference: executor) {
            await body()
            life.tasks[number] = nil
        }
    }

    // MARK: time

    func advance(_ node: Node) {
        let interval = Interval(milliseconds: Int64(number(0...40_000)))
        let before = node.now()
        let after = node.advanceClock(by: interval)
        trace.note("advance \(interval.milliseconds) ms")
        if after < before + interval { fail("the clock advanced less than asked") }
        observeTickets(node)
    }
}
