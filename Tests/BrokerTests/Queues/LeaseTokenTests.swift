import Base
import Broker
import Testing

struct LeaseTokenTests {
    private let tokens = LeaseTokens(shard: 7, key: SipHash.Key(low: 1, high: 2))
    private let token = LeaseToken(
        queue: EntityID(3), log: LogID(4), offset: Offset(1 << 52), generation: 5)

    private func text(_ token: LeaseToken, by tokens: LeaseTokens) -> String {
        var output = ByteBuffer()
        tokens.write(token, into: &output)
        return output.bytes.string
    }

    private func read(_ text: String, by tokens: LeaseTokens) throws(BrokerError) -> LeaseToken {
        try text.withByteView { view throws(BrokerError) in
            var scratch = ByteBuffer()
            return try tokens.read(view, scratch: &scratch)
        }
    }

    @Test func `a token is 44 characters that a URL may hold`() {
        let text = text(token, by: tokens)
        #expect(text.utf8.count == LeaseTokens.textBytes)
        #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    }

    @Test func `a token never changes its bytes`() {
        #expect(text(token, by: tokens) == "AQcAAAADAAAABAAAAAAAAAAAABAABQAAACVzpfhpxYuj")
    }

    @Test func `a token is read back`() throws {
        #expect(try read(text(token, by: tokens), by: tokens) == token)
    }

    @Test func `a token of another shard or another key is refused`() {
        let foreign = [
            LeaseTokens(shard: 8, key: SipHash.Key(low: 1, high: 2)),
            LeaseTokens(shard: 7, key: SipHash.Key(low: 1, high: 3)),
        ]
        for other in foreign {
            #expect(throws: BrokerError.badLease) { try read(text(token, by: other), by: tokens) }
        }
    }

    @Test func `a token with any other character is refused`() {
        let written = Array(text(token, by: tokens))
        for at in written.indices {
            for other: Character in ["A", "b", "_", "=", "+", " ", "é"] where written[at] != other {
                var forged = written
                forged[at] = other
                #expect(throws: BrokerError.badLease) { try read(String(forged), by: tokens) }
            }
        }
    }

    @Test func `a token of another length is refused`() {
        let written = text(token, by: tokens)
        for count in 0..<written.count {
            #expect(throws: BrokerError.badLease) { try read(String(written.prefix(count)), by: tokens) }
        }
        for more in ["A", "=", "AAAA"] {
            #expect(throws: BrokerError.badLease) { try read(written + more, by: tokens) }
        }
    }

    @Test func `an attempt has a number of its own, never 0`() {
        #expect(tokens.attempt(ByteView("a")) != tokens.attempt(ByteView("b")))
        #expect(tokens.attempt(.empty) != 0)
    }
}
