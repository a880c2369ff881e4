import Base
import LogFormat
import Testing

@Suite struct AppendedTests {
    private let head = AppendedHead(
        count: 2, timestamp: Instant(milliseconds: 1_700_000_000_123),
        destination: AppendedDestination(log: LogID(5), partition: 1, first: Offset(16)),
        others: [AppendedDestination(log: LogID(6), partition: nil, first: Offset(7))])

    private func encoded(_ head: AppendedHead, body: String, shift: Int = 0) -> [UInt8] {
        var bytes = ByteBuffer()
        head.encode(bodyBytes: body.utf8.count, shift: shift, into: &bytes)
        bytes.append(body)
        return bytes.bytes.array
    }

    @Test func `the bytes of an appended event are those of version 1`() {
        #expect(
            hex(encoded(head, body: "a}\nb}\n")) == """
                200001003a000000\
                02000000020000007b68e5cf8b010000\
                05000000010000001000000000000000\
                06000000ffffffff0700000000000000\
                00000000617d0a627d0a
                """)
    }

    @Test func `an appended event reads back, whatever follows it`() throws {
        let bytes = encoded(head, body: "a}\nb}\n") + [1, 2, 3]
        try bytes.withByteView { bytes in
            let view = try AppendedView(decoding: bytes)
            #expect(view.count == 2)
            #expect(view.timestamp == head.timestamp)
            #expect(view.destinationCount == 2)
            #expect(view.body == "a}\nb}\n")
            #expect(!view.goesOn)
            #expect(view.log == LogID(5))
            #expect(view.partition == 1)
            #expect(view.first == Offset(16))
            #expect(view.end == Offset(18))
        }
    }

    @Test func `each destination sees its own offsets`() throws {
        try encoded(head, body: "a}\nb}\n", shift: 10).withByteView { bytes in
            let view = try AppendedView(decoding: bytes)
            let second = try #require(view.selecting(LogID(6)))
            #expect(second.partition == nil)
            #expect(second.first == Offset(17))
            #expect(second.body == view.body)
            #expect(
                second.destination(0) == AppendedDestination(log: LogID(5), partition: 1, first: Offset(26)))
            #expect(view.selecting(LogID(5))?.first == Offset(26))
            #expect(view.selecting(LogID(7)) == nil)
        }
    }

    @Test func `every strict prefix is truncated`() {
        let bytes = encoded(head, body: "a}\nb}\n")
        for count in bytes.indices {
            #expect(throws: FormatError.truncated) {
                try bytes.withByteView { try AppendedView(decoding: $0[0..<count]) }
            }
        }
    }

    @Test func `lengths that contradict each other are refused`() {
        var bytes = encoded(head, body: "")
        bytes[8] = 200
        #expect(throws: FormatError.self) { try bytes.withByteView { try AppendedView(decoding: $0) } }
        bytes[8] = 0
        #expect(throws: FormatError.self) { try bytes.withByteView { try AppendedView(decoding: $0) } }
    }

    @Test func `tagged fields that are not known here are passed over`() throws {
        var bytes = encoded(head, body: "a}\nb}\n")
        bytes.replaceSubrange(56..<60, with: [5, 0, 0, 0, 9, 1, 0, 0, 42])
        bytes[4] += 5
        try bytes.withByteView { bytes in
            let view = try AppendedView(decoding: bytes)
            #expect(view.body == "a}\nb}\n")
        }
    }

    @Test func `a line that goes on says so until it is complete`() throws {
        var open = head
        open.count = 1
        open.goesOn = true
        try encoded(open, body: "long").withByteView { bytes in
            let view = try AppendedView(decoding: bytes)
            #expect(view.goesOn)
            #expect(view.selecting(LogID(6))?.goesOn == true)
            let whole = view.completed(with: ByteView("long line}\n"))
            #expect(!whole.goesOn)
            #expect(whole.body == "long line}\n")
            #expect(whole.first == view.first)
        }
    }

    @Test func `a continued event reads back`() throws {
        var bytes = ByteBuffer()
        AppendedContinued.encodeHead(goesOn: true, pieceBytes: 3, into: &bytes)
        bytes.append("xyz")
        #expect(hex(bytes.bytes.array) == "210001010300000078797a")
        let event = try AppendedContinued(decoding: bytes.bytes)
        #expect(event.goesOn)
        #expect(event.piece == "xyz")
    }
}

@Suite struct EventHeaderTests {
    @Test func `an unknown kind and an unknown version are named`() {
        #expect(throws: FormatError.unknownKind(9999)) {
            try EventHeader(decoding: ByteView("\u{0F}\u{27}\u{01}\u{00}\u{00}\u{00}\u{00}\u{00}"))
        }
        #expect(throws: FormatError.unknownVersion(kind: 32, version: 2)) {
            try EventHeader(decoding: ByteView("\u{20}\u{00}\u{02}\u{00}\u{00}\u{00}\u{00}\u{00}"))
        }
    }
}
