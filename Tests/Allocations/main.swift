import Base
import Broker
import CAllocations
import LogFormat
import Node
import Simulation

/// Takes from the heap of one command, in the middle of many alike.
struct Figure {
    let name: String
    private var counts: [UInt] = []
    private var bytes: [UInt] = []

    init(_ name: String) { self.name = name }

    /// Measures from `begin` to `end`.
    private var countBefore: UInt = 0
    private var bytesBefore: UInt = 0

    mutating func begin() {
        // Room first, or the note itself would be measured.
        counts.reserveCapacity(64)
        bytes.reserveCapacity(64)
        bytesBefore = martlet_allocation_bytes()
        countBefore = martlet_allocation_count()
    }

    mutating func end() {
        let count = martlet_allocation_count() - countBefore
        let size = martlet_allocation_bytes() - bytesBefore
        counts.append(count)
        bytes.append(size)
    }

    /// The middle ones; the first few, which warm up, do not matter.
    var line: String {
        "\(name): \(counts.sorted()[counts.count / 2]) allocations, \(bytes.sorted()[bytes.count / 2]) bytes"
    }
}

/// Measures commands of a node one by one, on a loop of its own.
final class Measurement: @unchecked Sendable {
    private static let rounds = 40
    private let rig: NodeRig
    private let topic: Topic
    private let queue: Queue
    private let one = Lines(1)
    private let thousand = Lines(1_000)

    init() throws {
        var settings = NodeSettings()
        settings.journalFileBytes = 4 << 20
        rig = try NodeRig(settings)
        topic = try rig.namespace.declareTopic("events", TopicWish()).value.value
        queue = try rig.namespace.declareQueue("jobs", QueueWish()).value.value
        try rig.settle()
    }

    func run() throws {
        try append(one, "append of 1")
        try append(thousand, "append of 1,000")
        try receive()
        try read()
        for _ in 0..<60 { try publish(thousand) }
        try append(one, "append of 1 behind 100,000")
        try append(thousand, "append of 1,000 behind 100,000")
    }

    private func publish(_ lines: Lines) throws {
        try rig.result { [topic] in
            _ = try await topic.publish(
                PublishBlock(partition: 0, count: lines.count, suffixes: lines.bytes), ack: .flush)
        }
        try rig.settle()
    }

    private func append(_ lines: Lines, _ name: String) throws {
        let figure = try rig.result { [topic] in
            var figure = Figure(name)
            for _ in 0..<Self.rounds {
                figure.begin()
                let stored = try await topic.publish(
                    PublishBlock(partition: 0, count: lines.count, suffixes: lines.bytes), ack: .flush)
                figure.end()
                _ = stored
            }
            return figure
        }
        try rig.settle()
        print(figure.line)
    }

    private func receive() throws {
        let figure = try rig.result { [queue, thousand] in
            var figure = Figure("receive and settle of 100")
            for _ in 0..<5 {
                _ = try await queue.publish(count: 1_000, suffixes: thousand.bytes, ack: .flush)
            }
            var items: [SettleItem] = []
            for _ in 0..<Self.rounds {
                figure.begin()
                let received = try queue.receive(ReceiveRequest(max: 100, settles: items))
                figure.end()
                items = received.value.runs.flatMap { run in
                    (0..<Int(run.count)).map {
                        SettleItem(offset: run.first + $0, generation: run.generation, verb: .ack)
                    }
                }
            }
            return figure
        }
        try rig.settle()
        print(figure.line)
    }

    private func read() throws {
        let figure = try rig.result { [topic] in
            var figure = Figure("read of 1,000")
            let log = topic.log(0)
            // Behind the single messages come batches of 1,000.
            let from = Offset(UInt64(Self.rounds))
            for _ in 0..<Self.rounds {
                var bytes = 0
                figure.begin()
                let end = try await log.read(from: from, upTo: from + 1_000, bytesMax: .max) { run in
                    bytes += run.byteCount
                    return true
                }
                figure.end()
                precondition(end == from + 1_000 && bytes > 0)
            }
            return figure
        }
        print(figure.line)
    }
}

/// Lines of so many messages of 100 bytes, at one place in memory.
final class Lines: @unchecked Sendable {
    let count: Int
    private var buffer = ByteBuffer()

    init(_ count: Int) {
        self.count = count
        for _ in 0..<count { buffer.append("\"value\":\"\(String(repeating: "x", count: 88))\"}\n") }
    }

    var bytes: ByteView { buffer.bytes }
}

try Measurement().run()
try RequestMeasurement().run()
