import Base
import Broker
import LogFormat
import Testing

/// The record of a group in a snapshot.
struct GroupRecordTests {
    private let stage = Stage()

    /// A group with two members, a revoked partition, a commit with metadata, a reset and a saved set.
    init() {
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        stage.perform(
            .declareTopic(namespace: EntityID(0), name: "t", wish: TopicWish(partitions: 2), createOnly: true)
        )
        for log in 0..<2 {
            stage.perform(
                .append(
                    AppendCommand(
                        target: EntityID(1), version: 0,
                        first: AppendCommand.Block(log: LogID(UInt32(log)), count: 5, bytes: 5))))
        }
        let topics = Subscription(["t"])
        stage.perform(
            .poll(PollCommand(group: .named(EntityID(0), "g"), member: "w", topics: topics)))
        guard case .polled(let polled) = stage.decision.reply else { return }
        let ends = polled.positions.map { LogEnd(log: $0.log, end: Offset(2)) }
        _ = stage.broker.deliver(
            Delivery(
                group: polled.group, member: polled.member, epoch: polled.epoch,
                generation: polled.generation, ends: ends), now: stage.now)
        stage.perform(.joinMember(JoinCommand(group: .known(polled.group), member: "h", topics: topics)))
        stage.perform(
            .commitOffsets(
                CommitCommand(
                    group: polled.group, author: CommitCommand.Author(member: "w", epoch: 1),
                    offsets: [CommittedOffset(log: LogID(0), offset: Offset(1), metadata: "m")])))
        stage.perform(.saveOffsets(polled.group, name: "s"))
        stage.perform(
            .resetOffsets(
                ResetCommand(
                    group: polled.group, positions: [LogPosition(log: LogID(1), offset: Offset(3))])))
    }

    private var records: [UInt8] {
        var taker = SnapshotTaker(stage)
        while !taker.isDone { taker.takeSlice(of: stage, bytesMax: 1 << 20) }
        return Array(taker.slices.joined())
    }

    private func restored(_ bytes: [UInt8]) throws -> Broker {
        var broker = Broker(shard: 0)
        try bytes.withByteView { view throws(FormatError) in try broker.restore(view) }
        broker.finishRestore()
        return broker
    }

    @Test func `its bytes are those of version 1`() throws {
        let digits = records.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        let expected =
            """
            09000100 03010000 0900000000000000 00000000 00000000
            0300000000000000 0200000000000000 0000000000000080 02000000
            02000000 02000000 02000000 01000000
            00000000 01 0100000000000000 e803000000000000 0100 77 0100 0100 74
            01000000 02 0200000000000000 e803000000000000 0100 68 0100 0100 74
            00000000 00000000 00000000 01000000 00000000 01000000
            00000000 0100000000000000 e803000000000000 00 0100 6d
            01000000 0300000000000000 e803000000000000 01 ffff
            0100 73 e803000000000000 01000000 00000000 0100000000000000
            4000 01 00 23000000 02000000 00000000 e803000000000000 01 01 00 00 c8af0000 e0930400 0100 67 00000000
            """.filter { !$0.isWhitespace }
        #expect(digits.contains(expected), "\(digits)")
    }

    @Test func `it is read back, and goes on from there`() throws {
        let broker = try restored(records)
        #expect(broker.text == stage.broker.text)
        let before = stage.status(of: EntityID(2))
        stage.broker = broker
        let after = stage.status(of: EntityID(2))
        #expect(after?.ownerships == before?.ownerships && after?.offsets == before?.offsets)
        #expect(after?.saved == before?.saved && after?.members.map(\.name) == ["w", "h"])
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        // The former owner has yet to let go of what was revoked before.
        let after1 = PollCommand.After(epoch: 1, ends: [LogEnd(log: LogID(1), end: Offset(5))])
        stage.perform(
            .poll(PollCommand(group: .known(EntityID(2)), member: "w", after: after1)))
        let ownerships = stage.status(of: EntityID(2))?.ownerships ?? []
        #expect(ownerships.map(\.owner) == [MemberID(0), MemberID(1)])
        #expect(stage.status(of: EntityID(2))?.offsets.map(\.offset) == [Offset(1), Offset(3)])
    }

    @Test func `no wrong byte stops the process`() throws {
        let bytes = records
        for index in bytes.indices {
            for change in [UInt8(1), 0x80, 0xFF] {
                var wrong = bytes
                wrong[index] ^= change
                _ = try? restored(wrong).nextDeadline
            }
        }
    }
}
