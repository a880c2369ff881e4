import Reactor
import TestSupport

/// Processes that consume, leave, die and come back under their names, until everything is seen.
struct GroupWorkers: Sendable {
    let origin: String
    let ledger: GroupLedger
    let seed: UInt64
    /// Messages that there are, over all partitions.
    let published: Int

    /// What a process knows, from one server to the next.
    struct Memory: Sendable {
        var process: Int?
        var after: String?
        /// What `after` commits.
        var ends: [Int: Int] = [:]
    }

    /// Runs one process after the other under a name; returns when everything is seen or the server is gone.
    func run(_ name: String, _ memory: Memory) -> Memory {
        var memory = memory
        var random = SplitMix64(seed: seed)
        let client = CurlClient(origin)
        for _ in 0..<2_000 {
            if ledger.now.seenCount >= published { return memory }
            if memory.process == nil || random.next() % 12 == 0 {
                // A new process, which knows nothing of the one that died.
                memory = Memory(process: ledger.begin(after: memory.process))
            } else if random.next() % 12 == 0 {
                if let process = memory.process { _ = ledger.release(process) }
                guard let left = try? client.send("DELETE", "/v1/groups/g/members/\(name)") else {
                    return memory
                }
                if ![204, 404].contains(left.status) { ledger.surprise("leaving: \(left.text)") }
                memory = Memory()
                continue
            }
            guard poll(name, &memory, client, max: Int(random.next() % 20) + 1) else { return memory }
        }
        ledger.surprise("\(name) never came to an end")
        return memory
    }

    /// Polls once; false when the server is gone.
    private func poll(_ name: String, _ memory: inout Memory, _ client: CurlClient, max: Int) -> Bool {
        guard let process = memory.process else { return true }
        let stamp = ledger.release(process)
        let goesOn = memory.after.map { ",\"after\":\"\($0)\"" } ?? ""
        let body = "{\"member\":\"\(name)\",\"topics\":[\"t\"],\"max\":\(max),\"wait\":\"100ms\"\(goesOn)}"
        guard let answer = try? client.send("POST", "/v1/groups/g/poll", body: Array(body.utf8)) else {
            return false
        }
        guard let tree = try? answer.json() else { return false }
        if answer.status != 200 {
            // Its session was ended by the clock, and it begins anew.
            if tree.code != "member_not_found" { ledger.surprise("poll: \(answer.status) \(answer.text)") }
            memory = Memory()
            return true
        }
        let places = tree.places
        ledger.receive(places, committing: memory.ends, by: process, stamp)
        memory.after = tree["next"]?.text
        memory.ends = [:]
        for place in places { memory.ends[place.partition] = place.offset + 1 }
        return true
    }
}
