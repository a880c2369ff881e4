internal import CLinux
internal import Glibc
internal import Histogram
internal import Reactor
internal import Synchronization

/// Pairs of a sender and a waiting reader, each with a topic or queue of its own.
struct TailPair: Sendable {
    let plan: LoadPlan
    let kind: TailReader.Kind
    let size: Int
    let ack: String
    /// Milliseconds between an answer and the next message, so that the reader waits again.
    let pause: Double

    /// Runs `plan.connections` pairs, a thread each.
    func run(server: ServerProcess?) throws -> LoadResult {
        let window = LoadWindow(warmup: plan.warmup, seconds: plan.seconds)
        var tallies: [LoadTally] = []
        var threads: [Reactor.Thread] = []
        for pair in 0..<plan.connections {
            let tally = LoadTally()
            tallies.append(tally)
            threads.append(
                try Reactor.Thread(name: "pair-\(pair)") {
                    do { try press(pair, window, tally) } catch {
                        tally.losses += 1
                        tally.firstTrouble = "\(error)"
                    }
                })
        }
        let usage = Load.watch(window, tallies, server)
        for thread in threads { thread.join() }
        let total = LoadTally()
        for tally in tallies { total.add(tally) }
        return LoadResult(tally: total, seconds: plan.seconds, usage: usage)
    }

    private func press(_ pair: Int, _ window: LoadWindow, _ tally: LoadTally) throws {
        let place = (kind == .receive ? "/v1/queues/" : "/v1/topics/") + "bench-tail-\(pair)"
        let sender = try BlockingConnection(plan.origin)
        try sender.declare(place)
        let request = PublishRequest.make(plan.origin, place, batch: 1, size: size, ack: ack)
        let reader = try TailReader(kind, plan.origin, place: place)
        while martlet_monotonic() < window.end {
            try reader.wait()
            usleep(UInt32(pause * 1_000))
            let begun = martlet_monotonic()
            try sender.send(request)
            try reader.take()
            let arrived = martlet_monotonic()
            _ = try sender.answer(to: "publish")
            tally.progress.wrappingAdd(1, ordering: .relaxed)
            guard arrived >= window.measureFrom else { continue }
            tally.latencies.record(arrived - begun)
            tally.requests += 1
            tally.messages += 1
        }
    }
}
