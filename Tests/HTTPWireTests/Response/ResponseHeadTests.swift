import Base
import HTTPWire
import Testing

@Suite struct ResponseHeadTests {
    @Test func `a head is written part by part`() {
        let head = written { output in
            ResponseHead.begin(.created, date: ByteView("Sun, 06 Nov 1994 08:49:37 GMT"), into: &output)
            ResponseHead.contentType(.json, into: &output)
            ResponseHead.field("Location", "/v1/topics/a", into: &output)
            ResponseHead.contentLength(120, into: &output)
            ResponseHead.connection(.closing, into: &output)
            ResponseHead.end(into: &output)
        }
        #expect(
            head == """
                HTTP/1.1 201 Created\r
                Date: Sun, 06 Nov 1994 08:49:37 GMT\r
                Content-Type: application/json\r
                Location: /v1/topics/a\r
                Content-Length: 120\r
                Connection: close\r
                \r

                """)
    }

    @Test func `a value cannot start a line of its own`() {
        "a\r\nSet-Cookie: b\0\tc\u{7f}".withByteView { value in
            let field = written { ResponseHead.field("X", value, into: &$0) }
            #expect(field == "X: a  Set-Cookie: b \tc \r\n")
        }
    }

    @Test func `connection is named where the default does not hold`() {
        #expect(written { ResponseHead.connection(.implied, into: &$0) } == "")
        #expect(written { ResponseHead.connection(.announced, into: &$0) } == "Connection: keep-alive\r\n")
    }

    @Test func `continue is an answer without fields`() {
        #expect(written { ResponseHead.writeContinue(into: &$0) } == "HTTP/1.1 100 Continue\r\n\r\n")
    }
}
