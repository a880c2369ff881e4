package import Base
package import LogFormat

/// What a declaration or change of a group names; nil leaves a member as it is, or at its default.
package struct GroupWish: Equatable, Sendable {
    package var assignor: Assignor?
    package var start: GroupStart?
    /// Cannot be changed.
    package var isEphemeral: Bool?
    package var sessionTimeout: Interval?
    package var processingTimeout: Interval?
    package var offsetsExpire: LimitWish<Interval>
    package var topics: LimitWish<Subscription>

    package init(
        assignor: Assignor? = nil, start: GroupStart? = nil, isEphemeral: Bool? = nil,
        sessionTimeout: Interval? = nil, processingTimeout: Interval? = nil,
        offsetsExpire: LimitWish<Interval> = .asIs, topics: LimitWish<Subscription> = .asIs
    ) {
        self.assignor = assignor
        self.start = start
        self.isEphemeral = isEphemeral
        self.sessionTimeout = sessionTimeout
        self.processingTimeout = processingTimeout
        self.offsetsExpire = offsetsExpire
        self.topics = topics
    }

    /// `settings` with the named members set, and the names of those that differ from before.
    func applied(to settings: GroupSettings) -> (settings: GroupSettings, changed: [String]) {
        var wished = settings
        if let assignor { wished.assignor = assignor }
        if let start { wished.start = start }
        if let isEphemeral { wished.isEphemeral = isEphemeral }
        if let sessionTimeout { wished.sessionTimeout = sessionTimeout }
        if let processingTimeout { wished.processingTimeout = processingTimeout }
        wished.offsetsExpire = offsetsExpire.applied(to: settings.offsetsExpire)
        wished.topics = topics.applied(to: settings.topics)
        var changed: [String] = []
        if wished.assignor != settings.assignor { changed.append("assignor") }
        if wished.start != settings.start { changed.append("start") }
        if wished.isEphemeral != settings.isEphemeral { changed.append("ephemeral") }
        if wished.sessionTimeout != settings.sessionTimeout { changed.append("session_timeout") }
        if wished.processingTimeout != settings.processingTimeout { changed.append("processing_timeout") }
        if wished.offsetsExpire != settings.offsetsExpire { changed.append("offsets_expire") }
        if wished.topics != settings.topics { changed.append("topics") }
        return (wished, changed)
    }

    /// The bound that it passes, if any.
    var refusal: BrokerError? {
        if let time = sessionTimeout, !(Limits.sessionTimeoutMin...Limits.sessionTimeoutMax).contains(time) {
            return .limit("session_timeout", max: Int(Limits.sessionTimeoutMax.milliseconds))
        }
        if let time = processingTimeout,
            !(Limits.processingTimeoutMin...Limits.processingTimeoutMax).contains(time)
        {
            return .limit("processing_timeout", max: Int(Limits.processingTimeoutMax.milliseconds))
        }
        if case .at(let time) = offsetsExpire,
            !(Limits.offsetsExpireMin...Limits.retentionTimeMax).contains(time)
        {
            return .limit("offsets_expire", max: Int(Limits.retentionTimeMax.milliseconds))
        }
        return nil
    }
}
