import Base
import Broker
import LogFormat

/// A publish that says what it is recognised by, as its client sends it, once or several times.
struct SentPublish {
    enum Name: Equatable {
        case key(UInt64)
        case producer(UInt64, number: UInt64)
    }

    let target: EntityID
    let name: Name
    /// By partition; a queue has one.
    let chosen: [(partition: Int, lines: LineBlock)]

    func identity(asked: UInt64) -> PublishIdentity {
        let spread = PublishResult.Spread(partitions: 2, single: 1)
        return switch name {
        case .key(let key):
            PublishIdentity(name: .key(hash(key << 1)), fingerprint: asked, spread: spread)
        case .producer(let producer, let number):
            PublishIdentity(
                name: .producer(hash(producer << 1 | 1), epoch: 1, number: number), fingerprint: asked,
                spread: spread)
        }
    }

    private func hash(_ number: UInt64) -> IdentityHash {
        IdentityHash(low: number, high: UInt64(target.rawValue))
    }
}

/// A publish that was carried out.
struct OracleRepeat {
    let target: EntityID
    let name: SentPublish.Name
    let asked: UInt64
    /// First offset of each block, and the time.
    let firsts: [Offset]
    let timestamp: Instant
}

extension OracleState {
    /// What a publish must come to.
    enum RepeatVerdict {
        case fresh
        case repeated(OracleRepeat)
        case refused(BrokerError)
    }

    func verdict(of sent: SentPublish, asked: UInt64) -> RepeatVerdict {
        let known = repeats.first { $0.target == sent.target && $0.name == sent.name }
        guard case .producer(let producer, let number) = sent.name else {
            guard let known else { return .fresh }
            return known.asked == asked ? .repeated(known) : .refused(.idempotencyKeyReused)
        }
        let taken = numbers(of: producer, on: sent.target)
        guard let last = taken.last else { return .fresh }
        if number == last + 1 { return .fresh }
        if number > last { return .refused(.producerGap(expected: last + 1, received: number)) }
        guard let known, taken.suffix(Limits.producerResultsMax).contains(number) else {
            return .refused(.producerResultForgotten(latest: last))
        }
        return known.asked == asked ? .repeated(known) : .refused(.producerNumberReused)
    }

    private func numbers(of producer: UInt64, on target: EntityID) -> [UInt64] {
        repeats.compactMap { known in
            guard known.target == target, case .producer(producer, let number) = known.name else {
                return nil
            }
            return number
        }
    }
}
