internal import Base

/// Publish, receive, settle, and again; a message is through when it is settled.
///
/// One request in flight: each step needs the answer of the one before. With `piggybacked` the leases of one
/// cycle are settled by the receive of the next, which makes it two requests a cycle.
struct QueueCycle: Conversation {
    static let readsBodies = true

    private enum Step { case publish, receive, settle }

    let origin: HTTPURL.Origin
    let queue: String
    let batch: Int
    let piggybacked: Bool
    private let publishing: [UInt8]
    private var step = Step.publish
    /// `"token","token"` of what is leased and not settled.
    private var leases = ""
    private var leased = 0
    private var settling = 0

    init(_ origin: HTTPURL.Origin, queue: String, batch: Int, size: Int, ack: String, piggybacked: Bool) {
        self.origin = origin
        self.queue = queue
        self.batch = batch
        self.piggybacked = piggybacked
        publishing = PublishRequest.make(origin, "/v1/queues/\(queue)", batch: batch, size: size, ack: ack)
    }

    mutating func request(into output: inout ByteBuffer) {
        let path = "/v1/queues/\(queue)"
        switch step {
        case .publish: output.append(publishing)
        case .receive:
            let settle = leases.isEmpty || !piggybacked ? "" : ",\"settle\":{\"ack\":[\(leases)]}"
            settling = piggybacked ? leased : 0
            let body = "{\"max\":\(batch),\"wait\":\"1s\"\(settle)}"
            output.append(
                RequestText.make("POST", path + "/receive", origin, type: "application/json", body: body))
        case .settle:
            settling = leased
            let body = "{\"ack\":[\(leases)]}"
            output.append(
                RequestText.make("POST", path + "/settle", origin, type: "application/json", body: body))
        }
    }

    mutating func answered(_ body: ByteView, bytes: Int) -> Int {
        switch step {
        case .publish:
            step = .receive
            return 0
        case .receive:
            (leases, leased) = LeaseScan.collect(body)
            step = piggybacked ? .publish : leased > 0 ? .settle : .publish
            defer { settling = 0 }
            return settling
        case .settle:
            defer { (step, leases, leased, settling) = (.publish, "", 0, 0) }
            return settling
        }
    }
}
