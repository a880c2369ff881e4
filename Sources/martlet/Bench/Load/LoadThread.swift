internal import Base
internal import CLinux
internal import Glibc

/// One thread's share of a load: some connections, one epoll, one tally.
struct LoadThread<Talk: Conversation>: ~Copyable {
    private let connections: [LoadConnection<Talk>]
    private let pipeline: Int
    private let tally: LoadTally
    private let window: LoadWindow
    private let epoll: Int32
    private var room = ByteBuffer(capacity: 256 * 1024)
    /// Nanoseconds between two requests of this thread, or 0 without a rate.
    private let interval: UInt64
    private var due: UInt64
    private var turn = 0

    /// `rate` is this thread's share, in requests a second.
    init(_ talks: [Talk], _ plan: LoadPlan, rate: Double?, _ window: LoadWindow, _ tally: LoadTally) throws {
        epoll = martlet_epoll_create()
        connections = try talks.map { talk in
            LoadConnection(try ClientSocket.connect(plan.origin), talk, pipeline: plan.pipeline)
        }
        pipeline = plan.pipeline
        self.tally = tally
        self.window = window
        interval = rate.map { UInt64(1_000_000_000 / $0) } ?? 0
        due = window.begin
        let events = EPOLL.in | EPOLL.out | EPOLL.hangUp | EPOLL.edge
        for (index, connection) in connections.enumerated() {
            martlet_epoll_add(epoll, connection.socket, events, UInt64(index))
        }
    }

    /// Presses until the window ends or no connection is left.
    consuming func run() {
        var ready = [martlet_ready](repeating: martlet_ready(), count: 256)
        if interval == 0 { for connection in connections { topUp(connection) } }
        while true {
            var now = martlet_monotonic()
            if now >= window.end || !connections.contains(where: \.isOpen) { break }
            if interval != 0 { beginDue(now) }
            now = martlet_monotonic()
            let wake =
                interval != 0 && connections.contains(where: \.hasRoom) ? min(due, window.end) : window.end
            let limit = wake > now ? wake - now : 0
            let found = unsafe martlet_epoll_wait_precisely(epoll, &ready, 256, limit)
            for index in 0..<max(0, Int(found)) {
                let connection = connections[Int(ready[index].tag)]
                connection.receive(&room, tally, measureFrom: window.measureFrom)
                if interval == 0 { topUp(connection) } else { connection.flush(tally) }
            }
        }
        for connection in connections { connection.end() }
        close(epoll)
    }

    /// Fills the connection's pipeline and sends.
    private func topUp(_ connection: LoadConnection<Talk>) {
        let now = martlet_monotonic()
        while connection.hasRoom { connection.begin(at: now) }
        connection.flush(tally)
    }

    /// Begins every request whose time has come while a connection has room.
    ///
    /// A request that had to wait for room still counts from when it was due: that is what corrects for
    /// coordinated omission.
    private mutating func beginDue(_ now: UInt64) {
        var passed = 0
        while due <= now, passed < connections.count {
            let connection = connections[turn]
            turn = (turn + 1) % connections.count
            guard connection.hasRoom else {
                passed += 1
                continue
            }
            passed = 0
            connection.begin(at: due)
            connection.flush(tally)
            due += interval
        }
    }
}

/// The bits of `epoll_ctl(2)` that a load needs.
enum EPOLL {
    static let `in`: UInt32 = 0x001
    static let out: UInt32 = 0x004
    static let hangUp: UInt32 = 0x2000
    static let edge: UInt32 = 1 << 31
}
