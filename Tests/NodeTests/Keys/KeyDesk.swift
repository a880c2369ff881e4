import Base
import Broker
import LogFormat
import Node
import Simulation

/// What the tests of keys do again and again: a compacted topic of one partition over a rig.
struct KeyDesk {
    /// A message to publish.
    struct Wish: Sendable {
        /// Nil for a message without a key.
        var key: String?
        /// Nil for a tombstone.
        var value: Int?
        /// Further bytes of the body.
        var padding = ""
        var expected: Int??

        /// `expected` is nil when nothing is, `.some(nil)` when there shall be none.
        init(_ key: String?, _ value: Int?, expected: Int?? = nil, padding: String = "") {
            self.key = key
            self.value = value
            self.expected = expected
            self.padding = padding
        }

        var suffix: String {
            let name = key.map { "\"key\":\"\($0)\"," } ?? ""
            guard let value else { return name + "\"tombstone\":true}\n" }
            return name + (padding.isEmpty ? "\"value\":\(value)}\n" : "\"text\":\"\(value) \(padding)\"}\n")
        }
    }

    let rig: NodeRig

    init(
        _ settings: NodeSettings = NodeSettings(isDevelopment: true), cleanup: Cleanup = .compact,
        tombstoneTime: Interval? = nil
    ) throws {
        var settings = settings
        settings.journalFileBytes = min(settings.journalFileBytes, 1 << 20)
        rig = try NodeRig(settings)
        _ = try rig.namespace.declareTopic("state", TopicWish(cleanup: cleanup, tombstoneTime: tombstoneTime))
        try rig.settle()
    }

    /// The topic as it is now.
    var topic: Topic { rig.namespace.topics()[0] }
    var log: LogView { topic.log(0) }

    @discardableResult
    func publish(_ wishes: Wish...) throws -> Offset { try publish(wishes) }

    @discardableResult
    func publish(_ wishes: [Wish]) throws -> Offset {
        let topic = topic
        let stored = try rig.result {
            try await wishes.map(\.suffix).joined().withByteViewAsync { lines in
                var packed = ByteBuffer()
                var block = PublishBlock(partition: 0, count: wishes.count, suffixes: lines)
                var earlier: [String: KeyExpectation.Earlier] = [:]
                for (line, wish) in wishes.enumerated() {
                    let plain = wish.key?.withByteView { topic.keyHasher.hash($0) } ?? .none
                    let hash = wish.value == nil ? plain.ofTombstone : plain
                    hash.pack(into: &packed)
                    if let expected = wish.expected {
                        block.expectations.append(
                            KeyExpectation(
                                line: line, item: line, key: hash,
                                wanted: expected.map { Offset(UInt64($0)) },
                                earlier: wish.key.flatMap { earlier[$0] }))
                    }
                    guard let key = wish.key else { continue }
                    earlier[key] = KeyExpectation.Earlier(line: line, isTombstone: wish.value == nil)
                }
                if topic.isCompacted { block.keys = .packed(packed.bytes) }
                return try await topic.publish(block)
            }
        }
        return stored.value.first.first
    }

    /// Why a publish was refused; nil when it was not.
    func refusal(_ wishes: Wish...) throws -> BrokerError? {
        do { try publish(wishes) } catch let refused as Refused { return refused.reason }
        return nil
    }

    /// The latest message of a key as its line, nil without one.
    func latest(_ key: String) throws -> String? {
        let log = log
        return try rig.result {
            let found = Found()
            _ = try await key.withByteViewAsync { bytes in
                try await log.readLatest(of: bytes) { run, offset in
                    found.line = run.message(at: offset).map { "\(offset.rawValue) \($0.suffix.string)" }
                }
            }
            return found.line
        }
    }

    private final class Found: @unchecked Sendable { var line: String? }

    /// Has a checkpoint made.
    func checkpoint() throws {
        rig.opened.housekeeping.requestCheckpoint { _ in }
        try tidy()
    }

    /// Lets time pass, and what is due by then be done.
    func pass(_ interval: Interval) throws {
        rig.scheduler.pass(nanoseconds: UInt64(interval.milliseconds) * 1_000_000)
        try rig.settle()
        try tidy()
    }

    /// Has housekeeping do what there is to do.
    func tidy() throws {
        for _ in 0..<1000 {
            switch rig.opened.housekeeping.step() {
            case .idle: return
            case .failed(let error), .ended(let error): throw error
            case .worked: break
            case .waiting: try rig.settle()
            }
        }
    }
}
