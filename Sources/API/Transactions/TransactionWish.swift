internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// The operations of one transaction as its body lists them: composed, looked up, not carried out.
///
/// Lines stand in one pooled buffer, in the order of the operations. Neighbouring messages for one place become
/// one block.
struct TransactionWish: ~Copyable {
    /// What an operation was, for its answer.
    enum Operation {
        /// The next message.
        case publish(Target)
        case settle(SettleBody)
        case commit(Int)
        case cancel(String)
    }

    /// Where a message goes.
    enum Target {
        case topic(Topic)
        case queue(Queue)
        case exchange(MessageExchange)
    }

    /// Neighbouring messages of one log.
    struct Block {
        let target: Target
        let partition: Int
        var count = 1
        /// Their bytes in `lines`.
        var bytes: Range<Int>
        var expectedOffset: Offset?
        var traits = MessageTraits()
        var key: KeyHash?
        var expectation: KeyExpectation?
    }

    enum Part {
        case block(Block)
        /// A message through an exchange, and its bytes in `lines`.
        case fan(RoutedPart, Range<Int>)
        case settle(Queue, [SettleItem])
        case commit(Group, [CommittedOffset], by: CommitCommand.Author?)
        case cancel(String)
    }

    let namespace: Namespace
    private(set) var operations: [Operation] = []
    var parts: [Part] = []
    /// The operation that each part began with.
    private(set) var origins: [Int] = []
    var lines: ByteBuffer
    var item = MessageItem()
    /// Where messages without a key go, by topic.
    var singles: [(topic: EntityID, partition: Int)] = []
    /// The latest message of each key of compacted topics, in this transaction.
    var keyed = TransactionKeys()

    init(_ namespace: Namespace, from pool: BufferPool) {
        self.namespace = namespace
        lines = pool.take(16 * 1024)
    }

    consuming func giveBack(to pool: BufferPool) { pool.give(lines) }

    /// Takes in a whole body.
    mutating func read(_ body: ByteView) throws(Problem) {
        let known = ["operations"]
        var members = try BodyReader(try Self.checked(body), known: known)
        while let member = try members.next() {
            guard "operations" ~= member.name else { throw members.unknown(member) }
            var elements = try members.array(member.value)
            while let element = try members.next(of: &elements) {
                let index = operations.count
                guard index < Limits.transactionOperationsMax else {
                    let error = BrokerError.limit("operations", max: Limits.transactionOperationsMax)
                    throw Problem(error)
                }
                do throws(Problem) { try readOperation(element) } catch { throw error.of(operation: index) }
            }
        }
        guard !operations.isEmpty else {
            throw Problem(
                .invalidBody, "The transaction has no operation.",
                fix: "Send {\"operations\":[{\"publish\":{\"topic\":\"t\",\"message\":{\"value\":1}}}]}.")
        }
    }

    private static func checked(_ body: ByteView) throws(Problem) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(checking: body, depthMax: Limits.jsonDepthMax + 8)
        } catch { throw Problem(error, in: body) }
    }

    private mutating func readOperation(_ value: JSONValue) throws(Problem) {
        let known = ["publish", "settle", "commit", "cancel"]
        var members = try BodyReader(value, known: known)
        guard let member = try members.next() else {
            throw Problem(
                .invalidBody, "The operation says nothing.",
                fix: "Give one of publish, settle, commit, cancel.")
        }
        let before = parts.count
        let operation: Operation
        switch member.name {
        case "publish": operation = .publish(try readPublish(member.value))
        case "settle": operation = .settle(try readSettle(member.value))
        case "commit": operation = .commit(try readCommit(member.value))
        case "cancel": operation = .cancel(try readCancel(member.value))
        default: throw members.unknown(member)
        }
        guard try members.next() == nil else {
            throw Problem(.invalidBody, "The operation says two things.", fix: "Make two operations of it.")
        }
        if parts.count > before { origins.append(operations.count) }
        operations.append(operation)
    }

    private mutating func readSettle(_ value: JSONValue) throws(Problem) -> SettleBody {
        let queue = try queue(try name(in: value, "queue", for: "A settle"))
        var settles = SettleBody()
        var members = try SettleBody.members(of: value, besides: "queue")
        try settles.read(&members, of: queue, besides: "queue")
        guard settles.count > 0 else {
            throw Problem(.invalidBody, "No lease is named.", fix: "Give ack, nack, reject or extend.")
        }
        guard settles.items.count == settles.count else { throw Problem(BrokerError.leaseLost) }
        parts.append(.settle(queue, settles.items))
        return settles
    }

    private mutating func readCommit(_ value: JSONValue) throws(Problem) -> Int {
        let name = try name(in: value, "group", for: "A commit")
        guard let group = name.withByteView({ namespace.group($0) }) else {
            throw Problem(BrokerError.notFound(.group, name))
        }
        var wish = CommitWish()
        try wish.read(value, besides: "group")
        let (author, offsets) = try wish.resolve(for: group)
        parts.append(.commit(group, offsets, by: author))
        return offsets.count
    }

    private mutating func readCancel(_ value: JSONValue) throws(Problem) -> String {
        let name = try name(in: value, "schedule", for: "A cancel")
        var members = try BodyReader(value, known: ["schedule"])
        while let member = try members.next() {
            guard "schedule" ~= member.name else { throw members.unknown(member) }
        }
        parts.append(.cancel(name))
        return name
    }

    /// The member that names what an operation is about.
    private func name(
        in value: JSONValue, _ wanted: String, for what: String
    ) throws(Problem) -> String {
        do throws(JSONError) {
            var members = try value.object()
            while let member = try members.next() {
                if member.name.string == wanted { return try member.value.string() }
            }
        } catch { throw Problem(error, in: value.text) }
        throw Problem(.invalidBody, "\(what) names no \(wanted).", fix: "Give \"\(wanted)\".")
    }

    func queue(_ name: String) throws(Problem) -> Queue {
        guard let queue = name.withByteView({ namespace.queue($0) }) else {
            throw Problem(BrokerError.notFound(.queue, name))
        }
        return queue
    }

    func exchange(_ name: String) throws(Problem) -> MessageExchange {
        if name == Broker.defaultExchange { return namespace.defaultExchange }
        guard let exchange = name.withByteView({ namespace.exchange($0) }) else {
            throw Problem(BrokerError.notFound(.exchange, name))
        }
        if exchange.settings.isInternal { throw Problem(BrokerError.exchangeInternal(exchange.name)) }
        return exchange
    }
}
