import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Random declarations and policies, against what should be in force, with slices of a snapshot between them.
struct PolicyPropertyTests {
    @Test(arguments: Seed.first(200))
    func `what is in force is what was declared and what the first policy gives`(seed: Seed) throws {
        var run = PolicyRun(seed: seed)
        for _ in 0..<100 { try run.step() }
        try run.finish()
    }
}

/// One seeded run over a handful of names.
private struct PolicyRun {
    private let stage = Stage()
    private var random: SplitMix64
    private var taker: SnapshotTaker?
    private let sliceBytes: Int
    private var oracle = PolicyOracle()

    init(seed: Seed) {
        random = SplitMix64(seed: seed.value)
        sliceBytes = [1, 60, 400, 5000][Int(seed.value % 4)]
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
    }

    mutating func step() throws {
        let space = EntityID(0)
        switch UInt.random(in: 0..<100, using: &random) {
        case 0..<25:
            let (declared, said, taken) = (name("q."), values(), unsaid())
            stage.perform(
                .declareQueue(
                    namespace: space, name: declared, wish: PolicyOracle.queueWish(said, taken),
                    createOnly: false))
            if accepted { oracle.declare(.queues, declared, said, taken) }
        case 25..<45:
            let (declared, said, taken) = (name("t."), values(), unsaid())
            stage.perform(
                .declareTopic(
                    namespace: space, name: declared, wish: PolicyOracle.topicWish(said, taken),
                    createOnly: false))
            if accepted { oracle.declare(.topics, declared, said, taken) }
        case 45..<75: declarePolicy()
        case 75..<85: delete(.policy)
        case 85..<90: delete(.queue)
        case 90..<95: delete(.topic)
        default:
            guard let id = ids(of: .queue).randomElement(using: &random)?.id else { break }
            stage.perform(.pauseQueue(id, isPaused: Bool.random(using: &random)))
        }
        check()
        try slice()
    }

    private var accepted: Bool { stage.decision.refusal == nil }

    private mutating func declarePolicy() {
        let kind = Bool.random(using: &random) ? PolicyKind.queues : .topics
        let policy = name("p")
        let patterns = ["*", "q.*", "t.*", "*1", name("q."), name("t."), nil]
        let pattern = patterns.randomElement(using: &random) ?? nil
        let given = Bool.random(using: &random) ? values() : nil
        var wish = PolicyWish(
            pattern: pattern,
            priority: Bool.random(using: &random) ? Int.random(in: -1...2, using: &random) : nil)
        if let given {
            wish.settings =
                kind == .queues
                ? .queues(PolicyOracle.queueWish(given, [])) : .topics(PolicyOracle.topicWish(given, []))
        }
        stage.perform(
            .declarePolicy(namespace: EntityID(0), name: policy, wish: wish, createOnly: false))
        if accepted { oracle.setPolicy(policy, kind, pattern, wish.priority, given) }
    }

    private mutating func delete(_ kind: EntityKind) {
        guard let (name, id) = ids(of: kind).randomElement(using: &random) else { return }
        switch kind {
        case .policy: stage.perform(.deletePolicy(id))
        case .queue: stage.perform(.deleteQueue(id))
        default: stage.perform(.deleteTopic(id))
        }
        if accepted { oracle.delete(kind, name) }
    }

    private func ids(of kind: EntityKind) -> [(name: String, id: EntityID)] {
        var found: [(name: String, id: EntityID)] = []
        stage.broker.definitions { event, _ in
            switch event {
            case .policyDeclared(let event) where kind == .policy: found.append((event.name, event.id))
            case .queueDeclared(let event) where kind == .queue: found.append((event.name, event.id))
            case .topicDeclared(let event) where kind == .topic: found.append((event.name, event.id))
            default: break
            }
        }
        return found
    }

    private func check() {
        stage.broker.definitions { event, _ in
            switch event {
            case .queueDeclared(let event):
                #expect(PolicyOracle.values(event.settings) == oracle.inForce(.queues, event.name))
                #expect(
                    PolicyOracle.values(event.settings.withoutPolicy) == oracle.declared(.queues, event.name))
                #expect(event.settings.policy == oracle.policy(.queues, event.name))
            case .topicDeclared(let event):
                #expect(PolicyOracle.values(event.settings) == oracle.inForce(.topics, event.name))
                #expect(
                    PolicyOracle.values(event.settings.withoutPolicy) == oracle.declared(.topics, event.name))
                #expect(event.settings.policy == oracle.policy(.topics, event.name))
            default: break
            }
        }
    }

    private mutating func slice() throws {
        if taker == nil, UInt.random(in: 0..<8, using: &random) == 0 { taker = SnapshotTaker(stage) }
        guard var taker, Bool.random(using: &random) else { return }
        for _ in 0..<UInt.random(in: 1...4, using: &random) where !taker.isDone {
            taker.takeSlice(of: stage, bytesMax: sliceBytes)
        }
        self.taker = taker
        guard taker.isDone, UInt.random(in: 0..<6, using: &random) == 0 else { return }
        #expect(try taker.restored(stage).text == stage.broker.text)
        self.taker = nil
    }

    mutating func finish() throws {
        var last = taker ?? SnapshotTaker(stage)
        while !last.isDone { last.takeSlice(of: stage, bytesMax: sliceBytes) }
        #expect(try last.restored(stage).text == stage.broker.text)
        stage.broker = try last.restored(stage)
        taker = nil
        for _ in 0..<20 { try step() }
        try stage.restart()
        check()
    }

    private mutating func name(_ prefix: String) -> String {
        "\(prefix)\(UInt.random(in: 0..<3, using: &random))"
    }

    /// A value for some of the members that the oracle knows; the number is its only form.
    private mutating func values() -> [Int?] {
        (0..<PolicyOracle.count).map { _ in
            Bool.random(using: &random) ? Int.random(in: 1...4, using: &random) : nil
        }
    }

    /// Members that are taken back.
    private mutating func unsaid() -> [Int] {
        (0..<PolicyOracle.count).filter { _ in UInt.random(in: 0..<5, using: &random) == 0 }
    }
}
