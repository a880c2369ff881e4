import Base
import HTTPWire
import Testing

@Suite struct RequestHeadTests {
    @Test func `known fields are found in any case, the first of several`() throws {
        let text = "GET / HTTP/1.1\r\nHOST: h\r\naccept: a\r\nAccept: b\r\nIf-None-Match: *\r\n\r\n"
        try withHead(text) { head, bytes in
            #expect(head.value(.host, in: bytes)?.string == "h")
            #expect(head.value(.accept, in: bytes)?.string == "a")
            #expect(head.value(.ifNoneMatch, in: bytes)?.string == "*")
            #expect(head.value(.origin, in: bytes) == nil)
        }
    }

    @Test func `every known field is known by its own name`() {
        for field in KnownField.allCases {
            #expect(KnownField(ByteView(field.name)) == field)
            #expect(KnownField(ByteView(field.name).dropping(1)) != field)
            let upper = ByteView(field.name).string.uppercased()
            #expect(upper.withByteView { KnownField($0) } == field)
        }
        #expect(KnownField(ByteView("content_length")) == nil)
    }

    @Test func `other fields are found by name`() throws {
        try withHead("GET / HTTP/1.1\r\nHost: h\r\nMartlet-Key: 42\r\nX: \r\n\r\n") { head, bytes in
            #expect(head.value(named: "martlet-key", in: bytes)?.string == "42")
            #expect(head.value(named: "x", in: bytes)?.isEmpty == true)
            #expect(head.value(named: "martlet-ke", in: bytes) == nil)
            #expect(head.fieldCount == 3)
        }
    }

    @Test func `a head is filled anew for each request`() {
        var parser = RequestParser()
        var head = RequestHead()
        let first = Array(
            "POST /a?b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n".utf8)
        let second = Array("GET /c HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
        #expect(first.withByteView { parser.parse($0, into: &head) } == .head(first.count))
        #expect(head.framing == .chunked)
        #expect(head.keepAlive == false)
        head.release()
        #expect(second.withByteView { parser.parse($0, into: &head) } == .head(second.count))
        #expect(head.framing == .none)
        #expect(head.keepAlive == true)
        #expect(head.method == .get)
        second.withByteView { bytes in
            #expect(head.path(in: bytes) == "/c")
            #expect(head.query(in: bytes).isEmpty)
            #expect(head.value(.connection, in: bytes) == nil)
            #expect(bytes[head.targetRange] == "/c")
        }
    }

    @Test func `a parser says whether it is within a head`() {
        var parser = RequestParser()
        var head = RequestHead()
        #expect(!parser.isWithinHead)
        #expect(Array("GET".utf8).withByteView { parser.parse($0, into: &head) } == .incomplete)
        #expect(parser.isWithinHead)
        parser.reset()
        #expect(!parser.isWithinHead)
    }

    private func withHead(_ text: String, _ body: (borrowing RequestHead, ByteView) -> Void) throws {
        var parser = RequestParser()
        var head = RequestHead()
        let bytes = Array(text.utf8)
        try #require(bytes.withByteView { parser.parse($0, into: &head) } == .head(bytes.count))
        bytes.withByteView { body(head, $0) }
    }
}
