import Testing

/// A member of a group as somebody's own program would be one: gives back what the last answer said.
final class GroupMember {
    let client: CurlClient
    let group: String
    let name: String
    private(set) var after: String?
    private(set) var epoch = 0

    init(_ client: CurlClient, _ group: String, _ name: String) {
        self.client = client
        self.group = group
        self.name = name
    }

    /// Forgets where it was, as a process that starts anew.
    func begin() { after = nil }

    /// Polls, and goes on from the answer unless `keeps`, as if it had got lost.
    @discardableResult
    func poll(_ members: String = "", keeps: Bool = false, status: Int = 200) throws -> JSONTree {
        let answer = try client.send("POST", "/v1/groups/\(group)/poll", body: body(members), seconds: 90)
        #expect(answer.status == status, "\(answer.text)")
        let tree = try answer.json()
        if answer.status == 200 {
            epoch = tree["epoch"]?.integer ?? 0
            if !keeps { after = tree["next"]?.text }
        }
        return tree
    }

    /// What it sends, with further members.
    func body(_ members: String) -> [UInt8] {
        let goesOn = after.map { ",\"after\":\"\($0)\"" } ?? ""
        return Array("{\"member\":\"\(name)\"\(goesOn)\(members.isEmpty ? "" : ",\(members)")}".utf8)
    }
}

/// Where a message stands.
struct Place: Hashable, Comparable, CustomStringConvertible {
    let topic: String
    let partition: Int
    let offset: Int

    var description: String { "\(topic)/\(partition)@\(offset)" }

    static func < (left: Place, right: Place) -> Bool {
        (left.topic, left.partition, left.offset) < (right.topic, right.partition, right.offset)
    }
}

extension JSONTree {
    /// The messages of an answer to a poll, in its order.
    var places: [Place] {
        (self["batches"]?.elements ?? []).flatMap { batch in
            (batch["messages"]?.elements ?? []).map { message in
                Place(
                    topic: batch["topic"]?.text ?? "", partition: batch["partition"]?.integer ?? -1,
                    offset: message["offset"]?.integer ?? -1)
            }
        }
    }

    var code: String? { self["code"]?.text }
}

extension CurlClient {
    /// Sends JSON and expects a status.
    @discardableResult
    func call(_ method: String, _ target: String, _ body: String? = nil, status: Int = 200) throws -> JSONTree
    {
        let answer = try send(method, target, body: body.map { Array($0.utf8) })
        #expect(answer.status == status, "\(method) \(target) \(body ?? ""): \(answer.text)")
        return answer.body.isEmpty ? .null : try answer.json()
    }

    /// Publishes that many messages `{"n":0}`, `{"n":1}` … to one partition.
    func publish(_ count: Int, to topic: String, partition: Int = 0, from first: Int = 0) throws {
        let lines = (first..<first + count).map { "{\"value\":{\"n\":\($0)}}\n" }.joined()
        let answer = try send(
            "POST", "/v1/topics/\(topic)/messages:batch?partition=\(partition)", body: Array(lines.utf8),
            fields: ["Content-Type: application/x-ndjson"])
        #expect(answer.status == 201, "\(answer.text)")
    }
}
