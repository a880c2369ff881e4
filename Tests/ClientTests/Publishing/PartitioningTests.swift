import TestSupport
import Testing

/// Which partition a message goes to, and publishing only where one expects to.
@Suite(.serialized) struct PartitioningTests {
    private let server: LiveServer
    private let client: CurlClient
    private let path = "/v1/topics/t/messages"

    init() throws {
        server = try LiveServer()
        client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t", body: Array(#"{"partitions":3}"#.utf8)).status == 201)
    }

    private func publish(_ options: String) throws -> CurlClient.Answer {
        try client.send("POST", path + options, body: Array("1".utf8))
    }

    private func counts() throws -> [Int] {
        try client.send("GET", "/v1/topics/t/offsets").json()["partitions"]?.elements.compactMap {
            $0["latest"]?.integer
        } ?? []
    }

    @Test func `without a key messages and batches go round fairly`() throws {
        for _ in 0..<31 { #expect(try publish("").status == 201) }
        let single = try counts()
        #expect(single.sorted() == [10, 10, 11])
        for _ in 0..<10 {
            let batch = try client.send(
                "POST", path + ":batch", body: Array("a\nb\nc\nd\n".utf8),
                fields: ["Content-Type: text/plain"])
            #expect(try batch.json()["partitions"]?.elements.count == 1)
        }
        let gained = zip(try counts(), single).map { ($0 - $1) / 4 }
        #expect(gained.sorted() == [3, 3, 4])
    }

    @Test func `a partition that is named wins over the key, and must be there`() throws {
        #expect(try publish("?key=a&partition=2").json()["partition"]?.integer == 2)
        #expect(try publish("?key=a&partition=1").json()["partition"]?.integer == 1)
        let missing = try publish("?partition=3")
        #expect(missing.status == 404)
        #expect(try missing.json()["code"]?.text == "partition_not_found")
    }

    @Test func `an expected offset that is not the next is refused, and says which is`() throws {
        #expect(try publish("?partition=0&expected_offset=0").status == 201)
        let late = try publish("?partition=0&expected_offset=0")
        #expect(late.status == 412)
        #expect(try late.json()["code"]?.text == "expected_offset_mismatch")
        #expect(try late.json()["actual"]?.integer == 1)
        #expect(try publish("?expected_offset=1").status == 400)
        #expect(try counts() == [1, 0, 0])
    }
}
