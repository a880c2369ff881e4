package import Logging
package import Reactor
internal import Synchronization

/// Serves HTTP/1.1 on every loop of a group: one listener a loop, one task a connection.
package final class HTTPServer<R: Responder>: Sendable {
    private let settings: ServerSettings
    private let log: Logger
    private let lanes: [Lane]
    private let connections: Budget
    private let bodies: Budget
    private let hasStarted = Atomic<Bool>(false)

    package init(settings: ServerSettings, loops: EventLoopGroup, responder: R, log: Logger) {
        let connections = Budget(limit: settings.connectionsMax)
        let bodies = Budget(limit: settings.bodyBytesInFlightMax)
        self.settings = settings
        self.log = log
        self.connections = connections
        self.bodies = bodies
        lanes = loops.domains.map { domain in
            Lane(
                domain: domain, settings: settings, connections: connections, bodies: bodies,
                begin: { connection, domain in
                    domain.start { await serve(connection, with: responder, in: $0) }
                })
        }
    }

    /// Binds, listens on every loop, and gives the port; not from a loop's thread.
    package func start() throws(TransportError) -> UInt16 {
        guard !hasStarted.exchange(true, ordering: .relaxed) else { throw .startedAlready }
        let sockets: ListeningSockets
        do throws(ReactorError) {
            sockets = try ListeningSockets(settings.listen, loops: lanes.count)
        } catch { throw .listen(error) }
        for (lane, descriptors) in zip(lanes, sockets.descriptors) {
            let log = log
            lane.loop.post {
                do throws(ReactorError) { try lane.listen(on: descriptors) } catch {
                    log.error("a loop cannot listen", metadata: ["reason": "\(error)"])
                }
            }
        }
        return sockets.port
    }

    /// Sends what gates now allow on `loop`; called there, after the watermark has moved.
    package func durableAdvanced(on loop: EventLoop) { lanes[loop.index].releaseGated() }

    /// Takes no more connections, closes idle ones, wakes parked handlers with `.stopping`, lets running requests
    /// finish, and returns when none is left or `stopTime` is over.
    ///
    /// Gates must still be opened meanwhile, or gated answers are lost with their connections.
    package func stop() async {
        await withTaskGroup(of: Void.self) { group in
            for lane in lanes { group.addTask { await lane.stop() } }
        }
    }

    /// What it has done and holds; from any thread.
    package var counters: ServerCounters {
        var sum = ServerCounters()
        for lane in lanes { lane.counters.add(to: &sum) }
        sum.connections = connections.current
        sum.bodyBytesInFlight = bodies.current
        return sum
    }
}
