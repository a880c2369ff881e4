import TestSupport
import Testing

/// What a group refuses: each has a code of its own, and changes nothing.
@Suite struct GroupRefusalTests {
    private func setUp(_ server: LiveServer) throws -> (client: CurlClient, member: GroupMember) {
        let client = server.client()
        try client.call("PUT", "/v1/topics/t", #"{"partitions":2}"#, status: 201)
        try client.publish(5, to: "t")
        let member = GroupMember(client, "g", "w1")
        try member.poll(#""topics":["t"],"max":3"#)
        return (client, member)
    }

    /// Everything that a request could have changed.
    private func state(_ client: CurlClient) throws -> [JSONTree] {
        try ["/v1/groups", "/v1/groups/g/members", "/v1/groups/g/offsets", "/v1/topics"].map {
            try client.call("GET", $0).withoutTimes
        }
    }

    @Test func `each bad input of a poll has its own answer and changes nothing`() throws {
        let server = try LiveServer()
        let (client, member) = try setUp(server)
        let own = try #require(member.after)
        let other = GroupMember(client, "other", "w1")
        try other.poll(#""topics":["t"]"#)
        let foreign = try #require(other.after)
        let before = try state(client)
        for (body, status, code) in [
            (#"{}"#, 400, "invalid_body"),
            (#"{"member":"w 1"}"#, 400, "invalid_name"),
            (#"{"member":"w1","afer":"x"}"#, 400, "unknown_member"),
            (#"{"member":"w1","max":0}"#, 422, "out_of_range"),
            (#"{"member":"w1","wait":"2m"}"#, 422, "out_of_range"),
            (#"{"member":"w1","after":"nonsense"}"#, 400, "invalid_token"),
            (#"{"member":"w1","after":"c1.AAMBAQASRkv0Eg"}"#, 400, "invalid_token"),
            (#"{"member":"w1","after":"\#(own.dropLast())"}"#, 400, "invalid_token"),
            (#"{"member":"w1","after":"\#(foreign)"}"#, 400, "foreign_token"),
            (#"{"member":"w2","after":"\#(own)"}"#, 400, "foreign_token"),
            (#"{"member":"w1","epoch":99}"#, 409, "fenced"),
            (#"{"member":"w9","epoch":1}"#, 404, "member_not_found"),
            (#"{"member":"w1","topics":["missing"]}"#, 404, "topic_not_found"),
            (#"{"member":"w1","topics":["missing.*"]}"#, 404, "pattern_matches_nothing"),
            (#"{"member":"w1","topics":["t/0"]}"#, 400, "invalid_name"),
            (#"{"member":"w1","topics":[]}"#, 422, "no_topics"),
            (#"{"member":"w1","filter":{"value":1}}"#, 422, "bad_filter"),
        ] {
            let refused = try client.call("POST", "/v1/groups/g/poll", body, status: status)
            #expect(refused.code == code, "\(body)")
            #expect(refused["fix"] != nil, "\(body)")
        }
        for (body, status, code) in [
            (#"{"member":"w1"}"#, 422, "no_topics"),
            (#"{"member":"w1","topics":["missing"]}"#, 404, "topic_not_found"),
            (#"{"member":"w1","after":"\#(own)"}"#, 404, "group_not_found"),
        ] {
            let refused = try client.call("POST", "/v1/groups/new/poll", body, status: status)
            #expect(refused.code == code, "\(body)")
        }
        #expect(try state(client) == before)
        withExtendedLifetime(server) {}
    }

    @Test func `each bad commit has its own answer and changes nothing`() throws {
        let server = try LiveServer()
        let (client, member) = try setUp(server)
        // A second member takes one of the partitions over.
        let second = GroupMember(client, "g", "w2")
        try second.poll(#""topics":["t"]"#)
        try member.poll()
        try second.poll()
        let owned = try client.call("GET", "/v1/groups/g/members")["members"]?.elements.map {
            $0["owned"]?[0]?["partitions"]?[0]?.integer
        }
        let mine = try #require(owned?[0])
        let before = try state(client)
        func item(_ partition: Int, _ offset: Int) -> String {
            #"{"topic":"t","partition":\#(partition),"offset":\#(offset)}"#
        }
        for (body, status, code) in [
            (#""epoch":\#(member.epoch),"offsets":[\#(item(1 - mine, 0))]"#, 409, "not_owner"),
            (#""epoch":\#(member.epoch),"offsets":[\#(item(mine, 1_000))]"#, 422, "beyond_end"),
            (#""epoch":\#(member.epoch - 1),"offsets":[\#(item(mine, 1))]"#, 409, "fenced"),
            (#""offsets":[\#(item(mine, 1))]"#, 400, "invalid_body"),
            (#""epoch":\#(member.epoch),"offsets":[{"topic":"t"}]"#, 400, "invalid_body"),
            (#""epoch":\#(member.epoch),"offsets":[\#(item(7, 0))]"#, 404, "partition_not_found"),
            (
                #""epoch":\#(member.epoch),"offsets":[{"topic":"x","partition":0,"offset":0}]"#, 404,
                "topic_not_found"
            ),
            (
                #""epoch":\#(member.epoch),"offsets":[\#(item(mine, 0)),\#(item(mine, 1))]"#, 400,
                "invalid_body"
            ),
        ] {
            let refused = try client.call(
                "POST", "/v1/groups/g/offsets", #"{"member":"w1",\#(body)}"#, status: status)
            #expect(refused.code == code, "\(body)")
        }
        let active = try client.call(
            "POST", "/v1/groups/g/offsets", #"{"offsets":[\#(item(0, 1))]}"#, status: 409)
        #expect(active.code == "group_active")
        for (body, status, code) in [
            (#"{}"#, 400, "invalid_body"), (#"{"to":"begin"}"#, 400, "invalid_option"),
            (#"{"to":"offset:1000"}"#, 422, "beyond_end"),
            (#"{"to":"snapshot:none"}"#, 404, "saved_offsets_not_found"),
            (#"{"to":"latest","topics":["missing"]}"#, 404, "topic_not_found"),
        ] {
            let refused = try client.call("POST", "/v1/groups/g/offsets:reset", body, status: status)
            #expect(refused.code == code, "\(body)")
        }
        #expect(try state(client) == before)
        withExtendedLifetime(server) {}
    }

    @Test func `each bad declaration and member has its own answer and changes nothing`() throws {
        let server = try LiveServer()
        let (client, member) = try setUp(server)
        let before = try state(client)
        for (method, target, body, status, code) in [
            ("PUT", "/v1/groups/n", #"{"assignor":"fair"}"#, 400, "invalid_option"),
            ("PUT", "/v1/groups/n", #"{"session_timeout":"1s"}"#, 422, "out_of_range"),
            ("PUT", "/v1/groups/n", #"{"processing_timeout":"1s"}"#, 422, "out_of_range"),
            ("PUT", "/v1/groups/n", #"{"topics":["missing"]}"#, 404, "topic_not_found"),
            ("PUT", "/v1/groups/n", #"{"topic":["t"]}"#, 400, "unknown_member"),
            ("PUT", "/v1/groups/_n", #"{}"#, 400, "invalid_name"),
            ("PATCH", "/v1/groups/g", #"{"ephemeral":true}"#, 409, "immutable_setting"),
            ("PATCH", "/v1/groups/n", #"{}"#, 404, "group_not_found"),
            ("DELETE", "/v1/groups/n", "", 404, "group_not_found"),
            ("POST", "/v1/groups/g/members", #"{}"#, 400, "invalid_body"),
            ("POST", "/v1/groups/g/members", #"{"member":"w1","epoch":99}"#, 409, "fenced"),
            ("POST", "/v1/groups/g/members", #"{"member":"w9","epoch":1}"#, 404, "member_not_found"),
            ("POST", "/v1/groups/g/members", #"{"member":"w9"}"#, 422, "no_topics"),
            ("POST", "/v1/groups/g/members/w1/heartbeat", #"{}"#, 400, "invalid_body"),
            ("POST", "/v1/groups/g/members/w1/heartbeat", #"{"epoch":99}"#, 409, "fenced"),
            ("POST", "/v1/groups/g/members/w9/heartbeat", #"{"epoch":1}"#, 404, "member_not_found"),
            ("DELETE", "/v1/groups/g/members/w9", "", 404, "member_not_found"),
            ("DELETE", "/v1/groups/g/members/w1?epoch=99", "", 409, "fenced"),
            ("DELETE", "/v1/groups/g/snapshots/none", "", 404, "saved_offsets_not_found"),
        ] {
            let refused = try client.call(method, target, body.isEmpty ? nil : body, status: status)
            #expect(refused.code == code, "\(method) \(target) \(body)")
        }
        #expect(try state(client) == before)
        try member.poll()
        withExtendedLifetime(server) {}
    }

    @Test func `a token of a deleted group is stale in the next one of its name`() throws {
        let server = try LiveServer()
        let (client, member) = try setUp(server)
        try client.call("DELETE", "/v1/groups/g", status: 204)
        #expect(try member.poll(status: 404).code == "group_not_found")
        try GroupMember(client, "g", "w1").poll(#""topics":["t"]"#)
        #expect(try member.poll(status: 410).code == "stale_token")
        withExtendedLifetime(server) {}
    }
}

extension JSONTree {
    /// The same without what only says until when a session lasts.
    fileprivate var withoutTimes: JSONTree {
        switch self {
        case .object(let members):
            .object(members.filter { $0.key != "session_until" }.mapValues(\.withoutTimes))
        case .array(let elements): .array(elements.map(\.withoutTimes))
        default: self
        }
    }
}
