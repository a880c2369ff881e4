internal import Glibc

/// The loops of a process, each on its own thread.
package final class EventLoopGroup: Sendable {
    package let loops: [EventLoop]
    /// The domain of each loop, by the loop's index.
    package let domains: [LoopDomain]
    private let threads: [Thread]

    /// Starts `count` loops.
    package init(count: Int) throws(ReactorError) {
        // A client that leaves is an error of the call that writes to it, never a signal.
        signal(SIGPIPE, SIG_IGN)
        var loops: [EventLoop] = []
        for index in 0..<count { loops.append(try EventLoop(index: index)) }
        var threads: [Thread] = []
        for loop in loops {
            threads.append(try Thread(name: "loop \(loop.index)") { loop.run() })
        }
        self.loops = loops
        self.threads = threads
        domains = loops.map { LoopDomain(loop: $0) }
    }

    /// Ends the loops after what they are doing and waits for their threads; not from one of them.
    package func stop() {
        for loop in loops { loop.post { loop.finish() } }
        for thread in threads { thread.join() }
    }
}
