import Base
import LogFormat
import TestSupport
import Testing

struct EventCodingTests {
    private func decode(_ bytes: [UInt8], runs: inout [SlotRun]) throws(FormatError) -> Event? {
        try bytes.withByteView { view throws(FormatError) in
            try Event.decode(try EventHeader(decoding: view), view, runs: &runs)
        }
    }

    private func refusal(of bytes: [UInt8]) -> FormatError? {
        var runs: [SlotRun] = []
        do throws(FormatError) {
            _ = try decode(bytes, runs: &runs)
            return nil
        } catch { return error }
    }

    @Test(arguments: EventSample.all)
    func `an event is written to the byte`(sample: EventSample) {
        var output = ByteBuffer()
        sample.event.encode(into: &output, runs: sample.runs)
        #expect(output.bytes.array == sample.golden)
        #expect(output.count <= sample.event.encodedBytesMax)
    }

    @Test(arguments: EventSample.all)
    func `an event is read back`(sample: EventSample) throws {
        var runs: [SlotRun] = []
        #expect(try decode(sample.golden, runs: &runs) == sample.event)
        #expect(runs == sample.runs)
    }

    @Test func `runs join those that the arena holds already`() throws {
        var runs = [SlotRun(first: Offset(1), count: 1, generation: 1)]
        let sample = try #require(EventSample.all.first { $0.description == "settled" })
        guard case .settled(let event) = try decode(sample.golden, runs: &runs) else {
            Issue.record("not a settled event")
            return
        }
        #expect(event.runs == 1..<5)
        #expect(Array(runs[event.runs]) == sample.runs)
    }

    @Test(arguments: EventSample.all)
    func `every strict prefix is refused`(sample: EventSample) {
        for count in sample.golden.indices {
            #expect(refusal(of: Array(sample.golden[..<count])) == .truncated)
        }
    }

    @Test(arguments: EventSample.all)
    func `every other length is refused`(sample: EventSample) {
        let following = [UInt8](repeating: 0, count: 64)
        for length in 0..<(sample.golden.count + 56) where length != sample.golden.count - 8 {
            var bytes = sample.golden + following
            bytes[4] = UInt8(length & 0xFF)
            bytes[5] = UInt8(length >> 8)
            #expect(refusal(of: bytes) != nil, "length \(length)")
        }
    }

    @Test(arguments: EventSample.all)
    func `every unknown kind, version and flag is refused`(sample: EventSample) {
        let known = Set(EventKind.allCases.map(\.rawValue))
        for kind in UInt16(0)..<300 where !known.contains(kind) {
            var bytes = sample.golden
            bytes[0] = UInt8(kind & 0xFF)
            bytes[1] = UInt8(kind >> 8)
            #expect(refusal(of: bytes) == .unknownKind(kind))
        }
        for version in UInt8(0)...255 where version != 1 {
            var bytes = sample.golden
            bytes[2] = version
            let kind = UInt16(bytes[0]) | UInt16(bytes[1]) << 8
            #expect(refusal(of: bytes) == .unknownVersion(kind: kind, version: version))
        }
        for flags in UInt8(1)...255 {
            var bytes = sample.golden
            bytes[3] = flags
            #expect(refusal(of: bytes) == .badField("flags"))
        }
    }

    @Test(arguments: EventSample.all)
    func `a byte that changed is refused, or read as another event`(sample: EventSample) throws {
        for at in 4..<sample.golden.count {
            for value: UInt8 in [0, 1, 2, 0x7F, 0xFF] where sample.golden[at] != value {
                var bytes = sample.golden
                bytes[at] = value
                var runs: [SlotRun] = []
                guard let event = try? decode(bytes, runs: &runs) else { continue }
                #expect(event != sample.event || runs != sample.runs)
                var output = ByteBuffer()
                event.encode(into: &output, runs: runs)
                #expect(output.bytes.array == bytes)
            }
        }
    }

    @Test(arguments: Seed.first(200))
    func `noise is refused without a crash`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        for sample in EventSample.all {
            var bytes = sample.golden
            for at in 8..<bytes.count where UInt.random(in: 0..<3, using: &random) == 0 {
                bytes[at] = UInt8.random(in: 0...255, using: &random)
            }
            _ = refusal(of: bytes)
        }
    }

    @Test func `runs that overlap, descend, are empty or have no generation are refused`() throws {
        let sample = try #require(EventSample.all.first { $0.description == "leased" })
        let second = 48
        for (at, value) in [
            (second, UInt8(2)), (second, 1), (second + 8, 0), (second + 12, 0), (second + 15, 1),
        ] {
            var bytes = sample.golden
            bytes[at] = value
            #expect(refusal(of: bytes) == .badField("runs"))
        }
    }

    @Test func `an appended event says what joined which logs`() throws {
        var output = ByteBuffer()
        let head = AppendedHead(
            count: 2, timestamp: Instant(milliseconds: 5),
            destination: AppendedDestination(log: LogID(1), partition: 0, first: Offset(7)),
            others: [AppendedDestination(log: LogID(2), partition: nil, first: Offset(9))])
        head.encode(bodyBytes: 4, into: &output)
        output.append("a\nb\n")
        var runs: [SlotRun] = []
        #expect(try decode(output.bytes.array, runs: &runs) == .appended(head, block: 0))
    }

    @Test func `a continued event says nothing to the broker`() throws {
        var output = ByteBuffer()
        AppendedContinued.encodeHead(goesOn: false, pieceBytes: 2, into: &output)
        output.append("a\n")
        var runs: [SlotRun] = []
        #expect(try decode(output.bytes.array, runs: &runs) == nil)
    }
}
