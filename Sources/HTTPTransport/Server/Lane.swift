internal import Base
internal import Glibc
internal import HTTPWire
internal import Reactor

/// What one loop holds of the server: its listeners, its connections and what they share.
///
/// Lives on its loop; Sendable only to be reached from there.
final class Lane: @unchecked Sendable {
    let domain: LoopDomain
    let loop: EventLoop
    let buffers: BufferPool
    let settings: ServerSettings
    let access: Access
    let counters = LaneCounters()
    let bodyBudget: Budget
    private let connectionBudget: Budget
    private let begin: (Connection, LoopDomain) -> Void

    private var date = DateLine()
    private var listeners: [Listener] = []
    private var connections: [Connection] = []
    private var spareExchanges: [Exchange] = []
    private var gated: [Connection] = []
    private var unflushed: [Connection] = []
    private var warm: [Connection] = []
    private var coolTimer: LoopTimer?
    private(set) var isStopping = false
    private var whenEmpty: Continuation<Void>?
    private var stopTimer: LoopTimer?

    private static let spareExchangesMax = 128
    /// Connections that keep their buffers while they wait for the next request.
    private static let warmMax = 128
    private static let coolTime = Interval(milliseconds: 50)

    /// `begin` starts the task of a new connection.
    init(
        domain: LoopDomain, settings: ServerSettings, connections: Budget, bodies: Budget,
        begin: @escaping @Sendable (Connection, LoopDomain) -> Void
    ) {
        self.domain = domain
        loop = domain.loop
        buffers = domain.loop.buffers
        self.settings = settings
        self.begin = begin
        access = Access(settings)
        connectionBudget = connections
        bodyBudget = bodies
    }

    /// 29 bytes, valid until the next call.
    func dateNow() -> ByteView { date.current(at: loop.now) }

    // MARK: connections

    /// Takes connections from `descriptors` from now on.
    func listen(on descriptors: [Int32]) throws(ReactorError) {
        for descriptor in descriptors {
            let listener = try Listener(
                descriptor, on: loop, accepted: { [unowned self] in accept($0) },
                refused: { [unowned self] in counters.turnedAway.add(1) })
            listeners.append(listener)
        }
        loop.atEndOfTurn { [self] in flushAll() }
    }

    private func accept(_ descriptor: Int32) {
        guard connectionBudget.reserve(1) else {
            counters.turnedAway.add(1)
            turnAway(descriptor)
            return
        }
        let connection = Connection(descriptor, lane: self)
        do throws(ReactorError) { try loop.watch(connection) } catch {
            connectionBudget.release(1)
            Glibc.close(descriptor)
            return
        }
        counters.accepted.add(1)
        connection.place = connections.count
        connections.append(connection)
        startTask(of: connection)
    }

    /// Says why in as few bytes as fit any socket, and closes.
    private func turnAway(_ descriptor: Int32) {
        let words = ByteView(
            """
            HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n
            """)
        unsafe send(descriptor, words.base, words.count, Int32(MSG_NOSIGNAL))
        Glibc.close(descriptor)
    }

    func forget(_ connection: Connection) {
        guard connection.place >= 0 else { return }
        let last = connections.removeLast()
        if last !== connection {
            connections[connection.place] = last
            last.place = connection.place
        }
        connection.place = -1
        connectionBudget.release(1)
        if connections.isEmpty { becameEmpty() }
    }

    func takeExchange(for connection: Connection) -> Exchange {
        let exchange = spareExchanges.popLast() ?? Exchange(lane: self)
        exchange.connection = connection
        return exchange
    }

    func give(_ exchange: Exchange) {
        exchange.connection = nil
        if spareExchanges.count < Lane.spareExchangesMax { spareExchanges.append(exchange) }
    }

    func startTask(of connection: Connection) { begin(connection, domain) }

    /// Lets `connection` stay awake for a moment, and keep its buffers unless enough others do.
    func listWarm(_ connection: Connection) {
        connection.isListedWarm = true
        connection.keepsBuffers = warm.count < Lane.warmMax
        warm.append(connection)
        if warm.count == 1 {
            let timer = coolTimer ?? LoopTimer(on: loop) { [unowned self] in coolDown() }
            coolTimer = timer
            timer.set(loop.deadline(after: Lane.coolTime))
        }
    }

    /// Puts the connections to sleep that have had no request for a while.
    private func coolDown() {
        let since = loop.now.nanoseconds - UInt64(Lane.coolTime.milliseconds) * 1_000_000
        var kept = 0
        for connection in warm {
            if connection.isIdle, !connection.output.isEmpty || connection.lastSent.nanoseconds > since {
                warm[kept] = connection
                kept += 1
            } else {
                // At work, it is listed again when it is done.
                connection.isListedWarm = false
                if connection.isIdle, !connection.isBroken { connection.fallAsleep() }
            }
        }
        warm.removeLast(warm.count - kept)
        if kept > 0 { coolTimer?.set(loop.deadline(after: Lane.coolTime)) }
    }

    // MARK: sending

    func listGated(_ connection: Connection) {
        connection.isListedGated = true
        gated.append(connection)
    }

    func listUnflushed(_ connection: Connection) {
        connection.isListedUnflushed = true
        unflushed.append(connection)
    }

    /// Sends what gates now allow; only connections with something gated are visited.
    func releaseGated() {
        var kept = 0
        for index in 0..<gated.count {
            let connection = gated[index]
            connection.flush()
            if connection.output.isGated {
                gated[kept] = connection
                kept += 1
            } else {
                connection.isListedGated = false
            }
        }
        gated.removeLast(gated.count - kept)
    }

    /// Sends what handlers that are still at work have left unsent.
    private func flushAll() {
        guard !unflushed.isEmpty else { return }
        for index in 0..<unflushed.count {
            let connection = unflushed[index]
            connection.isListedUnflushed = false
            if !connection.output.isEmpty { connection.flush() }
        }
        unflushed.removeAll(keepingCapacity: true)
    }
}

// MARK: stopping

extension Lane {
    /// Closes what is idle, wakes what is parked, and returns when no connection is left or the time is over.
    func stop() async {
        await suspend { continuation in
            loop.post { [self] in beginStop(continuation) }
        }
    }

    private func beginStop(_ continuation: Continuation<Void>) {
        isStopping = true
        for listener in listeners { listener.stop() }
        listeners.removeAll()
        whenEmpty = continuation
        if connections.isEmpty { return becameEmpty() }
        for connection in connections {
            if connection.isAsleep { connection.close() }
            if connection.isIdle || connection.waitsForEndlessBody { connection.resume(.stopping) }
            connection.parked?.signal(.stopping)
        }
        let timer = LoopTimer(on: loop) { [unowned self] in cutAll() }
        stopTimer = timer
        timer.set(loop.deadline(after: settings.stopTime))
    }

    /// The time is over: whatever still runs has no client any more.
    private func cutAll() {
        for connection in connections {
            if connection.isAsleep { connection.close() } else { connection.breakOff() }
        }
        becameEmpty()
    }

    private func becameEmpty() {
        guard let waiting = whenEmpty else { return }
        whenEmpty = nil
        stopTimer?.remove()
        stopTimer = nil
        waiting.resume(returning: ())
    }
}
