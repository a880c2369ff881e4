import Glibc
import TestSupport
import Testing

/// Looking into a directory, and mending it.
@Suite(.serialized) struct InspectTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer()
        client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t", body: Array("{}".utf8)).status == 201)
        #expect(try client.send("PUT", "/v1/topics/few", body: Array("{}".utf8)).status == 201)
    }

    private var data: String { server.folder.path + "/data" }

    private func publish(_ count: Int, _ topic: String = "t") throws {
        let lines = (0..<count).map { #"{"text":"message \#($0), and some more of it"}"# + "\n" }
        let answer = try client.send(
            "POST", "/v1/topics/\(topic)/messages:batch", body: Array(lines.joined().utf8),
            fields: ["Content-Type: application/x-ndjson"])
        #expect(answer.status == 201, "\(answer.text)")
    }

    private func flip(_ path: String, _ byte: Int) throws {
        var bytes = try #require(FileBytes.read(path))
        bytes[byte] ^= 0x20
        try FileBytes.write(bytes, to: path)
    }

    private func kill() throws {
        server.process.signal(SIGKILL)
        #expect(server.process.waitForExit() != nil)
    }

    @Test func `a served directory is shown and is sound`() throws {
        try publish(3000)
        #expect(try client.send("POST", "/v1/checkpoints").status == 201)
        try publish(10)
        let overview = try Tool("inspect", data)
        #expect(overview.code == 0)
        #expect(overview.output.contains("topic t/0") && overview.output.contains("a server runs"))
        let verify = try Tool("inspect", data, "verify", "--json")
        #expect(verify.code == 0 && verify.output.contains(#""sound":true"#), "\(verify.output)")
        #expect(try Tool("inspect", data, "log", "t/0").output.contains(#""text":"message 0, and"#))
        let block = try Tool("inspect", data, "block", "t/0", "2999")
        #expect(block.code == 0 && block.output.contains("offsets"), "\(block.errors)")
        #expect(try Tool("inspect", data, "frame", "1").output.contains("shardOpened"))
        #expect(try Tool("inspect", data, "--repair", "--yes").code == 2)
        #expect(try Tool("inspect", data + "/nowhere").code == 2)
    }

    @Test func `a damaged journal stops the start, which names the command that mends it`() throws {
        for _ in 0..<5 { try publish(2, "few") }
        try kill()
        let journal = data + "/shards/0/journal/0000000001.journal"
        let verified = try Tool("inspect", data, "frame", "5")
        let line = try #require(verified.output.split(separator: "\n").first { $0.hasPrefix("byte") })
        let byte = try #require(Int(line.split(separator: " ").last ?? ""))
        try flip(journal, byte + 90)
        let start = try Tool("serve", "--listen", "127.0.0.1:0", "--data", data)
        #expect(start.code != 0 && start.errors.contains("martlet inspect \(data) verify"), "\(start.errors)")
        let verify = try Tool("inspect", data, "verify")
        #expect(verify.code == 1 && verify.output.contains("first bad byte: \(journal): \(byte + 90)"))
        #expect(try Tool("inspect", data, "--repair").code == 1)
        let repair = try Tool("inspect", data, "--repair", "--yes")
        #expect(repair.code == 0, "\(repair.output)")
        #expect(repair.output.contains("of topic few/0"))
        try server.restart()
        let left = try server.client().send(
            "GET", "/v1/topics/few/messages", fields: ["Accept: application/x-ndjson"])
        #expect(left.status == 200)
        #expect(left.lines().count < 10 && left.lines().count % 2 == 0)
    }

    @Test func `a damaged block is left out, and all other messages stay`() throws {
        try publish(3000)
        #expect(try client.send("POST", "/v1/checkpoints").status == 201)
        try kill()
        let folder = data + "/shards/0/logs/0"
        let name = try #require(FileBytes.names(in: folder).last { $0.hasSuffix(".gz") })
        try flip(folder + "/" + name, 900)
        let verify = try Tool("inspect", data, "verify")
        #expect(verify.output.contains("first bad byte: \(folder)/\(name): 900"), "\(verify.output)")
        let repair = try Tool("inspect", data, "--repair", "--yes")
        #expect(repair.code == 0, "\(repair.output) \(repair.errors)")
        #expect(try Tool("inspect", data, "verify").code == 0)
        try server.restart()
        var offsets: [Int] = []
        while true {
            let from = offsets.last.map { $0 + 1 } ?? 0
            let page = try server.client().send("GET", "/v1/topics/t/messages?max=1000&from=offset:\(from)")
            let found = try page.json()["messages"]?.elements ?? []
            if found.isEmpty { break }
            offsets += try found.map { try #require($0["offset"]?.integer) }
        }
        #expect(offsets.last == 2999 && offsets.count > 1000 && offsets.count < 3000)
        #expect(offsets == offsets.sorted())
    }

    @Test func `a lost index is made anew, and nothing is lost`() throws {
        try publish(3000)
        #expect(try client.send("POST", "/v1/checkpoints").status == 201)
        try kill()
        let folder = data + "/shards/0/logs/0"
        let name = try #require(FileBytes.names(in: folder).last { $0.hasSuffix(".gz") })
        let index = folder + "/" + name.replacing(".ndjson.gz", with: ".index")
        let before = FileBytes.read(index)
        remove(index)
        #expect(try Tool("inspect", data, "verify").code == 1)
        let rebuild = try Tool("inspect", data, "--rebuild-index", folder + "/" + name)
        #expect(rebuild.code == 0, "\(rebuild.output) \(rebuild.errors)")
        #expect(FileBytes.read(index) == before)
        #expect(try Tool("inspect", data, "verify").code == 0)
    }
}
