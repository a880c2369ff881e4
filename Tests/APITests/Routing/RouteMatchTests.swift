import Base
import HTTPWire
import Testing

@testable import API

@Suite struct RouteMatchTests {
    private func operation(_ method: HTTPWire.Method, _ path: String) -> Operation? {
        RouteMatch(bytes(path))?.route.operation(of: method)
    }

    @Test(arguments: [
        ("/", Operation.getIndex), ("/livez", .getLiveness), ("/v1/ns", .listNamespaces),
        ("/v1/ns/shop", .getNamespace), ("/v1/topics", .listTopics), ("/v1/topics/a", .getTopic),
        ("/v1/topics/a/messages", .readTopic), ("/v1/topics/a/offsets", .getOffsets),
        ("/v1/topics/a/partitions/0/messages/7", .getMessage), ("/v1/queues/q/stats", .getQueueStats),
        ("/v1/ns/shop/topics/a/messages", .readTopic), ("/v1/ns/shop/queues", .listQueues),
        ("/v1/topics/topics", .getTopic), ("/v1/ns/ns/topics/messages", .getTopic),
    ])
    func `a path finds its row`(path: String, expected: Operation) {
        #expect(operation(.get, path) == expected)
    }

    @Test(arguments: [
        "", "/v1", "/v2/topics", "/v1/topics/", "/v1/topics//messages", "/v1/ns/", "/v1/ns//topics",
        "/v1/topic/a", "/v1/topics/a/messages/", "/v1/queues/q/leases", "/livez/",
        "/v1/ns/a/dev/clock:advance",
        "/topics/a",
    ])
    func `what is no path of ours finds none`(path: String) {
        #expect(RouteMatch(bytes(path)) == nil)
    }

    @Test func `parameters are where they stand in the path`() throws {
        let path = bytes("/v1/ns/shop/topics/orders/partitions/12/messages/345")
        let match = try #require(RouteMatch(path))
        let namespace = try #require(match.parameters.namespace)
        #expect(path[namespace] == "shop")
        #expect(path[match.parameters.first] == "orders")
        #expect(path[match.parameters.second] == "12")
        #expect(path[match.parameters.third] == "345")
    }

    @Test func `a method that a row lacks has no operation and is not in Allow`() throws {
        let match = try #require(RouteMatch(bytes("/v1/queues/q/receive")))
        #expect(match.route.operation(of: .get) == nil)
        #expect(match.route.allow == "POST, OPTIONS")
    }

    @Test func `HEAD is allowed wherever GET is`() throws {
        let match = try #require(RouteMatch(bytes("/v1/topics/a")))
        #expect(match.route.operation(of: .head) == .getTopic)
        #expect(match.route.allow == "GET, HEAD, PUT, PATCH, DELETE, OPTIONS")
    }

    @Test(arguments: [
        ("/v1/topic/orders", "/v1/topics/orders"), ("/v1/topics/a/mesages", "/v1/topics/a/messages"),
        ("/v1/queues/q/recieve", "/v1/queues/q/receive"), ("/v1/topics/a/messages/", "/v1/topics/a/messages"),
        ("/v1/ns/shop/topcs/a", "/v1/ns/shop/topics/a"), ("/topics/orders", "/v1/topics/orders"),
    ])
    func `an unknown path is told the nearest one`(path: String, meant: String) {
        #expect(Problem(noRouteFor: bytes(path)).fix == "Did you mean \(meant)?")
    }

    @Test(arguments: [
        "/v1/overview", "/console",
    ])
    func `a path of a later release is refused by name`(path: String) {
        #expect(Problem(noRouteFor: bytes(path)).code == "not_available")
    }

    @Test func `an encoded slash is not taken for a part of a name`() {
        var out = ByteBuffer()
        #expect(throws: Problem.self) { try PathDecoding.decode(bytes("/v1/topics/a%2Fb"), into: &out) }
    }

    @Test func `an encoded colon is a colon`() throws {
        var out = ByteBuffer()
        try PathDecoding.decode(bytes("/v1/topics/a/messages%3Abatch"), into: &out)
        #expect(RouteMatch(out.bytes)?.route.post == .publishBatch)
    }
}
