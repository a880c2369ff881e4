import TestSupport
import Testing

/// Consuming with a single call, as a user of curl meets it.
@Suite struct PollTests {
    private func places(_ topic: String, _ partition: Int, _ offsets: Range<Int>) -> [Place] {
        offsets.map { Place(topic: topic, partition: partition, offset: $0) }
    }

    @Test func `a poll joins, commits what is done, and goes on after a crash`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", status: 201)
        try client.publish(5, to: "t")
        let member = GroupMember(client, "g", "w1")
        #expect(try member.poll(#""topics":["t"],"max":2"#).places == places("t", 0, 0..<2))
        #expect(try member.poll(#""max":2"#).places == places("t", 0, 2..<4))
        try server.crashAndRestart()
        // The batch that was not committed comes again, whether the process is the same or a new one.
        let later = GroupMember(server.client(), "g", "w1")
        #expect(try later.poll().places == places("t", 0, 2..<5))
        #expect(try later.poll().places == [])
        #expect(try later.poll(#""wait":"10ms""#)["up_to_date"] == .boolean(true))
    }

    @Test func `a lost answer loses nothing`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", status: 201)
        try client.publish(4, to: "t")
        let member = GroupMember(client, "g", "w1")
        let first = try member.poll(#""topics":["t"],"max":2"#, keeps: true).places
        #expect(first == places("t", 0, 0..<2))
        #expect(try member.poll(#""max":2"#).places == first)
        let second = try member.poll(#""max":2"#, keeps: true).places
        #expect(second == places("t", 0, 2..<4))
        #expect(try member.poll(#""max":2"#).places == second)
        withExtendedLifetime(server) {}
    }

    @Test func `who waits is woken by a message, and by nothing else`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", #"{"partitions":2}"#, status: 201)
        let member = GroupMember(client, "g", "w1")
        try member.poll(#""topics":["t"]"#)
        let parked = try ParkedRequest(
            server.current.origin, "/v1/groups/g/poll", "POST",
            body: String(decoding: member.body(#""wait":"30s""#), as: UTF8.self))
        try client.publish(1, to: "t", partition: 1)
        #expect(try parked.answer().json().places == places("t", 1, 0..<1))
        withExtendedLifetime(server) {}
    }

    @Test func `the later process takes a name over, and the earlier one is told`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", status: 201)
        let earlier = GroupMember(client, "g", "w1")
        try earlier.poll(#""topics":["t"]"#)
        let waiting = try ParkedRequest(
            server.current.origin, "/v1/groups/g/poll", "POST",
            body: String(decoding: earlier.body(#""wait":"30s""#), as: UTF8.self))
        let later = GroupMember(server.client(), "g", "w1")
        try later.poll()
        #expect(try waiting.answer().status == 409)
        #expect(try waiting.answer().json().code == "fenced")
        let told = try earlier.poll(status: 409)
        #expect(told.code == "fenced")
        #expect(told["epoch"]?.integer == later.epoch)
        try later.poll()
        withExtendedLifetime(server) {}
    }

    @Test func `a newer poll of the same process ends the older one`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", status: 201)
        let member = GroupMember(client, "g", "w1")
        try member.poll(#""topics":["t"]"#)
        let waiting = try ParkedRequest(
            server.current.origin, "/v1/groups/g/poll", "POST",
            body: String(decoding: member.body(#""wait":"30s""#), as: UTF8.self))
        try member.poll()
        #expect(try waiting.answer().json().code == "superseded")
        withExtendedLifetime(server) {}
    }

    @Test func `lines start with their topic, and a filter counts the rest as done`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", status: 201)
        try client.publish(6, to: "t")
        let member = GroupMember(client, "g", "w1")
        let filtered = #""topics":["t"],"filter":{"value":{"n":[{"numeric":[">",3]}]}}"#
        let answer = try client.send(
            "POST", "/v1/groups/g/poll", body: member.body(filtered),
            fields: ["Accept: application/x-ndjson"])
        #expect(answer.status == 200)
        #expect(answer.lines().count == 2)
        #expect(answer.text.hasPrefix(#"{"topic":"t","partition":0,"offset":4,"#))
        #expect(answer["martlet-up-to-date"] == "true")
        let next = try #require(answer["martlet-next"])
        try client.call("POST", "/v1/groups/g/poll", #"{"member":"w1","after":"\#(next)"}"#)
        let offsets = try client.call("GET", "/v1/groups/g/offsets")
        #expect(offsets["offsets"]?[0]?["offset"]?.integer == 6)
        withExtendedLifetime(server) {}
    }

    @Test func `every partition gets its turn`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", #"{"partitions":4}"#, status: 201)
        for partition in 0..<4 { try client.publish(100, to: "t", partition: partition) }
        let member = GroupMember(client, "g", "w1")
        var seen: [Int] = []
        for _ in 0..<8 {
            let places = try member.poll(#""topics":["t"],"max":10"#).places
            #expect(places.count == 10)
            seen.append(places[0].partition)
        }
        #expect(seen == [0, 1, 2, 3, 0, 1, 2, 3])
        withExtendedLifetime(server) {}
    }

    @Test func `what retention took before it was handed out is told`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", status: 201)
        try client.publish(10, to: "t")
        let member = GroupMember(client, "g", "w1")
        try member.poll(#""topics":["t"],"max":2"#)
        try member.poll(#""max":1"#)
        try client.call("POST", "/v1/topics/t/messages:truncate", #"{"before":6}"#)
        let answer = try member.poll()
        #expect(answer.places == places("t", 0, 6..<10))
        #expect(answer["skipped"]?[0]?["messages"]?.integer == 3)
        #expect(answer["skipped"]?[0]?["earliest"]?.integer == 6)
        #expect(try member.poll()["skipped"] == nil)
        withExtendedLifetime(server) {}
    }

    @Test func `an answer names as many partitions as its token holds, and the next ones the rest`() throws {
        let server = try LiveServer()
        let client = server.client()
        for topic in ["a", "b"] {
            try client.call("PUT", "/v1/topics/\(topic)", #"{"partitions":256}"#, status: 201)
            let lines = (0..<2_000).map { "{\"key\":\"\($0)\",\"value\":1}\n" }.joined()
            let stored = try client.send(
                "POST", "/v1/topics/\(topic)/messages:batch", body: Array(lines.utf8),
                fields: ["Content-Type: application/x-ndjson"])
            #expect(stored.status == 201)
        }
        let member = GroupMember(client, "g", "w1")
        var seen: Set<Place> = []
        for _ in 0..<10 where seen.count < 4_000 {
            let answer = try member.poll(#""topics":["a","b"],"max":10000"#)
            #expect(answer["batches"]?.elements.count ?? 0 <= 200)
            #expect(member.after?.utf8.count ?? 0 <= 4_096)
            let places = answer.places
            #expect(seen.isDisjoint(with: places))
            seen.formUnion(places)
        }
        #expect(seen.count == 4_000)
        withExtendedLifetime(server) {}
    }

    @Test func `events go on from the id of the last one`() throws {
        let server = try LiveServer()
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", #"{"partitions":2}"#, status: 201)
        try client.call("PUT", "/v1/groups/g", #"{"topics":["t"]}"#, status: 201)
        for partition in 0..<2 { try client.publish(3, to: "t", partition: partition) }
        let stream = try client.send(
            "GET", "/v1/groups/g/members/w1/stream",
            enough: { String(decoding: $0, as: UTF8.self).ranges(of: "data: ").count == 6 })
        #expect(stream["content-type"] == "text/event-stream")
        let ids = stream.lines().filter { $0.starts(with: Array("id: ".utf8)) }
        #expect(ids.count == 7)
        #expect(stream.text.contains(#"data: {"topic":"t","partition":0,"offset":0,"#))
        // Seen up to the fifth: the sixth comes again.
        let seen = String(decoding: ids[5].dropFirst(4), as: UTF8.self)
        let rest = try client.send(
            "GET", "/v1/groups/g/members/w1/stream", fields: ["Last-Event-ID: \(seen)"],
            enough: { String(decoding: $0, as: UTF8.self).contains("data: ") })
        #expect(rest.text.contains(#""partition":1,"offset":2,"#))
        let offsets = try client.call("GET", "/v1/groups/g/offsets")["offsets"]?.elements ?? []
        #expect(offsets.map { $0["offset"]?.integer } == [3, 2])
        withExtendedLifetime(server) {}
    }
}
