import Base
import HTTPWire
import Testing

@Suite struct AcceptedTypesTests {
    @Test(
        arguments: [
            ("", "application/json"), ("*/*", "application/json"),
            ("application/x-ndjson", "application/x-ndjson"), ("text/event-stream", "text/event-stream"),
            ("application/json;q=0.5, text/event-stream", "text/event-stream"),
            ("application/*;q=0.2, text/*;q=0.3", "text/event-stream"),
            ("text/html, */*;q=0.1", "application/json"), ("text/html", nil),
            ("*/*, application/json;q=0", "application/x-ndjson"),
            ("APPLICATION/X-NDJSON ; Q=1.000", "application/x-ndjson"),
            ("application/json;q=7, application/x-ndjson;q=0.001", "application/x-ndjson"),
            ("application/json;profile=\"a,b;q=0\"", "application/json"),
            (",,;q=1,text/event-stream", "text/event-stream"), ("application/", nil), ("/*", nil),
        ] as [(String, String?)])
    func `the heaviest offer is chosen, the first of equals`(field: String, choice: String?) {
        let offers: [MediaType] = [.json, .ndjson, .sse]
        #expect(field.withByteView { AcceptedTypes($0).preferred(offers)?.name.string } == choice)
    }

    @Test func `without the field the first offer is chosen`() {
        #expect(AcceptedTypes(nil).preferred([.sse, .json])?.name.string == "text/event-stream")
    }

    @Test func `weights are read in thousandths`() {
        let accepted = AcceptedTypes(ByteView("a/b;q=0.125, a/*;q=1.0, */*;q=0"))
        #expect(accepted.quality(of: .custom(ByteView("a/b"))) == 125)
        #expect(accepted.quality(of: .custom(ByteView("a/c; x=y"))) == 1000)
        #expect(accepted.quality(of: .json) == 0)
    }
}
