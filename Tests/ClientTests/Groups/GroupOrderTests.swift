import Glibc
import Reactor
import Synchronization
import TestSupport
import Testing

/// The promise of groups: order per partition, nothing lost, and no message in two hands.
@Suite(.serialized) struct GroupOrderTests {
    private static let rounds = 8
    private static let partitions = 4

    @Test func `members that come, go and die see everything in order, and nothing of another's`() throws {
        let server = try LiveServer(["--dev"])
        let ledger = GroupLedger()
        let control = server.client()
        try control.call("PUT", "/v1/topics/t", #"{"partitions":\#(Self.partitions)}"#, status: 201)
        try control.call("PUT", "/v1/groups/g", #"{"topics":["t"],"processing_timeout":"10m"}"#, status: 201)
        let memories = Mutex<[String: GroupWorkers.Memory]>([:])
        var published = 0
        for round in 0..<Self.rounds {
            let client = server.client()
            for partition in 0..<Self.partitions {
                try client.publish(150, to: "t", partition: partition, from: published / Self.partitions)
            }
            let before = published
            published += 150 * Self.partitions
            let workers = GroupWorkers(
                origin: server.current.origin, ledger: ledger, seed: UInt64(round), published: published)
            let threads = try ["w1", "w2", "w3", "w4"].enumerated().map { index, name in
                try Thread(name: name) {
                    let memory = memories.withLock { $0[name] } ?? GroupWorkers.Memory()
                    let mine = GroupWorkers(
                        origin: workers.origin, ledger: ledger, seed: workers.seed &* 31 &+ UInt64(index),
                        published: workers.published)
                    let after = mine.run(name, memory)
                    memories.withLock { $0[name] = after }
                }
            }
            // Halfway through the server dies, or the clock ends every session that is not polling.
            while ledger.now.seenCount < before + 300, ledger.now.surprises.isEmpty { poll(nil, 0, 2) }
            if round.isMultiple(of: 2) {
                server.process.signal(SIGKILL)
            } else {
                try ledger.endingSessions {
                    try client.call("POST", "/v1/dev/clock:advance", #"{"by":"11m"}"#)
                }
            }
            for thread in threads { thread.join() }
            #expect(ledger.now.surprises == [], "round \(round)")
            if round.isMultiple(of: 2) { try server.restart() }
        }
        let last = GroupWorkers(
            origin: server.current.origin, ledger: ledger, seed: 99, published: published)
        _ = last.run("w1", memories.withLock { $0["w1"] } ?? GroupWorkers.Memory())
        try server.client().call("DELETE", "/v1/groups/g", status: 204)
        #expect(ledger.now.surprises == [])
        #expect(ledger.now.seenCount == published)
    }
}
