import Glibc
import TestSupport
import Testing

/// `martlet publish` and `martlet tail` against a real server.
@Suite(.serialized) struct PublishAndTailTests {
    private let server: LiveServer

    init() throws {
        server = try LiveServer()
        #expect(try run("topic", "create", "t").code == 0)
    }

    private func run(_ words: String...) throws -> Tool { try Tool(words + there) }

    private var there: [String] { ["--url", server.current.origin] }

    /// What `tail` shows behind the time.
    private func shown(_ words: String...) throws -> [String] {
        let tail = try Tool(["tail", "t", "--from", "earliest"] + words + there)
        #expect(tail.code == 0, "\(tail.errors)")
        return tail.output.split(separator: "\n").map { line in
            line.split(separator: " ").enumerated().filter { $0.offset != 1 }.map(\.element)
                .joined(separator: " ")
        }
    }

    @Test func `arguments are published and shown`() throws {
        let published = try run("publish", "t", #"{"total":12.5}"#, "hello", "--key", "k", "--header", "a=1")
        #expect(published.output == "2 messages stored: t/0 at 0…1")
        #expect(try shown("--no-follow") == [#"0/0 k {"total":12.5}"#, "0/1 k hello"])
        #expect(try shown("--max", "1") == [#"0/0 k {"total":12.5}"#])
        let json = try run("tail", "t", "--no-follow", "--json", "--from", "offset:1")
        #expect(json.output.hasSuffix(#""key":"k","headers":{"a":"1"},"text":"hello"}"#), "\(json.output)")
    }

    @Test func `lines of a file are all stored in order`() throws {
        let path = server.folder.path + "/lines"
        let lines = (0..<12_000).map { "line\($0)" }
        try FileBytes.write(Array(lines.joined(separator: "\n").utf8), to: path)
        #expect(
            try run("publish", "t", "--file", path).output == "12,000 messages stored: t/0 at 0…11999")
        #expect(try shown("--no-follow").map { $0.split(separator: " ").last.map(String.init) } == lines)
    }

    @Test func `lines are stored once each though the server is killed meanwhile`() throws {
        let script = #"for i in $(seq 1 200); do echo line$i; sleep 0.01; done | "$0" publish t --url "$1""#
        let shell = try ChildProcess("/bin/sh", ["-c", script, MartletProcess.binary, server.current.origin])
        let address = String(server.current.origin.dropFirst("http://".count))
        while try server.client().send("GET", "/v1/topics/t/offsets").text.contains(#""latest":0"#) {}
        server.process.signal(SIGKILL)
        #expect(server.process.waitForExit() != nil)
        let again = try ChildProcess(
            MartletProcess.binary, ["serve", "--listen", address, "--data", server.folder.path + "/data"])
        #expect(again.nextLine()?.contains(address) == true)
        #expect(shell.waitForExit() == .code(0), "\(shell.errors)")
        #expect(shell.errors.contains("trying again"))
        #expect(
            try shown("--no-follow").map { $0.split(separator: " ").last.map(String.init) }
                == (1...200).map { "line\($0)" })
    }

    @Test func `lines of a pipe are stored, and a queue takes them too`() throws {
        #expect(try server.client().send("PUT", "/v1/queues/q").status == 201)
        let script = #"printf 'a\nb\n' | "$0" publish --queue q --url "$1""#
        let shell = try ChildProcess("/bin/sh", ["-c", script, MartletProcess.binary, server.current.origin])
        #expect(shell.nextLine() == "2 messages stored: q at 0…1")
        #expect(shell.waitForExit() == .code(0))
    }

    @Test func `a whole file is one message to the byte`() throws {
        let path = server.folder.path + "/bytes"
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        try FileBytes.write(bytes, to: path)
        #expect(try run("publish", "t", "--file", path, "--whole", "--content-type", "image/png").code == 0)
        let answer = try server.client().send("GET", "/v1/topics/t/partitions/0/messages/0?raw=true")
        #expect(answer.body == bytes)
    }

    @Test func `a refused publish says why and stores nothing`() throws {
        let refused = try run("publish", "nowhere", "x")
        #expect(refused.code == 1)
        #expect(refused.errors.hasPrefix("martlet: There is no topic \"nowhere\""), "\(refused.errors)")
        #expect(refused.errors.split(separator: "\n").count == 1)
        #expect(try run("publish", "t", "--file", "/nowhere").code == 1)
        #expect(try shown("--no-follow").isEmpty)
    }

    @Test func `a tail follows, and ends with 0 when it is interrupted`() throws {
        #expect(try run("publish", "t", "first").code == 0)
        let tail = try ChildProcess(
            MartletProcess.binary, ["tail", "t", "--from", "earliest", "--json"] + there)
        #expect(tail.nextLine()?.contains(#""text":"first""#) == true)
        #expect(try run("publish", "t", "second").code == 0)
        #expect(tail.nextLine()?.contains(#""text":"second""#) == true)
        tail.signal(SIGINT)
        #expect(tail.waitForExit() == .code(0))
        #expect(tail.errors == "")
    }

    @Test func `a tail goes on after a restart of the server, and shows nothing twice`() throws {
        #expect(try run("publish", "t", "first").code == 0)
        let tail = try ChildProcess(
            MartletProcess.binary, ["tail", "t", "--from", "earliest", "--json"] + there)
        #expect(tail.nextLine()?.contains(#""text":"first""#) == true)
        server.process.signal(SIGKILL)
        #expect(server.process.waitForExit() != nil)
        let address = server.current.origin.dropFirst("http://".count)
        let again = try ChildProcess(
            MartletProcess.binary,
            ["serve", "--listen", String(address), "--data", server.folder.path + "/data"])
        #expect(again.nextLine()?.contains(address) == true)
        #expect(try run("publish", "t", "second").code == 0)
        #expect(tail.nextLine()?.contains(#""text":"second""#) == true)
        tail.signal(SIGINT)
        #expect(tail.waitForExit() == .code(0))
        #expect(tail.errors.contains("trying again"))
    }

    @Test func `a tail ends when nobody reads it any more`() throws {
        #expect(try run("publish", "t", "first", "second").code == 0)
        let script = #"set -o pipefail; "$0" tail t --from earliest --url "$1" | head -n 1"#
        let shell = try ChildProcess(
            "/bin/bash", ["-c", script, MartletProcess.binary, server.current.origin])
        #expect(shell.nextLine()?.hasSuffix("first") == true)
        #expect(shell.waitForExit() == .code(0))
    }
}
