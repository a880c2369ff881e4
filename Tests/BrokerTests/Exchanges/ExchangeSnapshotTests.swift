import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Random declarations of exchanges and bindings with slices of a snapshot between them.
struct ExchangeSnapshotTests {
    @Test(arguments: Seed.first(100))
    func `exchanges come back from a snapshot and the journal behind its cut`(seed: Seed) throws {
        var run = ExchangeRun(seed: seed)
        for _ in 0..<120 { try run.step() }
        try run.finish()
    }

    @Test func `a restart drops the bindings that were to live no longer`() throws {
        let stage = Stage()
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        let space = EntityID(0)
        stage.perform(
            .declareExchange(
                namespace: space, name: "e", wish: ExchangeWish(type: .fanout), createOnly: true))
        stage.perform(.declareQueue(namespace: space, name: "q", wish: QueueWish(), createOnly: true))
        for (name, isEphemeral) in [("stays", false), ("goes", true)] {
            stage.perform(
                .bind(
                    exchange: EntityID(1), name: name,
                    wish: BindingWish(target: BindingTarget(.queue, "q"), isEphemeral: isEphemeral),
                    createOnly: true))
        }
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 3, high: 4)))
        try stage.restart()
        var names: [String] = []
        stage.broker.bindings { if case .bound(let event) = $0 { names.append(event.binding.name) } }
        #expect(names == ["stays"])
    }
}

/// One seeded run over a handful of names.
private struct ExchangeRun {
    private let stage = Stage()
    private var random: SplitMix64
    private var taker: SnapshotTaker?
    private let sliceBytes: Int
    /// Whether numbers of bindings fill several records.
    private let isLarge: Bool

    init(seed: Seed) {
        random = SplitMix64(seed: seed.value)
        sliceBytes = [1, 60, 400, 5000][Int(seed.value % 4)]
        isLarge = seed.value % 25 == 0
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
    }

    mutating func step() throws {
        switch UInt.random(in: 0..<100, using: &random) {
        case 0..<10:
            stage.perform(
                .declareTopic(
                    namespace: EntityID(0), name: name("t"), wish: TopicWish(), createOnly: false))
        case 10..<20:
            stage.perform(
                .declareQueue(
                    namespace: EntityID(0), name: name("q"), wish: QueueWish(), createOnly: false))
        case 20..<35: declareExchange()
        case 35..<45: delete()
        case 45..<46:
            // A snapshot does not outlive its process.
            taker = nil
            stage.perform(.openShard(tokenKey: SipHash.Key(low: 5, high: 6)))
        case 46..<90: for _ in 0..<(isLarge ? 60 : 1) { bind() }
        default:
            guard let exchange = entity(where: { $0 == .exchange }) else { return }
            stage.perform(.unbind(exchange: exchange, name: name("b")))
        }
        try slice()
    }

    private mutating func declareExchange() {
        let type = ExchangeType.allCases.randomElement(using: &random)
        let alternate: LimitWish<String> =
            [.asIs, .none, .at(name("e"))].randomElement(using: &random) ?? .asIs
        stage.perform(
            .declareExchange(
                namespace: EntityID(0), name: name("e"),
                wish: ExchangeWish(type: type, isInternal: Bool.random(using: &random), alternate: alternate),
                createOnly: false))
    }

    private mutating func bind() {
        guard let exchange = entity(where: { $0 == .exchange }) else { return }
        let kinds: [(EntityKind, String)] = [(.queue, "q"), (.topic, "t"), (.exchange, "e")]
        let (kind, prefix) = kinds.randomElement(using: &random) ?? (.queue, "q")
        let isTextual = Bool.random(using: &random)
        let wish = BindingWish(
            target: BindingTarget(kind, name(prefix)), routingKey: isTextual ? name("k.") : nil,
            headers: isTextual ? nil : [HeaderWish(name: "h", value: name("v"))],
            filter: Bool.random(using: &random) ? .at(#"{"key":["\#(name("k"))"]}"#) : .none,
            isEphemeral: UInt.random(in: 0..<4, using: &random) == 0)
        let name = isLarge ? "b\(UInt.random(in: 0..<400, using: &random))" : name("b")
        stage.perform(.bind(exchange: exchange, name: name, wish: wish, createOnly: false))
    }

    private mutating func delete() {
        let kind = [EntityKind.queue, .topic, .exchange].randomElement(using: &random) ?? .queue
        guard let id = entity(where: { $0 == kind }) else { return }
        switch kind {
        case .queue: stage.perform(.deleteQueue(id))
        case .topic: stage.perform(.deleteTopic(id))
        default: stage.perform(.deleteExchange(id))
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
    }

    private mutating func name(_ prefix: String) -> String {
        "\(prefix)\(UInt.random(in: 0..<3, using: &random))"
    }

    private mutating func entity(where isWanted: (EntityKind) -> Bool) -> EntityID? {
        var found: [EntityID] = []
        stage.broker.definitions { event, _ in
            switch event {
            case .topicDeclared(let event) where isWanted(.topic): found.append(event.id)
            case .queueDeclared(let event) where isWanted(.queue): found.append(event.id)
            case .exchangeDeclared(let event) where isWanted(.exchange): found.append(event.id)
            default: break
            }
        }
        return found.randomElement(using: &random)
    }
}
