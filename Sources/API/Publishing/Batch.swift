internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// The messages of one batch in their stored form, sorted by partition; each partition keeps their order.
///
/// Composed outside any lock into pooled buffers. With a single destination the lines stand as they came and
/// nothing is kept per message.
struct Batch: ~Copyable {
    /// Messages composed.
    private(set) var count = 0
    /// The lines in the order they came.
    private var lines: ByteBuffer
    /// How they spread over the partitions; nil while all go to one.
    private var spread: BatchSpread?
    /// The keys of the lines, for a topic that is compacted.
    private var keys: BatchKeys?
    /// The blocks by partition once sorted; none while all go to one.
    private(set) var sortedBlocks: [PublishBlock] = []
    /// Where messages without a key go.
    private(set) var single = 0
    /// What a queue is told of the messages; nil for a topic, which takes nothing of the kind.
    var traits: BatchTraits?
    /// Where its body stands in a stream that is composed in parts; nil for a whole one, whose every fault is
    /// listed.
    var streamPosition: Int?
    /// What the messages are routed by when they go through an exchange; its text must stay in place.
    var routing: LineRouting?
    private var composer = LineComposer()

    init(from pool: BufferPool) { lines = pool.take(64 * 1024) }

    consuming func giveBack(to pool: BufferPool) { pool.give(lines) }

    /// The lines of a batch that has one destination.
    var bytes: ByteView { lines.bytes }

    /// What a queue is told of each message; empty when all are alike.
    var eachTraits: [MessageTraits] { traits?.each ?? [] }

    /// Takes in a whole body. Throws for the first thing that is wrong, naming every message that is.
    ///
    /// `single` is where messages without a key go, and all of them unless `partitions` says among how many
    /// the keys spread. `hasher` is given when the topic is compacted.
    mutating func compose(
        _ body: ByteView, _ form: BatchForm, single: Int, partitions: Int?, requiresJSON: Bool,
        hasher: KeyHasher? = nil
    ) throws(Problem) {
        count = 0
        composer.routing = routing
        lines.removeAll()
        lines.reserve(body.count + 64)
        traits?.removeAll()
        self.single = single
        spread = partitions.map { BatchSpread(partitions: $0) }
        keys = hasher.map { BatchKeys($0) }
        switch form {
        case .text: try composeText(body, requiresJSON: requiresJSON)
        case .document: try composeRecords(body, .document, requiresJSON: requiresJSON)
        case .lines: try composeRecords(body, .lines, requiresJSON: requiresJSON)
        case .events: try composeEvents(body, requiresJSON: requiresJSON)
        }
        spread?.sort(lines.bytes)
        sortedBlocks = spread?.blocks ?? []
        arrangeKeys()
    }

    /// Takes it in once more, sorted as it was when it was published: only for telling where it went.
    mutating func compose(
        _ body: ByteView, _ form: BatchForm, as spread: PublishResult.Spread, hasher: KeyHasher?
    ) throws(Problem) {
        try compose(
            body, form, single: Int(spread.single),
            partitions: spread.partitions == 0 ? nil : Int(spread.partitions), requiresJSON: false,
            hasher: hasher)
    }

    private mutating func composeRecords(
        _ body: ByteView, _ layout: BatchScanner.Layout, requiresJSON: Bool
    ) throws(Problem) {
        var scanner = BatchScanner(body, layout)
        var record = BatchRecord()
        while true {
            do throws(JSONError) {
                guard try scanner.next(&record) else { return }
            } catch {
                let first = Problem(
                    error, in: body, known: BatchRecord.memberNames, shift: streamPosition ?? 0)
                if streamPosition != nil { throw first }
                throw BatchFaults.problem(first, in: body, layout, requiresJSON: requiresJSON)
            }
            try checkCount()
            do throws(LineError) {
                try add(record, of: body, requiresJSON: requiresJSON)
            } catch {
                if let streamPosition { throw Problem(error.shifted(by: streamPosition)) }
                throw BatchFaults.problem(Problem(error), in: body, layout, requiresJSON: requiresJSON)
            }
            if traits != nil {
                try traits?.add(record, of: body, behind: count - 1)
            } else if record.traits != nil {
                throw .traitsOfTopic
            }
            if keys == nil, record.expectedKey != .unstated { throw Problem(BrokerError.notCompacted) }
        }
    }

    private mutating func add(
        _ record: BatchRecord, of body: ByteView, requiresJSON: Bool
    ) throws(LineError) {
        let key = try composer.key(of: record, in: body)
        try composer.compose(record, of: body, key: key, requiresJSON: requiresJSON, into: &lines)
        note(key, record)
    }

    /// Adds a message that was read from something else than a record.
    mutating func add(_ parts: MessageParts, _ headers: borrowing HeaderList) throws(LineError) {
        var parts = parts
        parts.routing = routing
        try LineSuffix.compose(parts, headers: headers, into: &lines)
        note(parts.key, BatchRecord())
    }

    /// Says where the line that was composed last belongs.
    private mutating func note(_ key: ByteView?, _ record: BatchRecord) {
        if let partitions = spread?.partitions {
            let partition = key.map { Partitioner.partition(of: $0, among: partitions) } ?? single
            spread?.add(partition, end: lines.count)
        }
        keys?.add(key, record)
        count += 1
    }

    /// Tells the blocks what the keys of their lines are.
    private mutating func arrangeKeys() {
        guard keys != nil, let spread = spread.take() else { return }
        keys?.describe(&sortedBlocks, by: spread)
        self.spread = consume spread
    }

    /// One message a line; a CR before the LF does not belong to it, and the last line needs no LF.
    private mutating func composeText(_ body: ByteView, requiresJSON: Bool) throws(Problem) {
        let none = HeaderList()
        var rest = body
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A) ?? rest.count
            var line = rest[0..<end]
            rest = rest.dropping(min(end + 1, rest.count))
            if line.last == 0x0D { line = line[0..<line.count - 1] }
            try checkCount()
            let isText = UTF8Text.isValid(line)
            let parts = MessageParts(
                body: isText ? .text(line) : .posted(line),
                contentType: isText ? .formDefault : .sent(ByteView("text/plain")),
                requiresJSON: requiresJSON)
            do throws(LineError) {
                try LineSuffix.compose(parts, headers: none, into: &lines)
            } catch { throw Problem(error) }
            spread?.add(single, end: lines.count)
            count += 1
        }
    }

    /// Tells where each message came to stand, in the order of the batch.
    borrowing func forEachPlace(
        _ published: Published, _ body: (_ partition: Int, _ offset: Offset) -> Void
    ) {
        if sortedBlocks.isEmpty {
            for index in 0..<count { body(published.first.partition, published.first.first + index) }
        } else {
            spread?.forEachPlace(published, body)
        }
    }

    func checkCount() throws(Problem) {
        guard count == Limits.batchMessagesMax else { return }
        throw Problem(
            .tooManyMessages, "The batch has more than \(Limits.batchMessagesMax) messages.",
            fix: "Send at most \(Limits.batchMessagesMax) at once."
        ).with("limit", Limits.batchMessagesMax)
    }
}

extension Batch {
    /// What to publish: the block of the first partition, and those of the others.
    borrowing func blocks(expecting offset: Offset?) -> (first: PublishBlock, rest: [PublishBlock]) {
        let blocks = sortedBlocks
        guard let first = blocks.first else {
            var block = PublishBlock(
                partition: single, count: count, suffixes: bytes, expectedOffset: offset)
            keys?.describe(&block)
            return (block, [])
        }
        return (first, Array(blocks.dropFirst()))
    }
}
