internal import CLinux
internal import Glibc
internal import Reactor
internal import Synchronization

/// A load from beginning to end: its threads, the progress line, and what the server took meanwhile.
enum Load {
    /// Opens the connections, presses for the planned time, and answers what was counted.
    ///
    /// `talk` makes the conversation of connection 0, 1, 2 …
    static func run<Talk: Conversation>(
        _ plan: LoadPlan, server: ServerProcess?, _ talk: (Int) -> Talk
    ) throws -> LoadResult {
        let window = LoadWindow(warmup: plan.warmup, seconds: plan.seconds)
        var tallies: [LoadTally] = []
        var threads: [Reactor.Thread] = []
        for thread in 0..<plan.threads {
            let talks = stride(from: thread, to: plan.connections, by: plan.threads).map(talk)
            if talks.isEmpty { continue }
            let tally = LoadTally()
            tallies.append(tally)
            let rate = plan.rate.map { Double($0) * Double(talks.count) / Double(plan.connections) }
            threads.append(
                try Reactor.Thread(name: "load-\(thread)") {
                    do {
                        try LoadThread(talks, plan, rate: rate, window, tally).run()
                    } catch { tally.firstTrouble = "\(error)" }
                })
        }
        let usage = watch(window, tallies, server)
        for thread in threads { thread.join() }
        let total = LoadTally()
        for tally in tallies { total.add(tally) }
        return LoadResult(tally: total, seconds: plan.seconds, usage: usage)
    }

    /// Shows progress while the threads work; answers what the server took inside the window.
    static func watch(
        _ window: LoadWindow, _ tallies: [LoadTally], _ server: ServerProcess?
    ) -> ServerUsage? {
        var progress = ProgressLine()
        var before: ServerUsage?
        while true {
            let now = martlet_monotonic()
            if before == nil, now >= window.measureFrom { before = server?.usage() }
            if now >= window.end { break }
            let next = min(
                now + 250_000_000, before == nil && now < window.measureFrom ? window.measureFrom : window.end
            )
            usleep(UInt32((next - now) / 1_000) + 1)
            let messages = tallies.reduce(0) { $0 + $1.progress.load(ordering: .relaxed) }
            progress.show(messages: messages, at: martlet_monotonic(), of: window)
        }
        let after = server?.usage()
        progress.clear()
        guard let before, let after else { return nil }
        return after - before
    }
}
