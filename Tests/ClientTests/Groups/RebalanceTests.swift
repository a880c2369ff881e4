import TestSupport
import Testing

/// Who gets what while members, partitions and topics come and go.
@Suite struct RebalanceTests {
    private func owned(_ client: CurlClient, _ group: String = "g") throws -> [String: [Int]] {
        var owned: [String: [Int]] = [:]
        for member in try client.call("GET", "/v1/groups/\(group)/members")["members"]?.elements ?? [] {
            owned[member["member"]?.text ?? ""] = (member["owned"]?.elements ?? []).flatMap {
                ($0["partitions"]?.elements ?? []).compactMap(\.integer)
            }
        }
        return owned
    }

    @Test func `a partition moves when its batch is committed, not before`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", #"{"partitions":2}"#, status: 201)
        for partition in 0..<2 { try client.publish(5, to: "t", partition: partition) }
        let first = GroupMember(client, "g", "w1")
        #expect(try first.poll(#""topics":["t"]"#).places.count == 10)
        let second = GroupMember(server.client(), "g", "w2")
        #expect(try second.poll(#""topics":["t"]"#).places == [])
        #expect(try second.poll().places == [])
        let parked = try ParkedRequest(
            server.current.origin, "/v1/groups/g/poll", "POST",
            body: String(decoding: second.body(#""wait":"30s""#), as: UTF8.self))
        // The commit lets go, which wakes the new owner: nothing of the batch comes to it.
        try first.poll()
        for partition in 0..<2 { try client.publish(1, to: "t", partition: partition, from: 5) }
        let moved = try parked.answer().json().places
        let kept = try first.poll(#""wait":"10s""#).places
        #expect((moved + kept).sorted().map(\.offset) == [5, 5])
        #expect(Set((moved + kept).map(\.partition)) == [0, 1])
        withExtendedLifetime(server) {}
    }

    @Test func `what a silent member had goes to another once its time is over`() throws {
        let server = try LiveServer(["--dev"])
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", #"{"partitions":2}"#, status: 201)
        for partition in 0..<2 { try client.publish(5, to: "t", partition: partition) }
        let silent = GroupMember(client, "g", "w1")
        try silent.poll(#""topics":["t"]"#)
        let other = GroupMember(client, "g", "w2")
        #expect(try other.poll(#""topics":["t"]"#).places == [])
        try client.call("POST", "/v1/dev/clock:advance", #"{"by":"4m"}"#)
        #expect(try other.poll().places == [])
        try client.call("POST", "/v1/dev/clock:advance", #"{"by":"2m"}"#)
        #expect(try other.poll().places.count == 10)
        #expect(try silent.poll(status: 404).code == "member_not_found")
        withExtendedLifetime(server) {}
    }

    @Test func `new partitions, and topics that a pattern means, are read from their beginning`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/log.a", status: 201)
        try client.call("PUT", "/v1/groups/g", #"{"topics":["log.*"],"start":"latest"}"#, status: 201)
        try client.publish(3, to: "log.a")
        let member = GroupMember(client, "g", "w1")
        #expect(try member.poll().places.count == 3)
        try client.call("PATCH", "/v1/topics/log.a", #"{"partitions":2}"#)
        try client.publish(2, to: "log.a", partition: 1)
        try client.call("PUT", "/v1/topics/log.b", status: 201)
        try client.publish(1, to: "log.b")
        try client.call("PUT", "/v1/topics/other", status: 201)
        try client.publish(1, to: "other")
        var seen: [Place] = []
        while seen.count < 3 { seen += try member.poll(#""wait":"10s""#).places }
        #expect(
            seen.sorted() == [
                Place(topic: "log.a", partition: 1, offset: 0),
                Place(topic: "log.a", partition: 1, offset: 1),
                Place(topic: "log.b", partition: 0, offset: 0),
            ])
        withExtendedLifetime(server) {}
    }

    @Test func `partitions are shared out evenly, and come back when a member goes`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", #"{"partitions":6}"#, status: 201)
        for assignor in ["sticky", "range"] {
            let group = "g-\(assignor)"
            try client.call(
                "PUT", "/v1/groups/\(group)", #"{"topics":["t"],"assignor":"\#(assignor)"}"#, status: 201)
            let members = (1...3).map { GroupMember(client, group, "w\($0)") }
            for _ in 0..<2 { for member in members { try member.poll() } }
            #expect(try owned(client, group).values.map(\.count) == [2, 2, 2])
            if assignor == "range" {
                #expect(try owned(client, group) == ["w1": [0, 1], "w2": [2, 3], "w3": [4, 5]])
            }
            try client.call("DELETE", "/v1/groups/\(group)/members/w2", status: 204)
            for _ in 0..<2 { for member in [members[0], members[2]] { try member.poll() } }
            #expect(try owned(client, group).values.map(\.count) == [3, 3])
        }
        withExtendedLifetime(server) {}
    }

    @Test func `a stream ends when a partition is to move, and coming back commits it`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", #"{"partitions":2}"#, status: 201)
        try client.call("PUT", "/v1/groups/g", #"{"topics":["t"]}"#, status: 201)
        for partition in 0..<2 { try client.publish(3, to: "t", partition: partition) }
        let stream = try ParkedRequest(server.current.origin, "/v1/groups/g/members/w1/stream")
        let second = GroupMember(client, "g", "w2")
        #expect(try second.poll().places == [])
        let events = try stream.answer()
        #expect(events.text.hasSuffix("retry: 100\n\n"))
        let last = try #require(events.lines().last { $0.starts(with: Array("id: ".utf8)) })
        let seen = String(decoding: last.dropFirst(4), as: UTF8.self)
        _ = try client.send(
            "GET", "/v1/groups/g/members/w1/stream?last_event_id=\(seen)",
            enough: { String(decoding: $0, as: UTF8.self).contains("id: ") })
        for partition in 0..<2 { try client.publish(1, to: "t", partition: partition, from: 3) }
        #expect(try second.poll(#""wait":"10s""#).places.map(\.offset) == [3])
        withExtendedLifetime(server) {}
    }

    @Test func `a member by hand is told what to let go of, and does by committing or by a heartbeat`() throws
    {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", #"{"partitions":3}"#, status: 201)
        for partition in 0..<3 { try client.publish(3, to: "t", partition: partition) }
        func join(_ name: String) throws -> JSONTree {
            try client.call(
                "POST", "/v1/groups/g/members", "{\"member\":\"\(name)\",\"topics\":[\"t\"]}", status: 201)
        }
        let first = try #require(try join("w1")["epoch"]?.integer)
        #expect(try join("w2")["positions"]?.elements == [])
        func heartbeat(_ members: String = "") throws -> JSONTree {
            try client.call(
                "POST", "/v1/groups/g/members/w1/heartbeat", "{\"epoch\":\(first)\(members)}")
        }
        let revoked = try heartbeat()["revoked"]?[0]?["partitions"]?[0]?.integer
        let partition = try #require(revoked)
        try client.call(
            "POST", "/v1/groups/g/offsets",
            #"{"member":"w1","epoch":\#(first),"offsets":[{"topic":"t","partition":\#(partition),"offset":2}]}"#
        )
        #expect(try owned(client)["w2"] == [partition])
        #expect(try join("w3")["positions"]?.elements == [])
        #expect(try heartbeat()["revoked"] != nil)
        #expect(try heartbeat(#","owned":[]"#)["revoked"] == nil)
        #expect(try owned(client).values.map(\.count) == [1, 1, 1])
        withExtendedLifetime(server) {}
    }

    @Test func `a hundred members have their shares after two polls each`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", #"{"partitions":256}"#, status: 201)
        let lines = (0..<2_000).map { "{\"key\":\"\($0)\",\"value\":1}\n" }.joined()
        let stored = try client.send(
            "POST", "/v1/topics/t/messages:batch", body: Array(lines.utf8),
            fields: ["Content-Type: application/x-ndjson"])
        #expect(stored.status == 201)
        let members = (0..<100).map { GroupMember(client, "g", "w\($0)") }
        var seen: [Place] = []
        // The first has everything to itself, and has it in its hands while the others come.
        for member in members { seen += try member.poll(#""topics":["t"]"#).places }
        for _ in 0..<2 { for member in members { seen += try member.poll().places } }
        #expect(try Set(owned(client).values.map(\.count)) == [2, 3])
        #expect(try owned(client).values.flatMap(\.self).sorted() == Array(0..<256))
        for member in members { seen += try member.poll().places }
        #expect(Set(seen).count == 2_000)
        #expect(seen.count == 2_000, "what was committed came again")
        withExtendedLifetime(server) {}
    }

    @Test func `a paused group hands out nothing, and goes on where it was`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", status: 201)
        let member = GroupMember(client, "g", "w1")
        try member.poll(#""topics":["t"]"#)
        #expect(try client.call("POST", "/v1/groups/g/pause")["paused"] == .boolean(true))
        try client.publish(2, to: "t")
        #expect(try member.poll()["paused"] == .boolean(true))
        let parked = try ParkedRequest(
            server.current.origin, "/v1/groups/g/poll", "POST",
            body: String(decoding: member.body(#""wait":"30s""#), as: UTF8.self))
        #expect(try client.call("POST", "/v1/groups/g/resume")["paused"] == .boolean(false))
        #expect(try parked.answer().json().places.map(\.offset) == [0, 1])
        withExtendedLifetime(server) {}
    }

    @Test func `deleting a group ends the polls that wait, and an ephemeral one goes with its last member`()
        throws
    {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", status: 201)
        let member = GroupMember(client, "g", "w1")
        try member.poll(#""topics":["t"]"#)
        let parked = try ParkedRequest(
            server.current.origin, "/v1/groups/g/poll", "POST",
            body: String(decoding: member.body(#""wait":"30s""#), as: UTF8.self))
        try client.call("DELETE", "/v1/groups/g", status: 204)
        #expect(try parked.answer().json().code == "group_not_found")
        try client.call("PUT", "/v1/groups/e", #"{"topics":["t"],"ephemeral":true}"#, status: 201)
        try GroupMember(client, "e", "w1").poll()
        try client.call("DELETE", "/v1/groups/e/members/w1", status: 204)
        try client.call("GET", "/v1/groups/e", status: 404)
        withExtendedLifetime(server) {}
    }
}
