import Glibc
import TestSupport
import Testing

/// A data directory that may not grow, as one on a small disk.
@Suite(.serialized) struct DiskLimitTests {
    private static let limit = 200 << 20
    /// Lines that gzip makes nothing of.
    private static let body = {
        var random = SplitMix64(seed: 1)
        return (0..<(4 << 20)).map { _ in UInt8(33 + random.next() % 90) }
    }()

    private func publish(_ client: CurlClient, to topic: String) throws -> CurlClient.Answer {
        try client.send(
            "POST", "/v1/topics/\(topic)/messages", body: Self.body, fields: ["Content-Type: text/plain"])
    }

    /// Publishes until it is refused, at most a hundred times.
    private func fill(_ client: CurlClient, _ topic: String) throws -> CurlClient.Answer? {
        for _ in 0..<100 {
            let answer = try publish(client, to: topic)
            if answer.status != 201 { return answer }
        }
        return nil
    }

    @Test func `at its limit it takes no more messages but settles, reads, and goes on once there is room`()
        throws
    {
        let server = try LiveServer(["--disk-bytes-max", "\(Self.limit)"])
        let client = server.client()
        for path in ["/v1/topics/small", "/v1/topics/large", "/v1/queues/jobs"] {
            #expect(try client.send("PUT", path).status == 201)
        }
        #expect(try client.send("POST", "/v1/topics/small/messages", body: Array("one".utf8)).status == 201)
        #expect(try client.send("POST", "/v1/queues/jobs/messages", body: Array("job".utf8)).status == 201)
        let refusal = try #require(try fill(client, "large"))
        #expect(refusal.status == 507)
        #expect(try refusal.json()["code"]?.text == "disk_full")
        #expect(try refusal.json()["limit"]?.integer == Self.limit)

        let received = try client.send("POST", "/v1/queues/jobs/receive")
        let lease = try #require(try received.json()["messages"]?[0]?["lease"]?.text)
        #expect(try client.send("DELETE", "/v1/queues/jobs/leases/\(lease)").status == 200)
        let read = try client.send("GET", "/v1/topics/small/partitions/0/messages/0?raw=true")
        #expect(read.text == "one")
        #expect(bytes(in: server.folder.path) <= Self.limit + (64 << 20))

        #expect(try client.send("DELETE", "/v1/topics/large").status == 204)
        #expect(try client.send("POST", "/v1/checkpoints").status == 201)
        var status = 0
        for _ in 0..<100 where status != 201 {
            status = try client.send("POST", "/v1/topics/small/messages", body: Array("two".utf8)).status
            // The next journal file is made within half a second; there is nothing to be told by.
            if status != 201 { poll(nil, 0, 100) }
        }
        #expect(status == 201)
    }

    /// Bytes of all files below a folder.
    private func bytes(in folder: String) -> Int {
        FileBytes.names(in: folder).reduce(0) { sum, name in
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0 else { return sum }
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            return sum + (isFolder ? bytes(in: "\(folder)/\(name)") : Int(status.st_size))
        }
    }
}
