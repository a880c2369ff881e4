import Base
import HTTPWire
import Reactor
import Testing

@testable import HTTPTransport

/// Parks until something happens, and tells what.
private func park(for time: Interval?, _ note: Note<Wake>? = nil) -> @Sendable (Exchange) async -> Void {
    { exchange in
        let deadline = time.map { exchange.loop.deadline(after: $0) }
        let wake = await exchange.park(until: deadline) { _ in }
        note?.set(wake)
        exchange.answer("\(wake)")
    }
}

@Suite struct ParkingTests {
    @Test func `a parked request ends at its deadline`() async throws {
        try await withServer(respond: park(for: Interval(milliseconds: 20))) { server in
            let client = RawClient(server.port)
            client.get("/x")
            #expect(client.answer()?.body == "deadline")
        }
    }

    @Test func `a parked request hears that its client has gone`() async throws {
        let note = Note<Wake>()
        try await withServer(respond: park(for: nil, note)) { server in
            var client: RawClient? = RawClient(server.port)
            client?.get("/x")
            server.barrier()
            client = nil
            #expect(await note.wait() == .clientGone)
        }
    }

    @Test func `a parked client that shuts its side is answered`() async throws {
        try await withServer(respond: park(for: nil)) { server in
            let client = RawClient(server.port)
            client.get("/x")
            client.finishSending()
            #expect(client.answer()?.body == "clientGone")
        }
    }

    @Test func `answers before a parked one do not wait for it`() async throws {
        try await withServer(respond: { exchange in
            if exchange.path == "/park" { _ = await exchange.park(until: nil) { _ in } }
            exchange.answer(exchange.path.string)
        }) { server in
            let client = RawClient(server.port)
            client.send(
                "GET /1 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /park HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.answer()?.body == "/1")
        }
    }

    @Test func `a signal from elsewhere wakes it`() async throws {
        let waiters = Note<Waiter>()
        try await withServer(respond: { exchange in
            let wake = await exchange.park(until: nil) { waiters.set($0) }
            exchange.answer("\(wake)")
        }) { server in
            let client = RawClient(server.port)
            client.get("/x")
            let waiter = try #require(await waiters.wait())
            server.loop.post { waiter.signal() }
            #expect(client.answer()?.body == "signalled")
        }
    }

    @Test func `stopping wakes the parked, closes the idle, and lets the running finish`() async throws {
        try await withServer(respond: park(for: nil)) { server in
            let parked = RawClient(server.port)
            let idle = RawClient(server.port)
            idle.get("/barrier")
            _ = idle.answer()
            parked.get("/x")
            server.barrier()
            await server.server.stop()
            let answer = parked.answer()
            #expect(answer?.body == "stopping")
            #expect(parked.isEnded())
            #expect(idle.isEnded())
            #expect(server.server.counters.connections == 0)
        }
    }

    @Test func `stopping takes no longer than it may`() async throws {
        let held = Note<Waiter>()
        let respond: @Sendable (Exchange) async -> Void = { exchange in
            // Not the exchange's own wait: nothing tells it that the server stops.
            let waiter = Waiter(on: exchange.loop)
            held.set(waiter)
            _ = await waiter.wait()
            exchange.answer("late")
        }
        try await withServer({ $0.stopTime = Interval(milliseconds: 30) }, respond: respond) { server in
            let client = RawClient(server.port)
            client.get("/x")
            let waiter = try #require(await held.wait())
            await server.server.stop()
            server.loop.post { waiter.signal() }
            #expect(client.answer() == nil)
        }
    }
}

extension RawClient.Answer: Equatable {
    static func == (left: Self, right: Self) -> Bool {
        left.status == right.status && left.body == right.body
    }
}
