import Base
import Broker
import LogFormat
import Testing

/// The records of a snapshot that tell of publishes which may come again.
struct RepeatRecordTests {
    private let stage = Stage()

    init() {
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        stage.perform(
            .declareQueue(namespace: EntityID(0), name: "q", wish: QueueWish(), createOnly: true))
    }

    private func publish(_ name: PublishIdentity.Name) {
        let identity = PublishIdentity(
            name: name, fingerprint: 0xAB, spread: PublishResult.Spread(partitions: 0, single: 0))
        stage.perform(
            .append(
                AppendCommand(
                    target: EntityID(1), version: 0,
                    first: AppendCommand.Block(log: LogID(0), count: 2, bytes: 2), identity: identity)))
    }

    private func record(_ kind: RecordKind) throws -> String? {
        var taker = SnapshotTaker(stage)
        while !taker.isDone { taker.takeSlice(of: stage, bytesMax: 1 << 20) }
        var found: String?
        try Array(taker.slices.joined()).withByteView { view throws(FormatError) in
            var rest = view
            while !rest.isEmpty {
                let header = try RecordHeader(decoding: rest)
                if header.kind == kind {
                    found = rest[0..<header.recordBytes].array.map { byte in
                        let digits = String(byte, radix: 16)
                        return digits.count == 1 ? "0" + digits : digits
                    }.joined()
                }
                rest = rest.dropping(header.recordBytes)
            }
        }
        return found
    }

    @Test func `nothing is written of what never was`() throws {
        #expect(try record(.idempotencyKeys) == nil)
        #expect(try record(.producers) == nil)
    }

    @Test func `the bytes of a key are those of version 1`() throws {
        publish(.key(IdentityHash(low: 5, high: 6)))
        #expect(
            try record(.idempotencyKeys) == """
                140001005c000000\
                0300000000000000000000000000008000000000\
                05000000000000000600000000000000ab00000000000000e80300000000000001000000\
                00000000\
                e8030000000000000100000000000100\
                00000000020000000000000000000000
                """)
    }

    @Test func `the bytes of a producer are those of version 1`() throws {
        publish(.producer(IdentityHash(low: 5, high: 6), epoch: 7, number: 8))
        #expect(
            try record(.producers) == """
                150001006c000000\
                000000000000008000000000\
                05000000000000000600000000000000030000000000000007000000000000000800000000000000\
                e8030000000000000100000001000000\
                ab00000000000000\
                e8030000000000000100000000000100\
                00000000020000000000000000000000
                """)
    }
}
