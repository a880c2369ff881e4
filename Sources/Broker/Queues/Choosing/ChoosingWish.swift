package import Base
package import LogFormat

/// What a declaration or change of a queue says of who gets which message; nil leaves a member as it is.
package struct ChoosingWish: Equatable, Sendable {
    package var isSingleActive: Bool?
    package var prefetch: LimitWish<Int>
    package var dedupe: LimitWish<Interval>
    package var order: MessageOrder?
    package var isFair: Bool?

    package init(
        isSingleActive: Bool? = nil, prefetch: LimitWish<Int> = .asIs, dedupe: LimitWish<Interval> = .asIs,
        order: MessageOrder? = nil, isFair: Bool? = nil
    ) {
        self.dedupe = dedupe
        self.order = order
        self.isFair = isFair
        self.isSingleActive = isSingleActive
        self.prefetch = prefetch
    }

    /// Sets the named members, and adds the names of those that differ from before.
    func apply(to choosing: inout Choosing, _ changed: inout [String]) {
        let before = choosing
        if let isSingleActive { choosing.isSingleActive = isSingleActive }
        choosing.prefetch = prefetch.applied(to: choosing.prefetch)
        choosing.dedupe = dedupe.applied(to: choosing.dedupe)
        if let order { choosing.order = order }
        if let isFair { choosing.isFair = isFair }
        if choosing.isSingleActive != before.isSingleActive { changed.append("single_active") }
        if choosing.prefetch != before.prefetch { changed.append("prefetch") }
        if choosing.dedupe != before.dedupe { changed.append("dedupe") }
        if choosing.order != before.order { changed.append("ordered_by") }
        if choosing.isFair != before.isFair { changed.append("fair") }
    }

    /// Why it cannot be.
    var refusal: BrokerError? {
        if case .at(let most) = prefetch, !(1...Limits.prefetchMax).contains(most) {
            return .limit("prefetch", max: Limits.prefetchMax)
        }
        if case .at(let window) = dedupe, window <= .zero || window > Limits.dedupeTimeMax {
            return .limit("dedupe", max: Int(Limits.dedupeTimeMax.milliseconds))
        }
        return nil
    }
}
