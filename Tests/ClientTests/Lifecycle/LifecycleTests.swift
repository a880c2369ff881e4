import Glibc
import TestSupport
import Testing

/// Starting, stopping and sharing a folder, as whoever runs it meets them.
@Suite(.serialized) struct LifecycleTests {
    @Test func `SIGTERM answers a parked poll with nothing and ends with 0`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t").status == 201)
        let parked = try ParkedRequest(server.current.origin, "/v1/topics/t/messages?from=latest&wait=30s")
        let begun = time(nil)
        server.process.signal(SIGTERM)
        let answer = try parked.answer()
        #expect(answer.status == 200)
        #expect(try answer.json()["messages"]?.elements == [])
        #expect(server.process.waitForExit(within: 10) == .code(0))
        #expect(time(nil) - begun <= 5)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `what was stored is there after a clean stop`(signal: Int32) throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t").status == 201)
        let stored = try client.send("POST", "/v1/topics/t/messages", body: Array("one\n".utf8))
        #expect(stored.status == 201)
        server.process.signal(signal)
        #expect(server.process.waitForExit(within: 10) == .code(0))
        try server.restart()
        let read = try server.client().send("GET", "/v1/topics/t/partitions/0/messages/0?raw=true")
        #expect(read.text == "one\n")
    }

    @Test func `a second process on the same folder is refused and told the first one's pid`() throws {
        let server = try LiveServer()
        let second = try ChildProcess(
            MartletProcess.binary,
            ["serve", "--listen", "127.0.0.1:0", "--data", server.folder.path + "/data"])
        let exit = second.waitForExit(within: 10)
        #expect(exit != nil && exit != .code(0))
        #expect(second.errors.contains("\(server.process.pid)"), "\(second.errors)")
        #expect(try server.client().send("GET", "/livez").status == 200)
    }

    @Test func `a killed process leaves no lock behind`() throws {
        let server = try LiveServer()
        try server.crashAndRestart()
        #expect(try server.client().send("GET", "/livez").status == 200)
    }

    @Test func `health says whether it is ready`() throws {
        let server = try LiveServer()
        let well = try ChildProcess(MartletProcess.binary, ["health", "--url", server.current.origin])
        #expect(well.waitForExit() == .code(0))
        server.process.signal(SIGKILL)
        #expect(server.process.waitForExit() == .signal(SIGKILL))
        let gone = try ChildProcess(MartletProcess.binary, ["health", "--url", server.current.origin])
        #expect(gone.waitForExit() == .code(1))
    }
}
