import Base
import LogFormat
import TestSupport
import Testing

/// Keys found in stored suffixes, against the reader that takes the whole line apart.
struct LineKeyTests {
    static let keys: [[UInt8]?] = [
        nil, [], Array("a".utf8), Array("quote \" and \\ and \n".utf8), Array("\\\"\\".utf8),
        [0xFF, 0x00, 0x80], Array("käse".utf8), Array(repeating: 0x41, count: 4000),
        Array("\"tombstone\":true}".utf8),
    ]

    static func suffix(_ key: [UInt8]?, _ body: MessageParts.Body, time: Instant?) throws -> [UInt8] {
        var out = ByteBuffer()
        let none = HeaderList()
        guard let key else {
            _ = try LineSuffix.compose(
                MessageParts(body: body, contentType: .formDefault, eventTime: time), headers: none,
                into: &out)
            return out.bytes.array
        }
        try key.withByteView { bytes in
            _ = try LineSuffix.compose(
                MessageParts(body: body, contentType: .formDefault, key: bytes, eventTime: time),
                headers: none, into: &out)
        }
        return out.bytes.array
    }

    @Test(arguments: keys, [nil, Instant(milliseconds: 1_763_805_600_123)])
    func `the key found is the key composed`(key: [UInt8]?, time: Instant?) throws {
        let line = try Self.suffix(key, .text(ByteView("\"key\":\"x\"")), time: time)
        var scratch = ByteBuffer()
        let found = line.withByteView { LineKey(of: $0)?.withBytes(&scratch) { $0.array } }
        #expect(found == key)
        #expect(!line.withByteView { LineKey.isTombstone($0) })
    }

    @Test(arguments: keys.compactMap { $0 })
    func `a tombstone is told by its end`(key: [UInt8]) throws {
        let line = try Self.suffix(key, .tombstone, time: nil)
        #expect(line.withByteView { LineKey.isTombstone($0) })
    }

    @Test(arguments: [
        "{\"tombstone\":true}", "\"tombstone\"", "true", "[{\"tombstone\":true}]", "{\"a\":\"tombstone\"}",
    ])
    func `a value that looks like a tombstone is none`(value: String) throws {
        let line = try value.withByteView { bytes in
            try Self.suffix([0x61], .value(bytes, hasBreaks: false), time: nil)
        }
        #expect(!line.withByteView { LineKey.isTombstone($0) })
    }

    @Test func `a hash of a suffix is the hash of its key`() throws {
        let hasher = KeyHasher(key: SipHash.Key(low: 3, high: 4))
        var scratch = ByteBuffer()
        for key in Self.keys.compactMap({ $0 }) {
            let plain = key.withByteView { hasher.hash($0) }
            let value = try Self.suffix(key, .text(ByteView("x")), time: nil)
            #expect(value.withByteView { hasher.hash(ofSuffix: $0, &scratch) } == plain)
            let tombstone = try Self.suffix(key, .tombstone, time: nil)
            #expect(tombstone.withByteView { hasher.hash(ofSuffix: $0, &scratch) } == plain.ofTombstone)
        }
        let keyless = try Self.suffix(nil, .text(ByteView("x")), time: nil)
        #expect(!keyless.withByteView { hasher.hash(ofSuffix: $0, &scratch) }.hasKey)
    }
}
