import Base
import LogFormat
import LogStore
import Simulation
import TestSupport
import Testing

@testable import Node

/// A compacted topic driven at random, beside a list of all that was ever published to it.
struct CompactionModel {
    struct Message {
        let key: String?
        let suffix: String
        let isTombstone: Bool
        let time: Instant
    }

    static let tombstoneTime = Interval.seconds(7200)
    private static let padding = String(repeating: "x", count: 2500)

    let desk: KeyDesk
    var random: SplitMix64
    var messages: [Message] = []
    /// Offsets before this one may be trimmed.
    var start = 0

    init(seed: Seed, cleanup: Cleanup = .compact) throws {
        random = SplitMix64(seed: seed.value)
        desk = try KeyDesk(cleanup: cleanup, tombstoneTime: Self.tombstoneTime)
    }

    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...4: try publish()
            case 5, 6: try desk.checkpoint()
            case 7: try desk.pass(.seconds(Int64.random(in: 1...3000, using: &random)))
            case 8: try desk.pass(.seconds(Int64.random(in: 3000...9000, using: &random)))
            default:
                try desk.rig.restart(losingPower: Bool.random(using: &random))
                if Bool.random(using: &random) { try desk.tidy() }
            }
            try check()
        }
        try desk.tidy()
        try check()
    }

    private mutating func publish() throws {
        var wishes: [KeyDesk.Wish] = []
        for _ in 0..<Int.random(in: 1...40, using: &random) {
            let number = Int.random(in: 0..<9, using: &random)
            let key = number == 8 ? nil : "k\(number)"
            let isTombstone = key != nil && Int.random(in: 0..<5, using: &random) == 0
            var wish = KeyDesk.Wish(key, isTombstone ? nil : messages.count + wishes.count)
            wish.padding = Self.padding
            wishes.append(wish)
        }
        let first = try desk.publish(wishes)
        try desk.rig.settle()
        #expect(first == Offset(UInt64(messages.count)))
        let now = desk.rig.node.now()
        messages += wishes.map {
            Message(key: $0.key, suffix: $0.suffix, isTombstone: $0.value == nil, time: now)
        }
    }

    // MARK: what must hold

    private func latest(_ key: String) -> Int? {
        messages.indices.last { messages[$0].key == key && $0 >= start }
    }

    /// What a reader from the beginning gets.
    func stored() throws -> [(offset: Int, suffix: String)] {
        let log = desk.log
        return try desk.rig.result {
            var found: [(Int, String)] = []
            var next = log.earliest
            while next < log.visibleEnd {
                let from = next
                next = try await log.read(from: from, bytesMax: 1 << 20) { run in
                    run.forEach(from: from) { found.append((Int($0.offset.rawValue), $0.suffix.string)) }
                    return true
                }
            }
            return found
        }
    }

    func check() throws {
        let stored = try stored()
        let now = desk.rig.node.now()
        let untouched = Int(desk.log.history.state.piecesEnd.rawValue)
        var isThere = Array(repeating: false, count: messages.count)
        var before = -1
        for (offset, suffix) in stored {
            #expect(offset > before, "offsets ascend")
            before = offset
            guard messages.indices.contains(offset) else {
                Issue.record("message \(offset) was never published")
                continue
            }
            #expect(suffix == messages[offset].suffix, "message \(offset) is what was published")
            isThere[offset] = true
        }
        for offset in messages.indices where offset >= start && !isThere[offset] {
            let message = messages[offset]
            #expect(offset < untouched, "message \(offset) lies in no piece yet")
            #expect(offset != messages.count - 1, "the last message stays")
            guard let key = message.key, let latest = latest(key) else {
                Issue.record("message \(offset) without a key is gone")
                continue
            }
            if latest > offset { continue }
            #expect(
                message.isTombstone && now - message.time >= Self.tombstoneTime,
                "message \(offset) is the latest of its key")
            let returned = messages.indices.first { isThere[$0] && messages[$0].key == key }
            #expect(returned == nil, "message \(returned ?? 0) has come back")
        }
        try checkLatest(isThere)
    }

    private func checkLatest(_ isThere: [Bool]) throws {
        guard desk.log.keys?.index.isReady == true else { return }
        for number in 0..<8 {
            let key = "k\(number)"
            let expected = latest(key).flatMap { isThere[$0] ? "\($0) \(messages[$0].suffix)" : nil }
            #expect(try desk.latest(key) == expected)
        }
    }
}
