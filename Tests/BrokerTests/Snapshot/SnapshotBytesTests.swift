import Base
import Broker
import LogFormat
import Testing

/// The bytes of each kind of record, and what is refused.
struct SnapshotBytesTests {
    private let stage = Stage()

    init() {
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        stage.perform(
            .declareTopic(namespace: EntityID(0), name: "t", wish: TopicWish(partitions: 1), createOnly: true)
        )
        stage.perform(
            .declareQueue(
                namespace: EntityID(0), name: "q", wish: QueueWish(lease: Interval(milliseconds: 500)),
                createOnly: true))
        for log in [1, 0] {
            stage.perform(
                .append(
                    AppendCommand(
                        target: EntityID(log == 0 ? 1 : 2), version: 0,
                        first: AppendCommand.Block(log: LogID(UInt32(log)), count: 5, bytes: 5))))
        }
        stage.perform(.receive(ReceiveCommand(queue: EntityID(2), max: 4, attempt: 9)))
        let items = [SettleVerb.ack, .nack(failed: true)].enumerated().map { index, verb in
            SettleItem(offset: Offset(UInt64(index)), generation: 1, verb: verb)
        }
        stage.perform(.settle(SettleCommand(queue: EntityID(2), items: items)))
        stage.perform(.receive(ReceiveCommand(queue: EntityID(2), max: 1)))
    }

    private var records: [UInt8] {
        var taker = SnapshotTaker(stage)
        while !taker.isDone { taker.takeSlice(of: stage, bytesMax: 1 << 20) }
        return Array(taker.slices.joined())
    }

    /// Each record in a line.
    private func lines(_ bytes: [UInt8]) throws -> [String] {
        var lines: [String] = []
        try bytes.withByteView { view throws(FormatError) in
            var rest = view
            while !rest.isEmpty {
                let header = try RecordHeader(decoding: rest)
                lines.append(
                    rest[0..<header.recordBytes].array.map { byte in
                        let digits = String(byte, radix: 16)
                        return digits.count == 1 ? "0" + digits : digits
                    }.joined())
                rest = rest.dropping(header.recordBytes)
            }
        }
        return lines
    }

    @Test func `the bytes of the records are those of version 1`() throws {
        #expect(
            try lines(records) == [
                """
                01000100300000000100000003000000020000000000000008000000000000001400000001100000\
                01000000000000000200000000000000
                """,
                """
                020001003500000001000000000000000000000000000000020001001d0000000000000000000000\
                e803000000000000070064656661756c7400000000
                """,
                """
                030001003b0000000200000000000000000000000000000010000100230000000100000000000000\
                e80300000000000001010000010000000000000001007400000000
                """,
                """
                04000100530000000800000000000000000000000000000001000000000000000400000000000000\
                020000000000000018000100230000000200000000000000e80300000000000001010000f4010000\
                0100000001007100000000
                """,
                """
                05000100520000000000000000000000010000000010000000000000000000000000000001000401\
                000000000100010200000100000104b817e807000200010100000000020401000001090000000000\
                0000fc0f000000000000
                """,
                "0600010014000000010000000000000001000000e803000000000000",
                "070001000400000002000000",
                """
                08000100300000000000000001000000000000000000000005000000000000000500000000000000\
                0000000000000000e803000000000000
                """,
                """
                08000100300000000100000002000000ffffffff0000000004000000000000000500000000000000\
                0000000000000000e803000000000000
                """,
            ])
    }

    @Test func `a record of another release is named`() {
        var bytes = records
        bytes[0] = 99
        #expect(throws: FormatError.unknownKind(99)) { try restore(bytes) }
        bytes[0] = 1
        bytes[2] = 2
        #expect(throws: FormatError.unknownVersion(kind: 1, version: 2)) { try restore(bytes) }
    }

    @Test func `records cut short or twice are refused`() throws {
        let bytes = records
        for length in [1, 7, 9, 40, bytes.count - 1] {
            #expect(throws: FormatError.self) { try restore(Array(bytes[0..<length])) }
        }
        #expect(throws: FormatError.self) { try restore(bytes + bytes) }
    }

    @Test func `no wrong byte stops the process`() throws {
        let bytes = records
        for index in bytes.indices {
            for change in [UInt8(1), 0x80, 0xFF] {
                var wrong = bytes
                wrong[index] ^= change
                try? restore(wrong)
            }
        }
    }

    private func restore(_ bytes: [UInt8]) throws {
        var broker = Broker(shard: 0)
        try bytes.withByteView { view throws(FormatError) in try broker.restore(view) }
        broker.finishRestore()
    }
}
