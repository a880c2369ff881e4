package import LogFormat

/// What a declaration or change of an exchange names; nil leaves a member as it is, or at its default.
package struct ExchangeWish: Equatable, Sendable {
    /// Cannot change; `direct` unless named.
    package var type: ExchangeType?
    package var isInternal: Bool?
    package var alternate: LimitWish<String>

    package init(
        type: ExchangeType? = nil, isInternal: Bool? = nil, alternate: LimitWish<String> = .asIs
    ) {
        self.type = type
        self.isInternal = isInternal
        self.alternate = alternate
    }

    /// `settings` with the named members set, and the names of those that differ from before.
    func applied(to settings: ExchangeSettings) -> (settings: ExchangeSettings, changed: [String]) {
        var wished = settings
        var changed: [String] = []
        if let isInternal, isInternal != settings.isInternal {
            wished.isInternal = isInternal
            changed.append("internal")
        }
        wished.alternate = alternate.applied(to: settings.alternate)
        if wished.alternate != settings.alternate { changed.append("alternate") }
        return (wished, changed)
    }
}
