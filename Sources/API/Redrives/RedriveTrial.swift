internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// What a redrive would do, found out by looking.
struct RedriveTrial {
    private(set) var matched = 0
    private(set) var skipped: Int
    private(set) var scanned = 0
    private(set) var next: LaneOffset?
    private(set) var gate: Gate
    /// How many messages would go where, in the order they were met.
    private(set) var targets: [(name: MoveTarget, count: Int)] = []
    private let queue: Queue
    private let wish: RedriveWish

    init(_ queue: Queue, _ wish: RedriveWish, gate: Gate) {
        self.queue = queue
        self.wish = wish
        self.gate = gate
        skipped = wish.missing
    }

    mutating func run() async throws(Problem) {
        var reader = QueueReader(queue, from: wish.start, .all, wish.pattern, gate: gate)
        let most = wish.order.most == 0 ? Int.max : Int(clamping: wish.order.most)
        let places = wish.order.places
        var (matched, skipped) = (0, skipped)
        var targets = targets
        try await reader.forEach { _, message, standing in
            if matched == most { return false }
            let place = LaneOffset(lane: standing.lane, message.offset)
            if !places.isEmpty, !places.contains(place) { return true }
            guard standing.state != .leased, let target = target(of: message) else {
                skipped += 1
                return true
            }
            matched += 1
            if let index = targets.firstIndex(where: { $0.name == target }) {
                targets[index].count += 1
            } else {
                targets.append((target, 1))
            }
            return true
        }
        (self.matched, self.skipped, self.targets) = (matched, skipped, targets)
        scanned = reader.scanned
        next = matched == most ? nil : reader.next
        gate = reader.gate
    }

    private func target(of message: MessageRun.Message) -> MoveTarget? {
        switch wish.order.target {
        case .queue(let name): return .queue(name)
        case .topic(let name): return .topic(name)
        case .origin: return MoveTarget(originOf: message.suffix, in: queue.name)
        }
    }

    func write(into out: inout ByteBuffer) {
        var scratch = ByteBuffer()
        JSONWriter.openObject(into: &out)
        JSONWriter.member("dry_run", true, into: &out)
        JSONWriter.member("matched", matched, into: &out)
        JSONWriter.member("skipped", skipped, into: &out)
        JSONWriter.member("scanned", scanned, into: &out)
        JSONWriter.name("targets", into: &out)
        JSONWriter.openArray(into: &out)
        for target in targets {
            JSONWriter.openObject(into: &out)
            JSONWriter.name("to", into: &out)
            target.name.write(into: &out)
            JSONWriter.member("messages", target.count, into: &out)
            JSONWriter.closeObject(into: &out)
        }
        JSONWriter.closeArray(into: &out)
        if let next {
            var text = ByteBuffer()
            PlaceInQueue(queue: queue.id, place: next).write(into: &text, scratch: &scratch)
            JSONWriter.member("next", text.bytes, into: &out)
        }
        JSONWriter.closeObject(into: &out)
    }
}
