internal import Base
internal import Broker
internal import LogFormat
internal import Node

/// What a publisher gave so that the same request, sent again, stores nothing again.
///
/// Made from the options before the body is read, then shown the body. Hashes only: nothing of the request is
/// kept.
struct RepeatWish {
    private enum Name {
        case key
        case producer(epoch: UInt64, number: UInt64)
    }

    private let hasher: IdentityHasher
    private let operation: Operation
    private let name: Name
    /// Of the key or the producer's name.
    private var nameHash: IdentityHash
    /// Of the options; then of the body as well.
    private var asked: UInt64

    /// Nil when the request says nothing of it.
    init?(_ options: borrowing OptionReader, _ hasher: IdentityHasher) throws(Problem) {
        let key = options.value(.idempotencyKey)
        let producer = options.value(.producerID)
        if key == nil && producer == nil {
            guard !options.has(.producerEpoch), !options.has(.producerSeq) else {
                throw Problem(
                    .invalidOption, "A producer's number is given, but no producer.",
                    fix: "Give producer_id= as well.")
            }
            return nil
        }
        guard key == nil || producer == nil else {
            throw Problem(
                .repeatedOption, "Both an Idempotency-Key and a producer are given.",
                fix: "Give one of them.")
        }
        if let key { try Self.check("idempotency_key", key, Limits.idempotencyKeyBytesMax) }
        if let producer { try Self.check("producer_id", producer, Limits.producerNameBytesMax) }
        self.hasher = hasher
        operation = options.operation
        name = producer == nil ? .key : try Self.producer(options)
        nameHash = hasher.identity(key ?? producer ?? .empty)
        var text = ByteBuffer(capacity: 256)
        options.describeWish(into: &text)
        asked = hasher.fingerprint(text.bytes)
    }

    /// Keeps apart what is asked of different things under one path.
    mutating func belong(to thing: ByteView) {
        var words = ByteBuffer(capacity: 64)
        words.append(nameHash)
        words.append(thing)
        nameHash = hasher.identity(words.bytes)
    }

    /// Takes in the body.
    mutating func take(_ body: ByteView) {
        var words = ByteBuffer(capacity: 16)
        words.append(littleEndian: asked)
        words.append(littleEndian: hasher.fingerprint(body))
        asked = hasher.fingerprint(words.bytes)
    }

    /// What the request is recognised by when it comes again.
    func identity(of target: EntityID, partitions: Int? = nil, single: Int = 0) -> PublishIdentity {
        let hash = hash(of: target)
        let spread = PublishResult.Spread(
            partitions: UInt16(partitions ?? 0), single: UInt16(single))
        return switch name {
        case .key: PublishIdentity(name: .key(hash), fingerprint: asked, spread: spread)
        case .producer(let epoch, let number):
            PublishIdentity(
                name: .producer(hash, epoch: epoch, number: number), fingerprint: asked, spread: spread)
        }
    }

    /// The Idempotency-Key as it is known while the request is on its way; nil for a producer.
    func key(of target: EntityID) -> IdentityHash? {
        if case .key = name { hash(of: target) } else { nil }
    }

    /// A key belongs to one path, a producer to all that publishes to a topic or queue.
    private func hash(of target: EntityID) -> IdentityHash {
        var words = ByteBuffer(capacity: 64)
        words.append(target)
        words.append(nameHash)
        switch name {
        case .key: words.append(operation.rawValue)
        case .producer: words.append("producer")
        }
        return hasher.identity(words.bytes)
    }

    private static func producer(_ options: borrowing OptionReader) throws(Problem) -> Name {
        guard let number = try options.integer(.producerSeq, in: 0...Limits.producerNumberMax) else {
            throw Problem(
                .invalidOption, "A producer is given without the number of this publish.",
                fix: "Give producer_seq= as well.")
        }
        let epoch = try options.integer(.producerEpoch, in: 0...Limits.producerNumberMax) ?? 0
        return .producer(epoch: UInt64(epoch), number: UInt64(number))
    }

    private static func check(_ name: StaticString, _ text: ByteView, _ most: Int) throws(Problem) {
        guard text.isEmpty || text.count > most else { return }
        throw Problem(
            .outOfRange, "\(name) has \(text.count) bytes; 1 to \(most) are possible.",
            fix: "Give at most \(most) bytes."
        ).with("limit", most)
    }
}

extension OptionReader {
    /// Writes what is asked for in one way, however it was given and in whatever order.
    fileprivate borrowing func describeWish(into out: inout ByteBuffer) {
        for option in Option.allCases where has(option) && !option.isIdentity {
            out.append(option.name)
            out.append(UInt8(ascii: "="))
            if let value = value(option) {
                out.append(littleEndian: UInt32(value.count))
                out.append(value)
            }
        }
        if !headers.isEmpty { headers.write(into: &out) }
    }
}

extension Option {
    /// Whether it says which request it is rather than what is asked.
    fileprivate var isIdentity: Bool {
        switch self {
        case .idempotencyKey, .producerID, .producerEpoch, .producerSeq: true
        default: false
        }
    }
}

extension ByteBuffer {
    /// Says that this is the answer of a request that was carried out before.
    mutating func replayed(_ published: Published) {
        if published.isRepeated { append("Idempotency-Replayed: true\r\n") }
    }
}
