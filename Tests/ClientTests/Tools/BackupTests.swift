import Glibc
import TestSupport
import Testing

/// Copies of a directory that is being served.
@Suite(.serialized) struct BackupTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer()
        client = server.client()
        for place in ["/v1/topics/t", "/v1/topics/few", "/v1/queues/q"] {
            #expect(try client.send("PUT", place, body: Array("{}".utf8)).status == 201)
        }
    }

    private var data: String { server.folder.path + "/data" }
    private var backup: String { server.folder.path + "/backup" }

    /// Messages for all three; those of the first are enough for a piece.
    private func publish(_ round: Int) throws {
        let lines = (0..<1500).map { #"{"text":"message \#($0) of round \#(round), of some length"}"# + "\n" }
        for place in ["topics/t", "queues/q"] {
            let answer = try client.send(
                "POST", "/v1/\(place)/messages:batch", body: Array(lines.joined().utf8),
                fields: ["Content-Type: application/x-ndjson"])
            #expect(answer.status == 201, "\(answer.text)")
        }
        #expect(
            try client.send("POST", "/v1/topics/few/messages", body: Array("\(round)".utf8)).status == 201)
    }

    private func lines(_ topic: String, _ client: CurlClient) throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        while true {
            let answer = try client.send(
                "GET", "/v1/topics/\(topic)/messages?max=1000&from=offset:\(lines.count)",
                fields: ["Accept: application/x-ndjson"])
            #expect(answer.status == 200, "\(answer.text)")
            let more = answer.lines()
            if more.isEmpty || answer.status != 200 { return lines }
            lines += more
        }
    }

    @Test func `what is restored is what was there when the backup was made`() throws {
        try publish(1)
        #expect(try client.send("POST", "/v1/checkpoints").status == 201)
        try publish(2)
        let first = try Tool("backup", "--data", data, "--to", backup, "--server", server.current.origin)
        #expect(first.code == 0, "\(first.errors)")
        try publish(3)
        // Without a checkpoint the journal behind the snapshot is what holds them.
        let second = try Tool("backup", "--data", data, "--to", backup, "--server", "http://127.0.0.1:1")
        #expect(second.code == 2)
        let third = try Tool("backup", "--data", data, "--to", backup, "--json", "--verify")
        #expect(third.code == 0, "\(third.errors)")
        #expect(third.output.contains(#""kept_files":"#) && !third.output.contains(#""kept_files":0"#))
        let expected = try (lines("t", client), lines("few", client))
        #expect(expected.0.count == 4500 && expected.1.count == 3)
        try publish(4)

        let restored = server.folder.path + "/restored"
        let restore = try Tool("restore", "--from", backup, "--data", restored)
        #expect(restore.code == 0, "\(restore.errors)")
        #expect(try Tool("inspect", restored, "verify").code == 0)
        let other = try MartletProcess(folder: restored)
        let copy = CurlClient(other.origin)
        while try copy.send("GET", "/readyz").status != 200 { poll(nil, 0, 10) }
        #expect(try lines("t", copy) == expected.0)
        #expect(try lines("few", copy) == expected.1)
        #expect(try copy.send("GET", "/v1/queues/q/stats").json()["ready"]?.integer == 4500)
        let more = try copy.send("POST", "/v1/topics/t/messages", body: Array("more".utf8))
        #expect(try more.json()["offset"]?.integer == 4500)
    }

    @Test func `a directory is restored into nothing but a new one`() throws {
        try publish(1)
        #expect(
            try Tool("backup", "--data", data, "--to", backup, "--server", server.current.origin).code == 0)
        #expect(try Tool("restore", "--from", backup, "--data", data).code == 2)
        #expect(try Tool("serve", "--listen", "127.0.0.1:0", "--data", backup).code != 0)
        #expect(try Tool("backup", "--data", backup, "--to", backup + "2").code == 2)
        #expect(try Tool("backup", "--data", data, "--to", data).code == 2)
    }

    @Test func `a restore stops at the first wrong byte of a backup`() throws {
        try publish(1)
        #expect(
            try Tool("backup", "--data", data, "--to", backup, "--server", server.current.origin).code == 0)
        let folder = backup + "/shards/0/logs/0"
        let name = try #require(FileBytes.names(in: folder).first { $0.hasSuffix(".gz") })
        var bytes = try #require(FileBytes.read(folder + "/" + name))
        bytes[500] ^= 4
        try FileBytes.write(bytes, to: folder + "/" + name)
        let restored = server.folder.path + "/restored"
        let restore = try Tool("restore", "--from", backup, "--data", restored)
        #expect(restore.code == 2)
        #expect(restore.errors.contains("damaged at byte 500"), "\(restore.errors)")
        #expect(try Tool("serve", "--listen", "127.0.0.1:0", "--data", restored).code != 0)
    }
}
