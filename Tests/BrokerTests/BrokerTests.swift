import Base
import Broker
import LogFormat
import Testing

/// What holds for the state machine as a whole.
struct BrokerTests {
    private let stage = Stage()

    init() { stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2))) }

    @Test func `deciding changes nothing`() {
        stage.perform(.declareQueue(namespace: EntityID(0), name: "q", wish: QueueWish(), createOnly: true))
        let before = stage.broker.text
        for _ in 0..<2 {
            var decision = Decision()
            stage.broker.decide(
                .declareTopic(namespace: EntityID(0), name: "t", wish: TopicWish(), createOnly: true),
                now: stage.now, into: &decision)
            #expect(decision.reply == .declared(EntityID(2), created: true, changed: []))
            stage.broker.decide(
                .append(
                    AppendCommand(
                        target: EntityID(1), version: 0,
                        first: AppendCommand.Block(log: LogID(0), count: 3, bytes: 9))),
                now: stage.now, into: &decision)
            #expect(decision.events.count == 1)
        }
        #expect(stage.broker.text == before)
    }

    @Test func `the key of lease tokens is the first one for ever`() {
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 3, high: 4)))
        #expect(stage.broker.tokenKey == SipHash.Key(low: 1, high: 2))
        #expect(stage.broker.epoch == 2)
    }

    @Test func `what was declared or deleted before is not so again`() {
        let declared = TopicDeclared(
            id: EntityID(1), namespace: EntityID(0), declaredAt: stage.now, settings: .standard, name: "t",
            logs: [LogID(0)])
        stage.broker.evolve(.topicDeclared(declared), runs: [], at: JournalSequence(2))
        let before = stage.broker.text
        stage.broker.evolve(.topicDeclared(declared), runs: [], at: JournalSequence(2))
        #expect(stage.broker.text == before)
        stage.broker.evolve(.topicDeleted(EntityID(1)), runs: [], at: JournalSequence(3))
        let after = stage.broker.text
        stage.broker.evolve(.topicDeleted(EntityID(1)), runs: [], at: JournalSequence(3))
        stage.broker.evolve(.topicDeclared(declared), runs: [], at: JournalSequence(2))
        #expect(stage.broker.text == after)
    }

    @Test func `a refusal leaves no events, grants or outcomes`() {
        stage.perform(.declareQueue(namespace: EntityID(0), name: "q", wish: QueueWish(), createOnly: true))
        let ack = SettleItem(offset: Offset(0), generation: 1, verb: .ack)
        stage.perform(.receive(ReceiveCommand(queue: EntityID(1), max: 0, settles: [ack])))
        #expect(stage.decision.refusal == .limit("max", max: Limits.receiveMessagesMax))
        #expect(stage.decision.events.isEmpty && stage.decision.grants.isEmpty)
        #expect(stage.decision.outcomes.isEmpty && stage.decision.reply == .none)
    }
}
