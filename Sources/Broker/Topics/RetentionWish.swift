package import Base
internal import LogFormat

/// What becomes of one limit of retention.
package enum LimitWish<Value: Equatable & Sendable>: Equatable, Sendable {
    /// Stays as it is, or at its default.
    case asIs
    /// No limit, which is the default.
    case none
    case at(Value)

    func applied(to limit: Value?) -> Value? {
        switch self {
        case .asIs: limit
        case .none: nil
        case .at(let value): value
        }
    }
}

/// What a declaration or change of a topic says of its retention.
package struct RetentionWish: Equatable, Sendable {
    package var time = LimitWish<Interval>.asIs
    package var bytes = LimitWish<Int>.asIs
    package var count = LimitWish<Int>.asIs

    package init(
        time: LimitWish<Interval> = .asIs, bytes: LimitWish<Int> = .asIs, count: LimitWish<Int> = .asIs
    ) {
        self.time = time
        self.bytes = bytes
        self.count = count
    }

    /// No limit at all.
    package static let unlimited = RetentionWish(time: .none, bytes: .none, count: .none)

    func applied(to retention: Retention) -> Retention {
        Retention(
            time: time.applied(to: retention.time), bytes: bytes.applied(to: retention.bytes),
            count: count.applied(to: retention.count))
    }
}
