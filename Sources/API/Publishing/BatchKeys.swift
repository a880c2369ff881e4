internal import Base
internal import JSONText
internal import LogFormat
internal import Node

/// The keys of one batch for a compacted topic: their hashes, and what the batch expects of some.
///
/// Filled as lines are composed, then arranged by block, where the blocks' views stand until the next batch.
struct BatchKeys: ~Copyable {
    private let hasher: KeyHasher
    /// Packed hashes in the order of the batch.
    private var hashes = ByteBuffer()
    /// By message, as soon as one expects something; else empty.
    private var expected: [BatchRecord.ExpectedKey] = []
    /// Packed hashes in the order of the blocks; unused with a single one.
    private var sorted = ByteBuffer()
    private var count = 0

    init(_ hasher: KeyHasher) { self.hasher = hasher }

    /// Adds the next message of the batch.
    mutating func add(_ key: ByteView?, _ record: BatchRecord) {
        var hash = key.map { hasher.hash($0) } ?? .none
        if record.body == .tombstone { hash = hash.ofTombstone }
        hash.pack(into: &hashes)
        if record.expectedKey != .unstated, expected.isEmpty {
            expected = Array(repeating: .unstated, count: count)
        }
        if record.expectedKey != .unstated || !expected.isEmpty { expected.append(record.expectedKey) }
        count += 1
    }

    /// Tells the only block what its keys are.
    func describe(_ block: inout PublishBlock) {
        guard count > 0 else { return }
        block.keys = .packed(hashes.bytes)
        block.expectations = expectations(count, hashes.bytes, item: { $0 })
    }

    /// Tells each block what its keys are; `spread` has sorted the lines.
    mutating func describe(_ blocks: inout [PublishBlock], by spread: borrowing BatchSpread) {
        guard count > 0 else { return }
        sorted.reserve(hashes.count)
        var items: [Int] = []
        items.reserveCapacity(count)
        for block in blocks {
            spread.forEachLine(of: block.partition) { items.append($0) }
        }
        for item in items { KeyHash(unpacking: hashes.bytes, at: item).pack(into: &sorted) }
        var first = 0
        for index in blocks.indices {
            let lines = blocks[index].count
            let bytes = sorted.bytes[first * KeyHash.packedBytes..<(first + lines) * KeyHash.packedBytes]
            blocks[index].keys = .packed(bytes)
            blocks[index].expectations = expectations(lines, bytes, item: { items[first + $0] })
            first += lines
        }
    }

    /// What the lines of a block expect, each with the line of its key before it.
    private func expectations(
        _ lines: Int, _ bytes: ByteView, item: (_ line: Int) -> Int
    ) -> [KeyExpectation] {
        if expected.isEmpty { return [] }
        var found: [KeyExpectation] = []
        // Looked up, never iterated.
        var earlier: [UInt64: KeyExpectation.Earlier] = [:]
        for line in 0..<lines {
            let key = KeyHash(unpacking: bytes, at: line)
            guard key.hasKey else { continue }
            let item = item(line)
            switch expected[item] {
            case .unstated: break
            case .none:
                found.append(
                    KeyExpectation(line: line, item: item, key: key, wanted: nil, earlier: earlier[key.word]))
            case .offset(let offset):
                found.append(
                    KeyExpectation(
                        line: line, item: item, key: key, wanted: offset, earlier: earlier[key.word]))
            }
            earlier[key.word] = KeyExpectation.Earlier(line: line, isTombstone: key.isTombstone)
        }
        return found
    }
}
