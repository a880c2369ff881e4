import TestSupport
import Testing

/// Offsets by hand: committed, restored, put elsewhere, kept under names.
@Suite struct GroupOffsetsTests {
    private func offsets(_ client: CurlClient) throws -> [Int?] {
        try client.call("GET", "/v1/groups/g/offsets")["offsets"]?.elements.map { $0["offset"]?.integer }
            ?? []
    }

    /// A client of a group that has read 4 of 10 messages in each of two partitions.
    private func setUp(_ server: LiveServer) throws -> (client: CurlClient, member: GroupMember) {
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", #"{"partitions":2}"#, status: 201)
        for partition in 0..<2 { try client.publish(10, to: "t", partition: partition) }
        let member = GroupMember(client, "g", "w1")
        try member.poll(#""topics":["t"],"max":4"#)
        try member.poll(#""max":4"#)
        try member.poll(#""max":1"#)
        #expect(try offsets(client) == [4, 4])
        return (client, member)
    }

    @Test func `a member by hand commits with metadata, and that survives a crash`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", status: 201)
        try client.publish(10, to: "t")
        let joined = try client.call(
            "POST", "/v1/groups/g/members", #"{"member":"w1","topics":["t"]}"#, status: 201)
        let epoch = try #require(joined["epoch"]?.integer)
        #expect(joined["positions"]?[0]?["offset"]?.integer == 0)
        let committed = try client.call(
            "POST", "/v1/groups/g/offsets",
            #"{"member":"w1","epoch":\#(epoch),"offsets":[{"topic":"t","partition":0,"offset":7,"metadata":"ü"}]}"#
        )
        #expect(committed["committed"]?.integer == 1)
        try server.crashAndRestart()
        let again = server.client()
        let held = try again.call("POST", "/v1/groups/g/members/w1/heartbeat", #"{"epoch":\#(epoch)}"#)
        #expect(held["positions"]?[0]?["offset"]?.integer == 7)
        #expect(try again.call("GET", "/v1/groups/g/offsets")["offsets"]?[0]?["metadata"]?.text == "ü")
        // It may poll as well.
        let polled = try again.call("POST", "/v1/groups/g/poll", #"{"member":"w1","epoch":\#(epoch)}"#)
        #expect(polled.places.first?.offset == 7)
        #expect(try again.call("GET", "/v1/groups/g/members")["members"]?[0]?["made_by"]?.text == "hand")
        try again.call("DELETE", "/v1/groups/g/members/w1?epoch=\(epoch)", status: 204)
        #expect(try again.call("GET", "/v1/groups/g/members")["members"]?.elements == [])
    }

    @Test func `a reset goes where it says, and a dry run nowhere`() throws {
        let server = try LiveServer()
        let (client, member) = try setUp(server)
        for (to, expected) in [
            ("latest", [10, 10]), ("offset:6", [6, 6]), ("shift:-2", [4, 4]), ("shift:100", [10, 10]),
            ("time:2001-01-01T00:00:00Z", [0, 0]), ("shift:+3", [3, 3]), ("shift:-9", [0, 0]),
        ] {
            let before = try offsets(client)
            let dry = try client.call(
                "POST", "/v1/groups/g/offsets:reset?dry_run=true", #"{"to":"\#(to)"}"#)
            #expect(dry["offsets"]?.elements.map { $0["to"]?.integer } == expected, "\(to)")
            #expect(dry["offsets"]?.elements.map { $0["from"]?.integer } == before, "\(to)")
            #expect(try offsets(client) == before)
            try client.call("POST", "/v1/groups/g/offsets:reset", #"{"to":"\#(to)"}"#)
            #expect(try offsets(client) == expected, "\(to)")
        }
        // What the member has in its hands is not committed any more.
        let places = try member.poll().places
        #expect(places.count == 20)
        #expect(try offsets(client) == [0, 0])
        withExtendedLifetime(server) {}
    }

    @Test func `a parked member goes back at once when the offsets are put back`() throws {
        let server = try LiveServer()
        let (client, member) = try setUp(server)
        try member.poll()
        let parked = try ParkedRequest(
            server.current.origin, "/v1/groups/g/poll", "POST",
            body: String(decoding: member.body(#""wait":"30s""#), as: UTF8.self))
        try client.call("POST", "/v1/groups/g/offsets:reset", #"{"to":"offset:8"}"#)
        #expect(try parked.answer().json().places.map(\.offset) == [8, 9, 8, 9])
        withExtendedLifetime(server) {}
    }

    @Test func `offsets go back to what was shown, and to what was kept under a name`() throws {
        let server = try LiveServer()
        let (client, member) = try setUp(server)
        let shown = try client.send("GET", "/v1/groups/g/offsets").text
        try client.call("PUT", "/v1/groups/g/snapshots/before", #"{}"#)
        try member.poll()
        try member.poll()
        #expect(try offsets(client) == [10, 10])
        try client.call("POST", "/v1/groups/g/offsets:reset", shown)
        #expect(try offsets(client) == [4, 4])
        try client.call("POST", "/v1/groups/g/offsets:reset", #"{"to":"latest"}"#)
        try server.crashAndRestart()
        let again = server.client()
        #expect(try again.call("GET", "/v1/groups/g/snapshots")["snapshots"]?[0]?["name"]?.text == "before")
        try again.call("POST", "/v1/groups/g/offsets:reset", #"{"to":"snapshot:before"}"#)
        #expect(try offsets(again) == [4, 4])
        // Without members what was shown can be sent back as it is.
        try again.call("DELETE", "/v1/groups/g/members/w1", status: 204)
        try again.call("POST", "/v1/groups/g/offsets:reset", #"{"to":"earliest"}"#)
        try again.call("POST", "/v1/groups/g/offsets", shown)
        #expect(try offsets(again) == [4, 4])
        try again.call("DELETE", "/v1/groups/g/snapshots/before", status: 204)
        try again.call("GET", "/v1/groups/g/snapshots/before", status: 404)
    }
}
