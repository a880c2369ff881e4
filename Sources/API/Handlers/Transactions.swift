internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// Several changes as one; how a body lists them stands in `Transactions/`.
extension Interface {
    /// How often one is looked up anew because what it names changed meanwhile.
    private static let readingsMax = 20

    func transact(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        try call.acceptJSON()
        let exchange = call.exchange
        let namespace = try namespace(call)
        var repeating = try RepeatWish(options, namespace.identityHasher)
        let held = try namespace.hold(repeating)
        defer { namespace.letGo(held) }
        let body = try await exchange.readWhole(max: bodyBytesMax)
        repeating?.take(body)
        var left = Self.readingsMax
        while true {
            left -= 1
            var wish = TransactionWish(namespace, from: exchange.buffers)
            do throws(Problem) { try wish.read(body) } catch {
                wish.giveBack(to: exchange.buffers)
                throw error.gate == nil ? error.held(by: node.gateNow()) : error
            }
            let identity = repeating?.identity(of: namespace.id)
            do throws(Refused) {
                let done = try await namespace.transact(wish.request(identity))
                answer(exchange, done, wish)
                return wish.giveBack(to: exchange.buffers)
            } catch {
                let problem = problem(error, wish)
                wish.giveBack(to: exchange.buffers)
                // What it names has changed since it was looked up.
                if case .part(_, .stale) = error.reason, left > 0 { continue }
                throw problem
            }
        }
    }

    /// The refusal of a transaction, which names an operation rather than a part.
    private func problem(_ refused: Refused, _ wish: borrowing TransactionWish) -> Problem {
        guard case .part(let part, let reason) = refused.reason else { return Problem(refused) }
        return Problem(Refused(reason, gate: refused.gate), wish.namespace).of(operation: wish.origins[part])
    }

    private func answer(
        _ exchange: Exchange, _ done: Gated<Transacted>, _ wish: borrowing TransactionWish
    ) {
        var out = exchange.buffers.take(4096)
        JSONWriter.openObject(into: &out)
        JSONWriter.member("timestamp", done.value.timestamp, into: &out)
        JSONWriter.name("results", into: &out)
        JSONWriter.openArray(into: &out)
        var places = PlaceCursor(done.value.places)
        for operation in wish.operations {
            JSONWriter.openObject(into: &out)
            switch operation {
            case .publish(let target):
                JSONWriter.name("publish", into: &out)
                out.append(places.next(), in: target)
            case .settle(let settles):
                JSONWriter.name("settle", into: &out)
                settles.write(settles.items.map(\.verb.outcome), into: &out)
            case .commit(let count):
                JSONWriter.name("commit", into: &out)
                JSONWriter.openObject(into: &out)
                JSONWriter.member("committed", count, into: &out)
                JSONWriter.closeObject(into: &out)
            case .cancel(let name):
                JSONWriter.name("cancel", into: &out)
                JSONWriter.openObject(into: &out)
                JSONWriter.member("schedule", name, into: &out)
                JSONWriter.closeObject(into: &out)
            }
            JSONWriter.closeObject(into: &out)
        }
        JSONWriter.closeArray(into: &out)
        out.append("}\n")
        exchange.answer(
            .ok, .json, gate: done.gate,
            fields: {
                $0.noStore()
                if done.value.isRepeated { $0.append("Idempotency-Replayed: true\r\n") }
            }, taking: out)
    }
}

/// Goes over the messages of a transaction in their order, which the places have too.
private struct PlaceCursor {
    private let places: [Transacted.Place]
    private var place = 0
    private var line = 0

    init(_ places: [Transacted.Place]) { self.places = places }

    /// Where one message came to stand; of neighbours the place is its own.
    mutating func next() -> Transacted.Place? {
        guard place < places.count else { return nil }
        let found = places[place]
        guard case .appended(let all) = found.stored else {
            place += 1
            return found
        }
        let one = Appended(partition: all.partition, first: all.first + line, count: 1)
        line += 1
        if line >= all.count { (place, line) = (place + 1, 0) }
        return Transacted.Place(stored: .appended(one), delayedUntil: found.delayedUntil)
    }
}

extension SettleVerb {
    /// What came of a lease in a transaction that was carried out.
    fileprivate var outcome: SettleOutcome {
        switch self {
        case .ack: .acked
        case .nack: .nacked
        case .reject: .rejected
        case .setAside: .deferred
        case .extend: .extended
        }
    }
}

extension ByteBuffer {
    /// Where one message came to stand.
    fileprivate mutating func append(_ place: Transacted.Place?, in target: TransactionWish.Target) {
        JSONWriter.openObject(into: &self)
        switch (target, place?.stored) {
        case (.topic(let topic), .appended(let place)):
            JSONWriter.member("topic", topic.name, into: &self)
            JSONWriter.member("partition", place.partition, into: &self)
            JSONWriter.member("offset", place.first.rawValue, into: &self)
        case (.queue(let queue), .appended(let place)):
            JSONWriter.member("queue", queue.name, into: &self)
            appendPlace(place.first, lane: place.partition, of: queue)
        case (.exchange(let exchange), .fanned(let copies, let places)):
            JSONWriter.member("exchange", exchange.name, into: &self)
            JSONWriter.member("routed", copies, into: &self)
            append(targets: places)
        default: break
        }
        if let until = place?.delayedUntil { JSONWriter.member("due_at", until, into: &self) }
        JSONWriter.closeObject(into: &self)
    }
}

extension Namespace {
    /// As that of a topic.
    fileprivate func hold(_ repeating: RepeatWish?) throws(Problem) -> IdentityHash? {
        guard let hash = repeating?.key(of: id) else { return nil }
        do throws(Refused) { try beginKey(hash) } catch { throw Problem(error) }
        return hash
    }

    fileprivate func letGo(_ held: IdentityHash?) { if let held { endKey(held) } }
}
